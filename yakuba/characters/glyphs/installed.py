"""The index in force on this machine, opened when first asked and anew after a newer one was put in its place."""

import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from yakuba.characters.glyphs.faults import BadIndex
from yakuba.characters.glyphs.seal import header_of
from yakuba.kernel.refusals import Refusal

if TYPE_CHECKING:
    from yakuba.characters.glyphs.index import Index

_log = logging.getLogger(__name__)


def path() -> Path:
    """Where the index lies."""
    return Path(settings.VAR) / "characters" / "glyphs.index"


def ready() -> bool:
    """Whether there is an index of this version. Reads its first page only."""
    try:
        with path().open("rb") as file:
            header_of(file)
    except FileNotFoundError:
        return False
    except (BadIndex, OSError) as bad:
        _log.warning("%s（%s）", bad, path())
        return False
    return True


def index() -> "Index":
    """The index. Refuses in a sentence where there is none, or a damaged one."""
    try:
        state = path().stat()
        return _opened(path(), state.st_ino, state.st_mtime_ns)
    except FileNotFoundError:
        raise Refusal(
            "no_glyph_index",
            "文字の画像の索引がまだありません。scripts/train_glyph_index で作ると、画像から探せるようになります。",
        ) from None
    except BadIndex as bad:
        raise Refusal("bad_glyph_index", f"{bad.sentence}（{path()}）") from bad


@lru_cache(maxsize=1)
def _opened(place: Path, inode: int, changed: int) -> "Index":
    from yakuba.characters.glyphs.index import Index

    return Index(place)
