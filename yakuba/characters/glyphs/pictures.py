"""Pictures of one character as numbers: reading, telling ink from paper, removing specks, cutting out, writing as PNG."""

import io
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from yakuba.characters.glyphs.faults import BadPicture

Ink: TypeAlias = npt.NDArray[np.uint8]
"""Rows × columns, 0 paper, 255 ink."""
Mask: TypeAlias = npt.NDArray[np.bool_]

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_PIXELS: Final = 16_000_000
MAX_SIDE: Final = 512
"""Larger pictures are made smaller before anything else is done: no stroke of a character needs more."""
FORMATS: Final = ("PNG", "BMP", "TIFF", "JPEG", "GIF", "WEBP", "PPM", "XBM")
SPECK: Final = 0.0015
"""What covers less of the picture than this share, and touches nothing else, is dirt."""
FEWEST_GREYS: Final = 3


def ink_of(picture: bytes | Image.Image | Ink) -> Ink:
    """The ink of a picture: bytes of a file, an opened image, or ink already.

    Transparent is paper; white on black is turned round. Refuses (`BadPicture`) what is no picture, is too large, or
    shows nothing.
    """
    if isinstance(picture, np.ndarray):
        if picture.ndim != 2 or picture.dtype != np.uint8 or not picture.size:
            raise BadPicture("文字の画像は、縦横の2次元で渡してください。")
        return _smaller(Image.fromarray(picture))
    opened = _opened(picture) if isinstance(picture, bytes) else picture
    try:
        return _turned(255 - _smaller(_grey(opened)))
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise BadPicture("画像を開けませんでした。ファイルが壊れています。") from error


def _opened(content: bytes) -> Image.Image:
    if len(content) > MAX_BYTES:
        raise BadPicture(f"画像が大きすぎます（{MAX_BYTES // 1024 // 1024} MB まで）。")
    try:
        opened = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise BadPicture("画像として読めないファイルです。PNG か BMP にしてください。") from error
    except Exception as error:  # the decoders raise whatever a damaged header leads them to
        raise BadPicture("画像を開けませんでした。ファイルが壊れています。") from error
    if opened.width * opened.height > MAX_PIXELS:
        raise BadPicture("画像が大きすぎます。1文字だけを切り出してください。")
    return opened


def _grey(opened: Image.Image) -> Image.Image:
    """Paper white, ink black, whatever the mode."""
    if opened.mode in ("I", "F") or opened.mode.startswith("I;16"):
        values = np.asarray(opened, dtype=np.float64)
        values = values - values.min()
        return Image.fromarray((values * (255 / max(values.max(), 1e-9))).astype(np.uint8))
    if opened.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in opened.info:
        clear = opened.convert("RGBA")
        paper = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        paper.alpha_composite(clear)
        return paper.convert("L")
    return opened.convert("L")


def _smaller(grey: Image.Image) -> Ink:
    longest = max(grey.size)
    if longest > MAX_SIDE:
        size = [max(1, round(side * MAX_SIDE / longest)) for side in grey.size]
        grey = grey.resize((size[0], size[1]), Image.Resampling.BOX)
    return np.asarray(grey, dtype=np.uint8)


def _turned(ink: Ink) -> Ink:
    """White on black turned round: the edge of a picture is paper."""
    edge = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
    level = threshold(ink)
    dark = ink >= level
    return 255 - ink if (edge >= level).mean() > 0.5 and dark.mean() > 0.5 else ink


def threshold(ink: Ink) -> int:
    """The grey from which on it is ink (Otsu); of two greys alone, the darker."""
    counts = np.bincount(ink.ravel(), minlength=256).astype(np.float64)
    used = np.flatnonzero(counts)
    if len(used) < FEWEST_GREYS:
        return int(used[-1]) if used[-1] else 1
    below = np.cumsum(counts)
    mass = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (mass[-1] * below / below[-1] - mass) ** 2 / (below * above)
    between[~np.isfinite(between)] = -1
    best = np.flatnonzero(between == between.max())
    return int(best.mean()) + 1


def cut_out(ink: Ink) -> Ink:
    """The character alone: paper whitened, specks removed, cropped to the ink. Refuses a picture without ink."""
    level = threshold(ink)
    mask = ink >= level
    if not mask.any() or ink.max() == ink.min() == 0:
        raise BadPicture("画像に文字がありません。")
    kept = without_specks(mask)
    rows, columns = np.flatnonzero(kept.any(1)), np.flatnonzero(kept.any(0))
    top, bottom = max(rows[0] - 1, 0), min(rows[-1] + 2, len(ink))
    left, right = max(columns[0] - 1, 0), min(columns[-1] + 2, ink.shape[1])
    return _cleaned(ink[top:bottom, left:right], kept[top:bottom, left:right], level)


def _cleaned(ink: Ink, kept: Mask, level: int) -> Ink:
    """Greys only at the rim of what was kept, stretched from paper to full ink; the box is tight around half ink."""
    near = _grown(kept)
    paper = float(np.median(ink[~near])) if (~near).any() else 0.0
    full = float(np.percentile(ink[kept], 90))
    stretched = (ink.astype(np.float32) - paper) * (255 / max(full - paper, 1))
    cleaned = np.where(near, np.clip(stretched, 0, 255), 0).astype(np.uint8)
    solid = cleaned >= min(64, level)
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    return cleaned[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _grown(mask: Mask) -> Mask:
    wide = mask.copy()
    wide[1:] |= mask[:-1]
    wide[:-1] |= mask[1:]
    tall = wide.copy()
    wide[:, 1:] |= tall[:, :-1]
    wide[:, :-1] |= tall[:, 1:]
    return wide


def without_specks(mask: Mask) -> Mask:
    """What is left when spots that touch nothing (also not by a corner) and are tiny are taken out."""
    least = SPECK * mask.size
    if least <= 1:
        return mask
    labels, sizes = spots(mask)
    kept = sizes >= least
    kept[0] = False
    return kept[labels] if kept.any() else mask


def spots(mask: Mask) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Connected spots (8 neighbours): the number of each pixel's spot, 0 for none, and the size of each.

    Works on runs of ink in rows, which a character has few of, whatever the resolution.
    """
    height, width = mask.shape
    padded = np.zeros((height, width + 2), dtype=np.int8)
    padded[:, 1:-1] = mask
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    parents = _joined(rows.tolist(), starts.tolist(), ends.tolist())
    names, numbers = np.unique(np.array(parents, dtype=np.int64), return_inverse=True)
    lengths = ends - starts
    sizes = np.bincount(numbers + 1, weights=lengths, minlength=len(names) + 1).astype(np.int64)
    labels = np.zeros(mask.shape, dtype=np.int64)
    labels[mask] = np.repeat(numbers + 1, lengths)
    return labels, sizes


def _joined(rows: list[int], starts: list[int], ends: list[int]) -> list[int]:
    """For each run (they come in reading order) the first run of its spot."""
    parents = list(range(len(rows)))

    def first(run: int) -> int:
        while parents[run] != run:
            parents[run] = run = parents[parents[run]]
        return run

    above = 0
    for run, row in enumerate(rows):
        while rows[above] < row - 1 or (rows[above] == row - 1 and ends[above] < starts[run]):
            above += 1
        other = above
        while other < run and rows[other] == row - 1 and starts[other] <= ends[run]:
            parents[max(first(run), first(other))] = min(first(run), first(other))
            other += 1
    return [first(run) for run in range(len(rows))]


def png(picture: npt.NDArray[np.uint8]) -> bytes:
    """A grey (rows × columns) or coloured (rows × columns × 3) array as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=6)
    return file.getvalue()


def png_of_ink(ink: Ink) -> bytes:
    """Ink as people see it: black on white, as PNG."""
    return png(255 - ink)
