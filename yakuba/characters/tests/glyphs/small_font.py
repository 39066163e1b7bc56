"""Fonts made for a test: TrueType with rectangles for strokes, no font of the machine needed."""

import random
import struct
from collections.abc import Mapping, Sequence

EM = 1000
Stroke = tuple[int, int, int, int]
"""Left, bottom, right, top."""


def font(glyphs: Mapping[int, Sequence[Stroke]], names: Sequence[str] = ()) -> bytes:
    """A font with these characters. `names` are the names of the glyphs in the order of `glyphs`."""
    outlines = [b"", *(_outline(strokes) for strokes in glyphs.values())]
    offsets = [0]
    for outline in outlines:
        offsets.append(offsets[-1] + len(outline))
    count = len(outlines)
    tables = {
        b"cmap": _cmap(sorted(glyphs), {code: at for at, code in enumerate(glyphs, 1)}),
        b"glyf": b"".join(outlines),
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0, 0, 0, EM, EM, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhh8xhH", 0x10000, EM, 0, 0, EM, 0, 0, EM, 1, 0, 0, 0, count),
        b"hmtx": struct.pack(">Hh", EM, 0) * count,
        b"loca": struct.pack(f">{count + 1}I", *offsets),
        b"maxp": struct.pack(">IH26x", 0x10000, count)[:6] + struct.pack(">13H", 400, 100, *[0] * 11),
        b"post": _post(["", *names]) if names else struct.pack(">I28x", 0x30000),
    }
    return assembled(tables)


def assembled(tables: Mapping[bytes, bytes]) -> bytes:
    """Tables as a font file."""
    at, records, bodies = 12 + 16 * len(tables), b"", b""
    for tag, body in sorted(tables.items()):
        records += struct.pack(">4sIII", tag, 0, at + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    return struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0) + records + bodies


def strokes_of(seed: int, wobble: int = 0, hand: int = 0) -> list[Stroke]:
    """A made-up character; with `wobble`, as `hand` would draw it."""
    chance = random.Random(seed)  # noqa: S311
    shaky = random.Random(seed * 1000 + hand)  # noqa: S311
    strokes = []
    for _ in range(chance.randint(4, 9)):
        long, across = chance.randint(300, 900), chance.random() < 0.5
        left, bottom = chance.randint(0, EM - long), chance.randint(0, EM - 80)
        if not across:
            left, bottom = bottom, left
        left += shaky.randint(-wobble, wobble)
        bottom += shaky.randint(-wobble, wobble)
        thick = 60 + shaky.randint(-wobble, wobble) // 2
        strokes.append(
            (left, bottom, left + (long if across else thick), bottom + (thick if across else long))
        )
    return strokes


def _outline(strokes: Sequence[Stroke]) -> bytes:
    if not strokes:
        return b""
    points = [
        point
        for left, bottom, right, top in strokes
        for point in ((left, bottom), (left, top), (right, top), (right, bottom))
    ]
    across, down = zip(*points, strict=True)
    body = struct.pack(">hhhhh", len(strokes), min(across), min(down), max(across), max(down))
    body += struct.pack(f">{len(strokes)}H", *range(3, len(points), 4)) + struct.pack(">H", 0)
    body += b"\x01" * len(points)
    for values in (across, down):
        before = 0
        for value in values:
            body += struct.pack(">h", value - before)
            before = value
    return body + bytes(-len(body) % 4)


def _cmap(codes: Sequence[int], glyphs: Mapping[int, int]) -> bytes:
    """Format 4 for the first plane, where all codes fit, and format 12 for all."""
    groups = b"".join(struct.pack(">III", code, code, glyphs[code]) for code in codes)
    full = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(codes)) + groups
    if any(code > 0xFFFF for code in codes):
        return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + full
    ends = [*codes, 0xFFFF]
    count = len(ends)
    deltas = [(glyphs[code] - code) % 0x10000 for code in codes] + [1]
    words = [*ends, 0, *ends, *deltas, *[0] * count]
    plain = struct.pack(">HHHHHHH", 4, 14 + 2 * len(words), 0, 2 * count, 0, 0, 0)
    plain += struct.pack(f">{len(words)}H", *words)
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + plain


def _post(names: Sequence[str]) -> bytes:
    own = [name.encode() for name in names if name]
    indices = iter(range(258, 258 + len(own)))
    numbers = [next(indices) if name else 0 for name in names]
    body = struct.pack(">I28xH", 0x20000, len(names)) + struct.pack(f">{len(names)}H", *numbers)
    return body + b"".join(bytes([len(name)]) + name for name in own)
