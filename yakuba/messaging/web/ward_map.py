"""The ward as a drawing: every 町丁目 a shape that can be pressed."""

import math
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from yakuba.messaging import ward_audience
from yakuba.ui.components.markup import joined, markup

WIDTH = 1000


def drawing() -> SafeString:
    """The shapes of all 町丁目, in a box of 1,000 by whatever the ward needs; "" for a ward without outlines."""
    return _drawing(settings.WARD_PACK)


@lru_cache(maxsize=2)
def _drawing(pack: Path) -> SafeString:
    places = ward_audience.chome()
    if not places:
        return SafeString("")
    boxes = [one.box for one in places]
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * narrow)
    height = round((north - south) * scale)
    shapes = joined(
        markup(
            '<path data-chome="{}" d="{}"><title>{}</title></path>',
            one.number,
            "M"
            + "L".join(f"{(x - west) * narrow * scale:.1f} {(north - y) * scale:.1f}" for x, y in one.outline)
            + "Z",
            one.name,
        )
        for one in places
    )
    return markup(
        '<svg class="map__picture" viewBox="0 0 {} {}" data-west="{}" data-north="{}" data-scale-x="{}" data-scale-y="{}"'
        ' aria-hidden="true" focusable="false">{}<polyline data-drawn points=""></polyline></svg>',
        WIDTH,
        height,
        west,
        north,
        round(narrow * scale, 3),
        round(scale, 3),
        shapes,
    )
