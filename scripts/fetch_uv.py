"""Brings uv to a machine whose Python has no pip (a bare Debian): the wheel, by the hash that is pinned.

Standard library only. Asks the index of `PIP_INDEX_URL`, or PyPI. The directory for `bin/uv` is the only argument.
"""

import hashlib
import html
import io
import os
import platform
import re
import ssl
import sys
import urllib.request
import zipfile
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urljoin

PINNED = Path(__file__).with_name("requirements-uv.txt")
INDEX = "https://pypi.org/simple"
LINK = re.compile(r'href="([^"#]+\.whl)#sha256=([0-9a-f]{64})"')
TIMEOUT_S = 60
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


class CannotFetch(Exception):
    """uv cannot be had; the text says why, in Japanese."""


def main() -> int:
    """Fetch it; 0 when it is there, else 1 and a sentence."""
    try:
        fetch_uv(Path(sys.argv[1]))
    except (CannotFetch, OSError) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def fetch_uv(tools: Path) -> None:
    """Put the program into `tools/bin/uv`.

    Raises CannotFetch where no wheel of those pinned suits this machine or the content is another, OSError where the
    index cannot be reached.
    """
    index = os.environ.get("PIP_INDEX_URL", INDEX).rstrip("/") + "/uv/"
    hashes = set(re.findall(r"sha256:([0-9a-f]{64})", PINNED.read_text("utf-8")))
    address, expected = chosen(_read(index).decode("utf-8", "replace"), hashes, _tags())
    wheel = _read(urljoin(index, address))
    if hashlib.sha256(wheel).hexdigest() != expected:
        raise CannotFetch("届いた uv の中身が、記録されたものと違います。")
    _unpack(wheel, tools / "bin" / "uv")


def chosen(page: str, hashes: Collection[str], tags: Collection[str]) -> tuple[str, str]:
    """The address and hash of the pinned wheel whose name carries all the tags, from a page of the index."""
    for address, found in LINK.findall(page):
        address = html.unescape(address)
        if found in hashes and all(tag in address.rpartition("/")[2] for tag in tags):
            return address, found
    raise CannotFetch(f"この機械（{' '.join(tags)}）のための uv が見つかりません。")


def _tags() -> tuple[str, str]:
    machine = platform.machine().lower()
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return libc, MACHINES.get(machine, machine)


def _read(address: str) -> bytes:
    if not address.startswith("https://"):
        raise CannotFetch(f"https でない場所からは入れません: {address}")
    context = ssl.create_default_context(cafile=os.environ.get("PIP_CERT"))
    with urllib.request.urlopen(address, timeout=TIMEOUT_S, context=context) as answer:  # noqa: S310 - https only
        return bytes(answer.read())


def _unpack(wheel: bytes, program: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        program.parent.mkdir(parents=True, exist_ok=True)
        fresh = program.with_suffix(".new")
        fresh.write_bytes(archive.read(name))
    fresh.chmod(0o755)
    fresh.replace(program)


if __name__ == "__main__":
    sys.exit(main())
