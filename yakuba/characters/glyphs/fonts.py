"""The free fonts that the index is made from, where they lie, and the building of it. Nothing of a font is kept as a font."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from yakuba.characters.glyphs import samples
from yakuba.characters.glyphs.faults import BadFont
from yakuba.characters.glyphs.samples import Sample, Tell
from yakuba.characters.glyphs.training import index_of

RECIPE: Final = 2
"""Raised whenever the same fonts would give another index."""
SAMPLE: Final = 6_000
"""Characters of each font to learn from."""
WORN: Final = 0.25
"""The share of them that is spoilt like old bitmaps and scans."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font of Debian: its file, the package it is in, and the family it counts with."""

    file: str
    package: str
    family: str


REFERENCE: Final = Font("ipamjm.ttf", "fonts-ipamj-mincho", "ipamj")
"""IPAmj明朝 names its glyphs as MJ文字情報一覧表 does."""
TRAINED_ON: Final = (
    Font("HanaMinA.ttf", "fonts-hanazono", "hanazono"),
    Font("HanaMinB.ttf", "fonts-hanazono", "hanazono"),
    Font("NotoSerifCJK-Regular.ttc", "fonts-noto-cjk", "noto-serif"),
    Font("NotoSerifCJK-Bold.ttc", "fonts-noto-cjk", "noto-serif"),
    Font("NotoSansCJK-Regular.ttc", "fonts-noto-cjk", "noto-sans"),
    Font("NotoSansCJK-Bold.ttc", "fonts-noto-cjk", "noto-sans"),
    Font("ipaexm.ttf", "fonts-ipaexfont-mincho", "ipaex"),
    Font("ipaexg.ttf", "fonts-ipaexfont-gothic", "ipaex"),
)
PLACES: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def found(places: Sequence[Path] = PLACES) -> dict[Font, Path]:
    """Those of the fonts that are on this machine."""
    lying: dict[str, Path] = {}
    for place in places:
        for path in sorted(place.rglob("*.tt[fc]")):
            lying.setdefault(path.name, path)
    return {font: lying[font.file] for font in (REFERENCE, *TRAINED_ON) if font.file in lying}


def build(fonts: dict[Font, Path], added: Sequence[Path], tell: Tell, size: int = SAMPLE) -> bytes:
    """An index out of fonts; `added` are fonts of added characters (glyph names gj000001 …).

    Refuses (`BadFont`) without the reference or without a font to learn differences from.
    """
    if REFERENCE not in fonts:
        raise BadFont(f"{REFERENCE.file} がありません（Debian のパッケージ {REFERENCE.package}）。")
    others = [font for font in TRAINED_ON if font in fonts]
    if not others:
        raise BadFont("書体の違いを学ぶためのフォントがありません（fonts-noto-cjk など）。")
    listed = samples.references([path.read_bytes() for path in (fonts[REFERENCE], *added)], tell)
    trained: list[Sample] = []
    for done, font in enumerate(others):
        tell("ほかの書体を描いています", done, len(others))
        content = fonts[font].read_bytes()
        trained.append(samples.sample(font.family, content, 0, listed.codes, size, worn=WORN))
    about: dict[str, object] = {
        "inputs": inputs(fonts, added),
        "fonts": [font.file for font in fonts] + [path.name for path in added],
        "glyphs": len(listed.names),
    }
    return index_of(listed, trained, about, tell)


def inputs(fonts: dict[Font, Path], added: Sequence[Path]) -> str:
    """What an index is made from, as one hash: the recipe and the bytes of the fonts."""
    digest = hashlib.sha256(f"{RECIPE} {SAMPLE} {WORN}".encode())
    for path in (*fonts.values(), *added):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
