"""The skeleton of a font file (TrueType, OpenType, collections, Windows' EUDC.TTE): tables, code points, names.

Outlines are FreeType's work, by way of Pillow. Pillow draws characters, not glyphs; so the font is put together anew
with a `cmap` in which code point 0xF0000 + n is glyph n, and every glyph can be drawn, also those that only a
variation sequence or a name leads to. Source: OpenType 1.9, chapters otff, cmap, post.
"""

import struct
from collections.abc import Iterator
from typing import Final

from yakuba.characters.glyphs.faults import BadFont

FIRST: Final = 0xF0000
"""The code point of glyph 0 in a font put together anew."""
MAX_BYTES: Final = 64 * 1024 * 1024
_KINDS: Final = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_DRAWN: Final = (
    *(b"head", b"hhea", b"hmtx", b"maxp", b"OS/2", b"name", b"post", b"gasp"),
    *(b"loca", b"glyf", b"cvt ", b"fpgm", b"prep", b"CFF ", b"CFF2", b"VORG"),
)
"""What FreeType needs for outlines. Left out: small bitmaps, layout, hinting for devices, signatures."""
_BROKEN: Final = "フォントが壊れているか、読めない形式です。"
_STANDARD_NAMES: Final = 258
_MOST_CODES: Final = 200_000


class Sfnt:
    """A font's tables. Refuses (`BadFont`) what has no outlines in TrueType or PostScript form."""

    def __init__(self, content: bytes, number: int = 0) -> None:
        if len(content) > MAX_BYTES:
            raise BadFont(f"フォントが大きすぎます（{MAX_BYTES // 1024 // 1024} MB まで）。")
        self._content = content
        try:
            self._tables = dict(_directory(content, number))
            self.count: int = struct.unpack_from(">4xH", self.table(b"maxp"))[0]
        except struct.error as error:
            raise BadFont(_BROKEN) from error
        if not {b"glyf", b"CFF ", b"CFF2"} & self._tables.keys():
            raise BadFont("フォントに文字の輪郭がありません。")

    def table(self, tag: bytes) -> bytes:
        """The bytes of a table. Refuses a font without it."""
        if tag not in self._tables:
            raise BadFont(f"フォントに {tag.decode('ascii', 'replace')} の表がありません。")
        start, length = self._tables[tag]
        return self._content[start : start + length]

    def by_number(self) -> bytes:
        """The font put together anew, with glyph n under code point `FIRST` + n."""
        group = struct.pack(">III", FIRST, FIRST + self.count - 1, 0)
        cmap = struct.pack(">HHHHIHHIII", 0, 1, 3, 10, 12, 12, 0, 16 + len(group), 0, 1) + group
        kept = {tag: self.table(tag) for tag in _DRAWN if tag in self._tables} | {b"cmap": cmap}
        head = struct.pack(">4s4H", self._content_kind(), len(kept), 0, 0, 0)
        at = len(head) + 16 * len(kept)
        records, bodies = [], []
        for tag, body in sorted(kept.items()):
            records.append(struct.pack(">4sIII", tag, 0, at, len(body)))
            bodies.append(body + bytes(-len(body) % 4))
            at += len(bodies[-1])
        return head + b"".join(records) + b"".join(bodies)

    def _content_kind(self) -> bytes:
        return b"OTTO" if b"glyf" not in self._tables else _KINDS[0]

    def codes(self) -> dict[int, int]:
        """Code point → glyph, out of all Unicode subtables; codes without a glyph are left out."""
        try:
            found: dict[int, int] = {}
            for platform, encoding, form, start, cmap in self._subtables():
                if platform == 0 or (platform == 3 and encoding in (0, 1, 10)):
                    for code, glyph in _FORMS.get(form, _nothing)(cmap, start):
                        if 0 < glyph < self.count:
                            found.setdefault(code, glyph)
                        if len(found) > _MOST_CODES:
                            raise BadFont(_BROKEN)
            return found
        except struct.error as error:
            raise BadFont(_BROKEN) from error

    def sequences(self) -> dict[tuple[int, int], int]:
        """(base, selector) → glyph, out of the variation sequences (`cmap` format 14)."""
        plain, found = self.codes(), {}
        try:
            for _, _, form, start, cmap in self._subtables():
                if form == 14:
                    for base, selector, glyph in _variations(cmap, start):
                        chosen = plain.get(base, 0) if glyph is None else glyph
                        if 0 < chosen < self.count:
                            found[base, selector] = chosen
        except struct.error as error:
            raise BadFont(_BROKEN) from error
        return found

    def names(self) -> list[str]:
        """The name of each glyph; empty where it is one of the 258 standard ones, or the font names none."""
        try:
            post = self.table(b"post")
            if post[:4] != b"\x00\x02\x00\x00":
                return []
            (count,) = struct.unpack_from(">32xH", post)
            indices = struct.unpack_from(f">{count}H", post, 34)
            own = list(_own_names(post, 34 + 2 * count))
            return [
                own[at - _STANDARD_NAMES] if _STANDARD_NAMES <= at < _STANDARD_NAMES + len(own) else ""
                for at in indices
            ]
        except struct.error as error:
            raise BadFont(_BROKEN) from error

    def _subtables(self) -> Iterator[tuple[int, int, int, int, bytes]]:
        cmap = self.table(b"cmap")
        (count,) = struct.unpack_from(">2xH", cmap)
        for at in range(min(count, 64)):
            platform, encoding, start = struct.unpack_from(">HHI", cmap, 4 + 8 * at)
            yield platform, encoding, struct.unpack_from(">H", cmap, start)[0], start, cmap


def _directory(content: bytes, number: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    at = 0
    if content[:4] == b"ttcf":
        (count,) = struct.unpack_from(">8xI", content)
        if not 0 <= number < count:
            raise BadFont("フォントの集まりに、その番号のフォントがありません。")
        (at,) = struct.unpack_from(">I", content, 12 + 4 * number)
    if content[at : at + 4] not in _KINDS:
        raise BadFont("フォントとして読めないファイルです（TTF・OTF・TTC・TTE）。")
    (tables,) = struct.unpack_from(">4xH", content, at)
    for one in range(min(tables, 200)):
        tag, _, start, length = struct.unpack_from(">4sIII", content, at + 12 + 16 * one)
        if start + length > len(content):
            raise BadFont("フォントが途中で切れています。")
        yield tag, (start, length)


def _own_names(post: bytes, at: int) -> Iterator[str]:
    while at < len(post):
        length = post[at]
        yield post[at + 1 : at + 1 + length].decode("latin-1")
        at += 1 + length


def _nothing(cmap: bytes, start: int) -> Iterator[tuple[int, int]]:
    return iter(())


def _segments(cmap: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the Basic Multilingual Plane."""
    (double,) = struct.unpack_from(">6xH", cmap, start)
    count, words = double // 2, start + 14
    ends = struct.unpack_from(f">{count}H", cmap, words)
    starts = struct.unpack_from(f">{count}H", cmap, words + double + 2)
    deltas = struct.unpack_from(f">{count}H", cmap, words + 2 * double + 2)
    offsets = words + 3 * double + 2
    shifts = struct.unpack_from(f">{count}H", cmap, offsets)
    for at, (first, last, delta, shift) in enumerate(zip(starts, ends, deltas, shifts, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if shift:
                (glyph,) = struct.unpack_from(">H", cmap, offsets + 2 * at + shift + 2 * (code - first))
            yield code, (glyph + delta) & 0xFFFF if glyph or not shift else 0


def _trimmed(cmap: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Format 6: one range of codes."""
    first, count = struct.unpack_from(">6xHH", cmap, start)
    yield from enumerate(struct.unpack_from(f">{count}H", cmap, start + 10), first)


def _groups(cmap: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Format 12: groups over all planes."""
    (groups,) = struct.unpack_from(">12xI", cmap, start)
    for at in range(min(groups, 70_000)):
        first, last, glyph = struct.unpack_from(">III", cmap, start + 16 + 12 * at)
        if not first <= last <= 0x10FFFF or last - first > 0xFFFF:
            raise BadFont(_BROKEN)
        yield from zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)


_FORMS: Final = {4: _segments, 6: _trimmed, 12: _groups}


def _variations(cmap: bytes, start: int) -> Iterator[tuple[int, int, int | None]]:
    """Format 14: (base, selector, glyph), with None for "as without the selector"."""
    (records,) = struct.unpack_from(">6xI", cmap, start)
    for at in range(min(records, 512)):
        high, low, default, other = struct.unpack_from(">BHII", cmap, start + 10 + 11 * at)
        selector = high << 16 | low
        if default:
            (count,) = struct.unpack_from(">I", cmap, start + default)
            for one in range(min(count, 70_000)):
                high, low, more = struct.unpack_from(">BHB", cmap, start + default + 4 + 4 * one)
                for base in range(high << 16 | low, (high << 16 | low) + more + 1):
                    yield base, selector, None
        if other:
            (count,) = struct.unpack_from(">I", cmap, start + other)
            for one in range(min(count, 70_000)):
                high, low, glyph = struct.unpack_from(">BHH", cmap, start + other + 4 + 5 * one)
                yield high << 16 | low, selector, glyph
