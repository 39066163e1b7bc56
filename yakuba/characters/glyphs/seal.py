"""The first bytes of an index: whether it is there and of this version, without reading the rest or loading numpy."""

import json
import struct
from typing import Any, BinaryIO, Final

from yakuba.characters.glyphs.faults import BadIndex

MAGIC: Final = b"YKGLYPH\x02"
"""The last byte is the version of the format."""
SEAL: Final = 32
_LONGEST: Final = 1 << 20


def header_of(file: BinaryIO) -> dict[str, Any]:
    """What an index says of itself. Refuses (`BadIndex`) another format and what is no index."""
    start = file.read(len(MAGIC) + 4)
    if start[: len(MAGIC) - 1] != MAGIC[:-1]:
        raise BadIndex("文字の画像の索引ではないファイルです。")
    if start[: len(MAGIC)] != MAGIC:
        raise BadIndex("この版のプログラムでは読めない、文字の画像の索引です。作り直してください。")
    try:
        (length,) = struct.unpack("<I", start[len(MAGIC) :])
        found = json.loads(file.read(min(length, _LONGEST)))
    except (struct.error, ValueError) as error:
        raise BadIndex("文字の画像の索引が壊れています。作り直してください。") from error
    if not isinstance(found, dict) or not {"inputs", "parts", "calibration"} <= found.keys():
        raise BadIndex("文字の画像の索引が壊れています。作り直してください。")
    return found
