"""The tables in force on this machine: shipped with the program, or brought later and kept under `VAR`.

Loaded when something first asks, then kept for the life of the process: after a newer list was brought, running faces
and workers take it up when they are started again.
"""

import os
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yakuba.characters.rules.conversion import Converter
from yakuba.characters.rules.folding import Folder
from yakuba.characters.rules.outcomes import Target
from yakuba.characters.rules.relations import Rule
from yakuba.characters.rules.repertoire import Repertoire
from yakuba.characters.rules.table import BadTable, Table
from yakuba.kernel.refusals import Refusal

MJ, GJ = "mj", "gj"
Compiler = Callable[[], bytes]


def shipped() -> Path:
    """The data package of MJ文字情報一覧表, which has its own licence."""
    return Path(settings.ROOT) / "data" / "mojijoho" / "mojijoho.zip"


def installed(name: str) -> Path:
    """Where a table that was brought later is kept."""
    return Path(settings.VAR) / "characters" / f"{name}.zip"


@lru_cache(maxsize=1)
def repertoire() -> Repertoire:
    """The lists in force: MJ, and GJ where it was imported. Refuses to work without or with a damaged table."""
    first = installed(MJ) if installed(MJ).exists() else shipped()
    paths = [first, *([installed(GJ)] if installed(GJ).exists() else [])]
    return Repertoire([_read(path) for path in paths])


@lru_cache(maxsize=12)
def converter(target: Target, weakest: Rule = Rule.DICTIONARY) -> Converter:
    """The converter that all texts of this process share."""
    return Converter(repertoire(), target, weakest)


def converter_with(own: Mapping[str, str], target: Target, weakest: Rule = Rule.DICTIONARY) -> Converter:
    """A converter that also knows a ward's 外字変換表 (private-use character → name of its glyph)."""
    return Converter(Repertoire(repertoire().tables, own), target, weakest)


@lru_cache(maxsize=1)
def folder() -> Folder:
    """The maker of search keys that this process shares."""
    return Folder(repertoire())


def forget() -> None:
    """Load anew when next asked (tests, and after a table was brought)."""
    for remembered in (repertoire, converter, folder):
        remembered.cache_clear()


def keep(name: str, content: bytes) -> Path:
    """Put a compiled table in force. The file changes in one instant: no process ever reads half of one."""
    Table(content)
    path = installed(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(file.name, 0o644)  # nothing in it is secret, and the faces may run as somebody else
    os.replace(file.name, path)
    forget()
    return path


def _read(path: Path) -> Table:
    try:
        return Table(path.read_bytes())
    except FileNotFoundError:
        raise Refusal("no_table", f"文字の表がありません（{path}）。") from None
    except BadTable as bad:
        raise Refusal("bad_table", f"{bad.sentence}（{path}）") from bad
