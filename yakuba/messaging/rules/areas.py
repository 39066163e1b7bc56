"""Where people live, as far as messages need it: the 町丁目 of the ward, and which of them a drawn area touches.

No geometry library: an area has tens of corners and the ward tens of 町丁目.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from yakuba.messaging.rules.town_names import TownName, chome_said, parted

Point = tuple[float, float]
"""Longitude, latitude (WGS 84)."""
How = Literal["touches", "centre"]
MOST_CORNERS = 500
MOST_TEXT = 100_000


class BadArea(ValueError):
    """What was drawn or pasted is no area; the message is a sentence for whoever drew it."""


@dataclass(frozen=True, slots=True)
class Chome:
    """One 町丁目: `number` stands in the tables and never changes, `code` is the statistical one (KEY_CODE)."""

    number: int
    code: str
    name: str
    people: int
    outline: tuple[Point, ...]
    town: TownName | None = None

    def said(self, language: str) -> str:
        """Its name in a language of the pages."""
        return chome_said(self.name, self.town or TownName(parted(self.name)[0]), language)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return _box(self.outline)

    @property
    def centre(self) -> Point:
        """The centre of gravity of its outline."""
        return centre(self.outline)


def read_chome(text: str) -> tuple[Chome, ...]:
    """The 町丁目 of a ward pack's `chome.json`. Raises KeyError or ValueError for a file that is not one."""
    told = json.loads(text)
    rows, towns = told["chome"], _towns(told.get("towns", {}))
    found = tuple(
        Chome(
            int(row["number"]),
            str(row["code"]),
            str(row["name"]),
            int(row["people"]),
            tuple((float(x), float(y)) for x, y in row["outline"]),
            towns.get(parted(str(row["name"]))[0]),
        )
        for row in rows
    )
    if len({one.number for one in found}) < len(found):
        raise ValueError("a number of a 町丁目 stands twice")
    return found


def _towns(rows: Mapping[str, Mapping[str, str]]) -> dict[str, TownName]:
    return {name: TownName(name, str(row["kana"]), str(row["roman"])) for name, row in rows.items()}


def parse_area(text: str) -> tuple[Point, ...]:
    """The outer ring of a GeoJSON polygon, feature or collection of one feature, without its closing corner.

    Raises BadArea for anything else, for fewer than 3 or more than 500 corners, and for places outside of Japan.
    """
    if len(text) > MOST_TEXT:
        raise BadArea("範囲が大きすぎます。角を減らしてください。")
    try:
        ring = _ring(json.loads(text))
        points = [(round(float(x), 6), round(float(y), 6)) for x, y, *_ in ring]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        raise BadArea("範囲を読めません。GeoJSON の Polygon（多角形）を1つ貼ってください。") from None
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if not 3 <= len(points) <= MOST_CORNERS:
        raise BadArea(f"範囲の角は3から{MOST_CORNERS}までにしてください。")
    if not all(122 <= x <= 154 and 20 <= y <= 46 for x, y in points):
        raise BadArea("範囲が日本の外にあります。経度、緯度の順に書いてあるか確かめてください。")
    return tuple(points)


def _ring(data: Any) -> Sequence[Any]:
    if data["type"] == "FeatureCollection":
        (feature,) = data["features"]
        return _ring(feature)
    if data["type"] == "Feature":
        return _ring(data["geometry"])
    if data["type"] != "Polygon":
        raise ValueError
    found: Sequence[Any] = data["coordinates"][0]
    return found


def as_geojson(ring: Iterable[Point]) -> str:
    """An area as text that `parse_area` reads."""
    corners = [list(point) for point in ring]
    return json.dumps({"type": "Polygon", "coordinates": [[*corners, corners[0]]]})


def inside(point: Point, ring: Sequence[Point]) -> bool:
    """Whether a point lies in a ring (even-odd rule)."""
    x, y = point
    odd = False
    before_x, before_y = ring[-1]
    for here_x, here_y in ring:
        if (here_y > y) != (before_y > y) and x < (before_x - here_x) * (y - here_y) / (
            before_y - here_y
        ) + here_x:
            odd = not odd
        before_x, before_y = here_x, here_y
    return odd


def touches(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether two rings have a point in common: a corner of one in the other, or two sides that cross."""
    if not _boxes_meet(_box(one), _box(other)):
        return False
    return inside(one[0], other) or inside(other[0], one) or _sides_cross(one, other)


def centre(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a ring; the mean of its corners where it has no area."""
    double = x_sum = y_sum = 0.0
    base_x, base_y = ring[0]
    shifted = [(x - base_x, y - base_y) for x, y in ring]
    for (x1, y1), (x2, y2) in zip(shifted, [*shifted[1:], shifted[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        double += cross
        x_sum += (x1 + x2) * cross
        y_sum += (y1 + y2) * cross
    if not double:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    return base_x + x_sum / (3 * double), base_y + y_sum / (3 * double)


def chosen(ring: Sequence[Point], chome: Iterable[Chome], how: How = "touches") -> frozenset[int]:
    """The numbers of the 町丁目 that an area touches, or whose centre lies in it."""
    if how == "centre":
        return frozenset(one.number for one in chome if inside(one.centre, ring))
    box = _box(ring)
    return frozenset(one.number for one in chome if _boxes_meet(one.box, box) and touches(one.outline, ring))


def by_name(chome: Iterable[Chome]) -> Mapping[str, int]:
    """Numbers by name, with figures in kanji as addresses write them (「池袋一丁目」) and in digits."""
    found: dict[str, int] = {}
    for one in chome:
        found[one.name] = one.number
        found[one.name.translate(_TO_DIGITS)] = one.number
        found[one.name.translate(_TO_WIDE)] = one.number
    return found


_TO_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_TO_WIDE = str.maketrans("一二三四五六七八九", "１２３４５６７８９")


def _box(ring: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _boxes_meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _sides_cross(one: Sequence[Point], other: Sequence[Point]) -> bool:
    west, south, east, north = _box(other)
    near = [
        (a, b)
        for a, b in zip(one, [*one[1:], one[0]], strict=True)
        if max(a[0], b[0]) >= west and min(a[0], b[0]) <= east and max(a[1], b[1]) >= south
        and min(a[1], b[1]) <= north
    ]  # fmt: skip
    return any(
        _cross(a, b, c, d) for a, b in near for c, d in zip(other, [*other[1:], other[0]], strict=True)
    )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
