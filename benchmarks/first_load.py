"""What a browser with an empty cache fetches for a form page: the page, its style sheets, icon and script modules."""

import gzip
import posixpath
import re
from dataclasses import dataclass

from benchmarks import journey
from benchmarks.visitor import Visitor
from yakuba.config.static_files import FOREIGN

LEVEL = 6  # of gzip, as a reverse proxy uses it
_LINKED = re.compile(r'<link[^>]*?\shref="([^"]+)"|<script[^>]*?\ssrc="([^"]+)"|<img[^>]*?\ssrc="([^"]+)"')
_IMPORTED = re.compile(r"""(?:import|from)\s*\(?\s*["']([^"']+)["']""")
_IN_STYLES = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was fetched: its address, its size as it is and after gzip (bytes)."""

    address: str
    size: int
    packed: int


def first_load(port: int) -> list[Part]:
    """Everything for the first page of the form. Modules that are imported only when needed are counted as well."""
    visitor = Visitor(port)
    address = f"/procedures/{journey.SLUG}/page/{journey.PAGES[0]}"
    page = journey.expect(visitor.get(address), 200)
    parts = {address: _part(address, page.body)}
    waiting = [link for found in _LINKED.findall(page.text) for link in found if link.startswith("/")]
    while waiting:
        wanted = waiting.pop(0)
        if wanted in parts:
            continue
        body = journey.expect(visitor.get(wanted), 200).body
        parts[wanted] = _part(wanted, body)
        waiting += _mentioned(wanted, body.decode("utf-8", "replace"))
    visitor.close()
    return list(parts.values())


def kilobytes(parts: list[Part]) -> float:
    """All of it, after gzip (1 kB = 1,000 bytes)."""
    return sum(part.packed for part in parts) / 1000


def _part(address: str, body: bytes) -> Part:
    return Part(address, len(body), len(gzip.compress(body, LEVEL)))


def _mentioned(address: str, text: str) -> list[str]:
    pattern = {".js": _IMPORTED, ".css": _IN_STYLES}.get(posixpath.splitext(address)[1])
    if pattern is None or FOREIGN in address:
        return []
    names = [
        name for found in pattern.findall(text) for name in ([found] if isinstance(found, str) else found)
    ]
    return [
        posixpath.normpath(posixpath.join(posixpath.dirname(address), name))
        for name in names
        if name and not name.startswith(("data:", "#", "http"))
    ]
