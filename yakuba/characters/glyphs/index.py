"""The index of pictures: one file with everything that is needed to find a glyph by its picture, no font among it.

    magic, format   8 bytes
    header          length (4 bytes), then JSON: inputs, fonts, calibration, and where each part lies
    parts           arrays, little-endian; the references in blocks of 64, compressed (LZMA), one bit a pixel
    seal            SHA-256 of all before

The file is mapped, not read: processes share it, and a process holds only what it asks. A file that is not whole or
was written by another version of the program is refused.
"""

import hashlib
import json
import lzma
import mmap
import os
import struct
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from yakuba.characters.glyphs.faults import BadIndex
from yakuba.characters.glyphs.seal import MAGIC, SEAL, header_of
from yakuba.characters.glyphs.shapes import KEPT_BYTES, KEPT_SIDE, Bits, Floats, unpacked

BLOCK: Final = 64
_ROWS: Final = 8_192
"""Codes that are made into floats at a time: what fits a processor's cache."""
_FILTERS: Final[list[dict[str, Any]]] = [
    {"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 0, "pb": 0, "dict_size": 1 << 17}
]
_KINDS: Final = {
    "names": "S8",
    "mean": "<f4",
    "projection": "<f4",
    "whitening": "<f2",
    "codes": "<i1",
    "scales": "<f4",
    "offsets": "<u4",
    "blocks": "<u1",
}


class Calibration(NamedTuple):
    """From differences to what people are told; found at training, on characters that were not trained on."""

    middle: float
    """The difference at which right and wrong are equally frequent."""
    width: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What training found."""

    mean: Floats
    projection: Floats
    whitening: Floats
    calibration: Calibration


def content_of(
    names: Sequence[str], bits: Bits, codes: Floats, learned: Learned, about: Mapping[str, object]
) -> bytes:
    """The bytes of an index."""
    scales = np.maximum(np.abs(codes).max(1), 1e-9) / 127
    blocks = [_compressed(bits[at : at + BLOCK]) for at in range(0, len(bits), BLOCK)]
    arrays: dict[str, npt.NDArray[Any]] = {
        "names": np.array(names, dtype="S8"),
        "mean": learned.mean,
        "projection": learned.projection,
        "whitening": learned.whitening,
        "codes": np.rint(codes / scales[:, None]),
        "scales": scales,
        "offsets": np.cumsum([0, *map(len, blocks)]),
        "blocks": np.frombuffer(b"".join(blocks), dtype=np.uint8),
    }
    parts, bodies, at = {}, [], 0
    for name, kind in _KINDS.items():
        body = np.ascontiguousarray(arrays[name].astype(kind)).tobytes()
        parts[name] = [at, len(body), list(arrays[name].shape)]
        bodies.append(body + bytes(-len(body) % 64))
        at += len(bodies[-1])
    header = {**about, "parts": parts, "calibration": list(learned.calibration)}
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-(len(MAGIC) + 4 + len(text)) % 64)
    whole = MAGIC + struct.pack("<I", len(text)) + text + b"".join(bodies)
    return whole + hashlib.sha256(whole).digest()


def keep(path: Path, content: bytes) -> None:
    """Put an index in force in one instant: no process ever maps half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(file.name, 0o644)  # nothing in it is secret, and the faces may run as somebody else
    os.replace(file.name, path)


class Index:
    """An index that lies in a file. Glyphs are known by their number in it."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.about = header_of(file)
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        whole = memoryview(self._map)
        if hashlib.sha256(whole[:-SEAL]).digest() != bytes(whole[-SEAL:]):
            raise BadIndex(
                "文字の画像の索引が壊れています。作り直してください（scripts/train_glyph_index）。"
            )
        start = len(MAGIC) + 4 + struct.unpack_from("<I", whole, len(MAGIC))[0]
        parts = {name: self._part(whole, start, name) for name in _KINDS}
        self._names, self._blocks, self._offsets = parts["names"], parts["blocks"], parts["offsets"]
        self._mean, self._projection = parts["mean"], parts["projection"]
        self._codes, self._scales = parts["codes"], parts["scales"]
        self.whitening: Floats = parts["whitening"].astype(np.float32)
        self.calibration = Calibration(*self.about["calibration"])
        self._block = lru_cache(maxsize=64)(self._unpacked_block)

    def _part(self, whole: memoryview, start: int, name: str) -> npt.NDArray[Any]:
        at, length, shape = self.about["parts"][name]
        return np.frombuffer(whole[start + at : start + at + length], dtype=_KINDS[name]).reshape(shape)

    def __len__(self) -> int:
        return len(self._names)

    def name(self, number: int) -> str:
        """MJ022336."""
        return bytes(self._names[number]).decode("ascii")

    @property
    def names(self) -> list[str]:
        """All names, in order of number."""
        return [name.decode("ascii") for name in self._names.tolist()]

    def number(self, name: str) -> int | None:
        """The number of a glyph by its name, or None where the index has no picture of it."""
        wanted = np.array(name[:9].encode("ascii", "replace"), dtype="S8")
        at = int(np.searchsorted(self._names, wanted))
        return at if at < len(self) and self.name(at) == name else None

    def nearest(self, found: Floats, limit: int, allowed: "npt.NDArray[np.int64] | None") -> tuple[Any, Any]:
        """For gradients (n × 1,152) the numbers of the likeliest glyphs and their cosines: two of n × limit."""
        asked = (found - self._mean) @ self._projection
        asked /= np.maximum(np.linalg.norm(asked, axis=1, keepdims=True), 1e-9)
        codes = self._codes if allowed is None else self._codes[allowed]
        scales = self._scales if allowed is None else self._scales[allowed]
        scores = np.empty((len(asked), len(codes)), dtype=np.float32)
        for at in range(0, len(codes), _ROWS):
            scores[:, at : at + _ROWS] = asked @ codes[at : at + _ROWS].astype(np.float32).T
        scores *= scales
        limit = min(limit, len(codes))
        best = np.argpartition(-scores, limit - 1, axis=1)[:, :limit]
        cosines = np.take_along_axis(scores, best, 1)
        order = np.argsort(-cosines, axis=1)
        best, cosines = np.take_along_axis(best, order, 1), np.take_along_axis(cosines, order, 1)
        return (best if allowed is None else allowed[best]), cosines

    def bits(self, numbers: Sequence[int]) -> Bits:
        """The kept references of glyphs, n × 1,152 bytes."""
        return np.stack([self._block(number // BLOCK)[number % BLOCK] for number in numbers])

    def references(self, numbers: Sequence[int]) -> Floats:
        """The references of glyphs as shapes, n × 64 × 64."""
        return unpacked(self.bits(numbers))

    def _unpacked_block(self, block: int) -> Bits:
        kept = self._blocks[self._offsets[block] : self._offsets[block + 1]].tobytes()
        plain = lzma.decompress(kept, format=lzma.FORMAT_RAW, filters=_FILTERS)
        columns = np.frombuffer(plain, dtype=np.uint8).reshape(-1, KEPT_SIDE // 8, KEPT_SIDE)
        return np.ascontiguousarray(columns.transpose(0, 2, 1)).reshape(-1, KEPT_BYTES)


def _compressed(bits: Bits) -> bytes:
    """Bytes below one another are more alike than bytes beside one another: columns first, it takes a sixth less."""
    columns = bits.reshape(-1, KEPT_SIDE, KEPT_SIDE // 8).transpose(0, 2, 1)
    return lzma.compress(columns.tobytes(), format=lzma.FORMAT_RAW, filters=_FILTERS)
