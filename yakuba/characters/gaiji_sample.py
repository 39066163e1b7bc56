"""Made-up 外字 for trying the workshop: characters of a font on this machine, bent and coarsened, with the true answers.

Nothing of a font is shipped: the pictures are drawn when they are asked for. Persons and names are made up as well.
"""

import csv
import io
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from yakuba.characters import tables
from yakuba.kernel.refusals import Refusal

FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)
SYSTEMS = (("juki", "住民記録"), ("zei", "税務"))
MOST = 2_000
FIRST_CODE = 0xE000
_BIG, _SMALL = 128, 48
_GRID = 4
_BENT = 2.5
_TURNED = 1.5
_INK = 110
_MADE_UP = 0.05
_SHARED = 0.15
_GIVEN = ("一郎", "花子", "太郎", "恵子", "誠", "幸子", "健", "和子", "清", "文子")
_FAMILY = ("山", "川", "田", "村", "井", "野", "島", "原")
_MOST_BEARERS = 12
_OTHERS = 500


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up 外字: its system, code, picture, true glyph ("" for 該当なし), and who bears it."""

    system: str
    code: int
    png: bytes
    glyph: str
    bearers: Sequence[tuple[str, str]]


def write_sample(folder: Path, *, count: int, seed: int, font: Path | None = None) -> list[Path]:
    """Write pictures (zip), lists of use, names and answers of `count` 外字 into a folder; the same seed, the same files.

    Refuses more than 2,000, and a machine without the font.
    """
    if not 0 < count <= MOST:
        raise Refusal("count", f"1～{MOST:,}字で作ります。")
    path = font or next((one for one in FONTS if one.exists()), None)
    if path is None or not path.exists():
        raise Refusal(
            "no_font", "見本を作るフォントがありません（fonts-noto-cjk を入れるか、--font で示します）。"
        )
    made = list(_made(random.Random(seed), _Drawing(path), count))  # noqa: S311 - a sample, nothing secret
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for system, _ in SYSTEMS:
        own = [one for one in made if one.system == system]
        written += [_zip(folder / f"{system}.zip", own), _usage(folder / f"{system}_usage.csv", own)]
        written.append(_names(folder / f"{system}_names.csv", own))
    rows = [[one.system, _written(one.code), one.glyph or "該当なし"] for one in made]
    return [*written, _csv(folder / "answers.csv", ["システム", "外字", "正解"], rows)]


class _Drawing:
    """Draws characters of a font as an old system shows them."""

    def __init__(self, path: Path) -> None:
        self._font = ImageFont.truetype(str(path), _BIG - 16)
        self._missing = self._plain("\U0010fffe").tobytes()

    def _plain(self, letter: str) -> Image.Image:
        paper = Image.new("L", (_BIG, _BIG), 255)
        ImageDraw.Draw(paper).text((_BIG // 2, _BIG // 2), letter, fill=0, font=self._font, anchor="mm")
        return paper

    def has(self, letter: str) -> bool:
        """Whether the font shows the character."""
        return self._plain(letter).tobytes() != self._missing

    def bent(self, letter: str, chance: random.Random) -> bytes:
        """A character as an old bitmap: turned a little, bent, of one bit, 48 × 48."""
        return _coarse(_bend(self._plain(letter), chance))

    def joined(self, left: str, right: str, chance: random.Random) -> bytes:
        """A character that there is not: the left half of one beside the right half of another."""
        half = _BIG // 2
        paper = self._plain(left)
        paper.paste(self._plain(right).crop((half, 0, _BIG, _BIG)), (half, 0))
        return _coarse(_bend(paper, chance))


def _bend(paper: Image.Image, chance: random.Random) -> Image.Image:
    """Turn by up to 1.5°, then push the knots of a grid by a few pixels."""
    turned = paper.rotate(chance.uniform(-_TURNED, _TURNED), Image.Resampling.BICUBIC, fillcolor=255)
    step = _BIG // _GRID
    knots = {
        (x, y): (
            x * step + (chance.uniform(-_BENT, _BENT) if 0 < x < _GRID else 0),
            y * step + (chance.uniform(-_BENT, _BENT) if 0 < y < _GRID else 0),
        )
        for x in range(_GRID + 1)
        for y in range(_GRID + 1)
    }
    mesh = [
        (
            (x * step, y * step, (x + 1) * step, (y + 1) * step),
            (*knots[x, y], *knots[x, y + 1], *knots[x + 1, y + 1], *knots[x + 1, y]),
        )
        for x in range(_GRID)
        for y in range(_GRID)
    ]
    return turned.transform(paper.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _coarse(paper: Image.Image) -> bytes:
    small = paper.filter(ImageFilter.GaussianBlur(0.8)).resize((_SMALL, _SMALL), Image.Resampling.BOX)
    file = io.BytesIO()
    small.point(lambda grey: 255 if grey > 255 - _INK else 0).convert("1").save(file, "PNG")
    return file.getvalue()


def _made(chance: random.Random, drawing: _Drawing, count: int) -> Iterator[Made]:
    """Rare characters, some made up, some in both systems with the very same picture."""
    letters = _letters(chance, drawing)
    codes = {system: FIRST_CODE for system, _ in SYSTEMS}
    key = 10_000
    left = count
    while left > 0:
        letter, glyph = next(letters)
        if chance.random() < _MADE_UP:
            png, glyph = drawing.joined(letter, next(letters)[0], chance), ""
        else:
            png = drawing.bent(letter, chance)
        both = left > 1 and chance.random() < _SHARED
        for system in [one for one, _ in SYSTEMS] if both else [chance.choice(SYSTEMS)[0]]:
            bearers = []
            for _ in range(chance.randint(1, _MOST_BEARERS)):
                key += 1
                name = f"{chr(codes[system])}{chance.choice(_FAMILY)} {chance.choice(_GIVEN)}"
                bearers.append((str(key), name))
            yield Made(system, codes[system], png, glyph, bearers)
            codes[system] += 1
            left -= 1


def _letters(chance: random.Random, drawing: _Drawing) -> Iterator[tuple[str, str]]:
    """Kanji of the list outside 常用漢字 that the font shows, in random order, with the names of their glyphs."""
    table = tables.repertoire().tables[0]
    known = [at for at, code in enumerate(table.implemented) if code >= 0x3400 and not table.policy[at]]
    while True:
        at = chance.choice(known)
        letter = chr(table.implemented[at])
        if drawing.has(letter):
            yield letter, table.name(at)


def _written(code: int) -> str:
    return f"U+{code:04X}"


def _zip(path: Path, made: Sequence[Made]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for one in made:
            file.writestr(zipfile.ZipInfo(f"{_written(one.code)}.png"), one.png)
    return path


def _usage(path: Path, made: Sequence[Made]) -> Path:
    rows = [[one.system, _written(one.code), key, name] for one in made for key, name in one.bearers]
    return _csv(path, ["システム", "外字", "宛名番号", "氏名"], rows)


def _names(path: Path, made: Sequence[Made]) -> Path:
    """The persons of the system: those with a 外字, and others whose names stay as they are."""
    persons = [pair for one in made for pair in one.bearers]
    persons += [
        (str(90_000 + at), f"{_FAMILY[at % 8]}{_FAMILY[at // 8 % 8]} {_GIVEN[at % 10]}")
        for at in range(_OTHERS)
    ]
    return _csv(path, ["宛名番号", "氏名"], sorted(persons))


def _csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path
