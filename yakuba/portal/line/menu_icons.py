"""The six drawings of the menu: plain shapes on a round ground. Each is drawn around (x, y) within a radius."""

import math
from collections.abc import Callable

from PIL.ImageDraw import ImageDraw

GROUND, LINE, SOFT, SPOT = "#0b5cad", "#ffffff", "#9cc4ec", "#ffd166"
Icon = Callable[[ImageDraw, int, int, int], None]


def _ground(draw: ImageDraw, x: int, y: int, r: int) -> None:
    draw.ellipse((x - r, y - r, x + r, y + r), fill=GROUND)


def _find(draw: ImageDraw, x: int, y: int, r: int) -> None:
    """A magnifying glass over lines of a form."""
    _ground(draw, x, y, r)
    w = r // 10
    s = int(r * 0.36)
    cx, cy = x - r // 9, y - r // 9
    draw.line(
        (cx + int(s * 0.7), cy + int(s * 0.7), x + int(r * 0.5), y + int(r * 0.5)),
        fill=LINE,
        width=int(w * 1.7),
    )
    end = (x + int(r * 0.5), y + int(r * 0.5))
    k = int(w * 0.85)
    draw.ellipse((end[0] - k, end[1] - k, end[0] + k, end[1] + k), fill=LINE)
    draw.ellipse((cx - s, cy - s, cx + s, cy + s), fill=GROUND, outline=LINE, width=int(w * 1.2))
    draw.line((cx - s // 2, cy - s // 5, cx + s // 2, cy - s // 5), fill=SPOT, width=w // 2 + 2)
    draw.line((cx - s // 2, cy + s // 4, cx + s // 5, cy + s // 4), fill=SPOT, width=w // 2 + 2)


def _status(draw: ImageDraw, x: int, y: int, r: int) -> None:
    """A sheet with marks, one of them ticked."""
    _ground(draw, x, y, r)
    w, h = int(r * 0.44), int(r * 0.56)
    draw.rounded_rectangle((x - w, y - h, x + w, y + h), radius=r // 12, fill=LINE)
    t = r // 14
    for at, colour in enumerate((GROUND, GROUND, SOFT)):
        row = y - int(h * 0.5) + at * int(h * 0.5)
        draw.line((x - w // 6, row, x + int(w * 0.66), row), fill=colour, width=t)
        if at < 2:
            draw.line((x - int(w * 0.7), row, x - int(w * 0.5), row + t), fill=GROUND, width=t)
            draw.line(
                (x - int(w * 0.5), row + t, x - int(w * 0.26), row - int(t * 1.6)), fill=GROUND, width=t
            )
        else:
            draw.ellipse((x - int(w * 0.64), row - t, x - int(w * 0.64) + 2 * t, row + t), fill=SOFT)


def _bell(draw: ImageDraw, x: int, y: int, r: int) -> None:
    """A bell."""
    _ground(draw, x, y, r)
    w = int(r * 0.36)
    top = y - int(r * 0.46)
    draw.ellipse((x - r // 13, top - r // 9, x + r // 13, top + r // 20), fill=LINE)
    draw.pieslice((x - w, top, x + w, top + 2 * w), 180, 360, fill=LINE)
    base = y + int(r * 0.26)
    draw.polygon(
        [
            (x - w, top + w),
            (x + w, top + w),
            (x + w, y + r // 12),
            (x + int(w * 1.4), base),
            (x - int(w * 1.4), base),
            (x - w, y + r // 12),
        ],
        fill=LINE,
    )
    k = r // 8
    draw.pieslice((x - k, base + r // 30, x + k, base + r // 30 + 2 * k), 0, 180, fill=LINE)
    s = r // 6
    draw.ellipse((x + w - s // 2, top - s // 4, x + w + int(s * 1.5), top + int(s * 1.75)), fill=SPOT)


def _hours(draw: ImageDraw, x: int, y: int, r: int) -> None:
    """A moon and two stars."""
    _ground(draw, x, y, r)
    m = int(r * 0.52)
    cx = x - r // 12
    draw.ellipse((cx - m, y - m, cx + m, y + m), fill=LINE)
    cut = int(m * 0.86)
    ox, oy = cx + int(m * 0.52), y - int(m * 0.3)
    draw.ellipse((ox - cut, oy - cut, ox + cut, oy + cut), fill=GROUND)
    _star(draw, x + int(r * 0.28), y - int(r * 0.24), int(r * 0.17))
    _star(draw, x + int(r * 0.52), y + int(r * 0.12), int(r * 0.1))


def _star(draw: ImageDraw, x: int, y: int, r: int) -> None:
    points = []
    for at in range(10):
        far = r if at % 2 == 0 else r * 0.42
        angle = math.pi * (at / 5 - 0.5)
        points.append((x + far * math.cos(angle), y + far * math.sin(angle)))
    draw.polygon(points, fill=SPOT)


def _talk(draw: ImageDraw, x: int, y: int, r: int) -> None:
    """Two who speak."""
    _ground(draw, x, y, r)
    _bubble(
        draw, (x - int(r * 0.6), y - int(r * 0.5), x + int(r * 0.26), y + int(r * 0.12)), SOFT, r, tail=-1
    )
    _bubble(
        draw, (x - int(r * 0.22), y - int(r * 0.14), x + int(r * 0.62), y + int(r * 0.46)), LINE, r, tail=1
    )
    k = r // 15
    for step in (-1, 0, 1):
        cx, cy = x + int(r * 0.2) + step * int(r * 0.2), y + int(r * 0.16)
        draw.ellipse((cx - k, cy - k, cx + k, cy + k), fill=GROUND)


def _bubble(draw: ImageDraw, box: tuple[int, int, int, int], colour: str, r: int, *, tail: int) -> None:
    left, _top, right, bottom = box
    draw.rounded_rectangle(box, radius=r // 6, fill=colour)
    at = left + r // 5 if tail < 0 else right - r // 5
    draw.polygon(
        [(at - r // 9, bottom - 2), (at + r // 9, bottom - 2), (at + tail * r // 8, bottom + r // 6)],
        fill=colour,
    )


def _language(draw: ImageDraw, x: int, y: int, r: int) -> None:
    """A globe."""
    _ground(draw, x, y, r)
    m, w = int(r * 0.54), r // 13
    draw.ellipse((x - m, y - m, x + m, y + m), outline=LINE, width=w)
    draw.ellipse((x - m // 2, y - m, x + m // 2, y + m), outline=LINE, width=w)
    draw.line((x, y - m, x, y + m), fill=LINE, width=w)
    draw.line((x - m, y, x + m, y), fill=LINE, width=w)
    for up in (-1, 1):
        half = int(m * 0.84)
        draw.line((x - half, y + up * m // 2, x + half, y + up * m // 2), fill=LINE, width=w)


ICONS: dict[str, Icon] = {
    "find": _find,
    "status": _status,
    "bell": _bell,
    "hours": _hours,
    "talk": _talk,
    "language": _language,
}
