"""Bitmaps that wards have: BDF fonts, and folders of pictures in a ZIP file."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Final

import numpy as np

from yakuba.characters.glyphs import pictures
from yakuba.characters.glyphs.faults import BadPicture, RowError
from yakuba.characters.glyphs.pictures import Ink

MAX_BDF: Final = 32 * 1024 * 1024
MAX_PICTURES: Final = 20_000
MAX_UNPACKED: Final = 512 * 1024 * 1024
MAX_SIDE: Final = 512
_NAMED: Final = re.compile(r"(?P<unicode>U\+|u\+|uni|u)?(?P<code>[0-9A-Fa-f]{4,6})")
_UNICODE: Final = ("ISO10646", "")
_GAIJI_OF_SJIS: Final = range(0xF040, 0xF9FD)
_NAMELESS: Final = "コードのない字"
_AGAIN: Final = "同じコードの字が2つあります。2つ目は読みませんでした。"


def written(code: int) -> str:
    """`U+E000`."""
    return f"U+{code:04X}"


def _bare(code: int) -> str:
    """`7521`: a code of JIS or Shift_JIS, as it stands."""
    return f"{code:04X}"


def bdf(content: bytes) -> Iterator[tuple[str, Ink] | RowError]:
    """The characters of a BDF font (Adobe, version 2.1 and 2.2), in its order.

    Codes of fonts in Unicode come as `U+E000`, of others as they stand (`7521`).
    """
    if len(content) > MAX_BDF:
        yield RowError("", f"BDFが大きすぎます（{MAX_BDF // 1024 // 1024} MB まで）。")
        return
    lines = content.decode("latin-1").splitlines()
    if not lines or not lines[0].startswith("STARTFONT"):
        yield RowError("", "BDFのフォントではありません。")
        return
    reading = _Reading()
    for line in lines:
        yield from reading.line(line.strip())
    yield from reading.end()


class _Reading:
    """A BDF font, line by line."""

    def __init__(self) -> None:
        self._say: Callable[[int], str] = written
        self._found = False
        self._seen = set[str]()
        self._letter: list[str] | None = None

    def line(self, line: str) -> Iterator[tuple[str, Ink] | RowError]:
        """What is complete with this line."""
        word, _, rest = line.partition(" ")
        if word == "STARTCHAR":
            if self._letter is not None:
                yield RowError(
                    _code(self._letter, self._say) or _NAMELESS, "字の途中で次の字が始まっています。"
                )
            self._letter, self._found = [], True
        elif word == "ENDCHAR" and self._letter is not None:
            yield _letter(self._letter, self._say, self._seen)
            self._letter = None
        elif self._letter is not None:
            self._letter.append(line)
        elif word == "CHARSET_REGISTRY":
            self._say = written if rest.strip(' "').upper() in _UNICODE else _bare

    def end(self) -> Iterator[RowError]:
        """What is missing at the end."""
        if self._letter is not None:
            yield RowError(
                _code(self._letter, self._say) or _NAMELESS, "字の途中でファイルが終わっています。"
            )
        elif not self._found:
            yield RowError("", "BDFに字がありません。")


def _letter(lines: list[str], say: Callable[[int], str], seen: set[str]) -> tuple[str, Ink] | RowError:
    code = _code(lines, say)
    if not code:
        return RowError(_NAMELESS, "字のコード（ENCODING）がありません。")
    if code in seen:
        return RowError(code, _AGAIN)
    seen.add(code)
    try:
        return code, _bitmap(lines)
    except BadPicture as bad:
        return RowError(code, bad.sentence)


def _value(lines: list[str], word: str) -> list[str]:
    return next((line.split()[1:] for line in lines if line.startswith(word + " ")), [])


def _code(lines: list[str], say: Callable[[int], str]) -> str:
    numbers = _value(lines, "ENCODING")
    number = numbers[-1] if numbers else ""
    if not (number.isascii() and number.isdecimal() and len(number) <= 7) or int(number) > 0x10FFFF:
        return ""
    return say(int(number))


def _bitmap(lines: list[str]) -> Ink:
    box = _value(lines, "BBX")[:2]
    if len(box) < 2 or not all(one.isascii() and one.isdecimal() and len(one) <= 4 for one in box):
        raise BadPicture("字の大きさ（BBX）が読めません。")
    width, height = map(int, box)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise BadPicture(f"字の大きさが 1 から {MAX_SIDE} までではありません。")
    rows = lines[lines.index("BITMAP") + 1 :] if "BITMAP" in lines else []
    wide = (width + 7) // 8
    try:
        packed = b"".join(bytes.fromhex(row)[:wide].ljust(wide, b"\0") for row in rows[:height])
    except ValueError:
        raise BadPicture("字の点（BITMAP）が16進数ではありません。") from None
    if len(packed) < wide * height:
        raise BadPicture("字の点（BITMAP）が足りません。")
    bits = np.unpackbits(np.frombuffer(packed, np.uint8).reshape(height, wide), axis=1)[:, :width]
    if not bits.any():
        raise BadPicture("字形が空です。")
    return bits * np.uint8(255)


def folder(content: bytes) -> Iterator[tuple[str, Ink] | RowError]:
    """The pictures of a ZIP file, named by code: `E000.png`, `U+E000.bmp`, `gaiji_F040.png`.

    Codes come as `U+E000`; a bare number that may also be a 外字 of Shift_JIS (F040 to F9FC) as it stands. What is no
    picture, has no code in its name, is too large or damaged, is told and the others are read.
    """
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
        entries = [one for one in opened.infolist() if not one.is_dir() and not _hidden(one.filename)]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        yield RowError("", f"ZIPとして読めないファイルです（{type(error).__name__}）。")
        return
    if not entries:
        yield RowError("", "ZIPに画像がありません。")
    if len(entries) > MAX_PICTURES:
        yield RowError(
            f"{MAX_PICTURES + 1:,}枚目から", f"画像が多すぎます。{MAX_PICTURES:,}枚までを読みます。"
        )
    left, seen = MAX_UNPACKED, set[str]()
    for entry in entries[:MAX_PICTURES]:
        name = PurePosixPath(entry.filename.replace("\\", "/")).name
        code = coded(name)
        try:
            if not code:
                raise BadPicture("ファイル名に字のコード（E000 など）がありません。")
            if code in seen:
                raise BadPicture(_AGAIN)
            if left <= 0:
                raise BadPicture("ZIPの中身が大きすぎます。分けてください。")
            picture = _unpacked(opened, entry)
            left -= len(picture)
            seen.add(code)
            yield code, pictures.ink_of(picture)
        except BadPicture as bad:
            yield RowError(code or name[:80], bad.sentence)


def _hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith((".", "__MACOSX")) for part in parts) or parts[-1] == "Thumbs.db"


def coded(name: str) -> str:
    """The code that a file's name gives, "" for none: the last group of 4 to 6 hexadecimal digits."""
    found = list(_NAMED.finditer(name.rpartition(".")[0] or name))
    whole = [one for one in found if _alone(one)]
    if not whole:
        return ""
    code = int(whole[-1]["code"], 16)
    if code > 0x10FFFF:
        return ""
    return f"{code:04X}" if not whole[-1]["unicode"] and code in _GAIJI_OF_SJIS else written(code)


def _alone(found: "re.Match[str]") -> bool:
    """Digits that are not a part of a longer word."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return not any(one.isascii() and one.isalnum() for one in (before, after))


def _unpacked(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file; never more of it than a picture may have, whatever the ZIP says its size is."""
    try:
        with opened.open(entry) as file:
            content = file.read(pictures.MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise BadPicture("ZIPの中でこのファイルが壊れているか、暗号化されています。") from None
    if len(content) > pictures.MAX_BYTES:
        raise BadPicture(f"画像が大きすぎます（{pictures.MAX_BYTES // 1024 // 1024} MB まで）。")
    return content
