"""The menu at the foot of the chat: six places, drawn by ourselves, in three languages."""

import io
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image, ImageDraw, ImageFont

from yakuba.messaging import api as messaging
from yakuba.portal.line.menu_icons import ICONS
from yakuba.portal.rules.line_wishes import LANGUAGES, Wish

WIDTH, HEIGHT = 2500, 1686
COLUMNS, ROWS = 3, 2
PAPER, CARD, INK, RIM = "#dfe9f5", "#ffffff", "#16324f", "#c3d5ea"
FINE = 2
LETTERS, LEAST_LETTERS = 92, 60
ROOM = 700
FONTS = ("NotoSansCJK-Bold.ttc", "NotoSansCJKjp-Bold.otf", "NotoSansJP-Bold.otf", "NotoSansCJK-Regular.ttc")


class NoFont(LookupError):
    """None of the fonts that the set-up brings is there."""


def places() -> list[tuple[Wish, str, str]]:
    """What each place asks for, what it says in the picture (`|` is where a line may end), and its icon."""
    return [
        (Wish("find"), _("手続を|さがす"), "find"),
        (Wish("status"), _("申請の|状況"), "status"),
        (Wish("settings"), _("お知らせの|設定"), "bell"),
        (Wish("hours"), _("休日夜間・|よくある質問"), "hours"),
        (Wish("desk"), _("職員に|聞く"), "talk"),
        (Wish("languages"), _("ことば |Language"), "language"),
    ]


def menus() -> list[messaging.LineMenu]:
    """The menu in every language; Japanese, for everybody, first."""
    return [_menu(code) for code in LANGUAGES]


def _menu(code: str) -> messaging.LineMenu:
    with override(code):
        areas = [_area(at, wish, words) for at, (wish, words, _icon) in enumerate(places())]
        told: dict[str, Any] = {
            "size": {"width": WIDTH, "height": HEIGHT},
            "selected": True,
            "chatBarText": _("メニュー"),
            "areas": areas,
        }
        return messaging.LineMenu(code, told, picture(code))


def _area(at: int, wish: Wish, words: str) -> dict[str, Any]:
    left, top, right, bottom = _bounds(at)
    said = words.replace("|", "")
    action = {"type": "postback", "label": said[:20], "data": wish.data, "displayText": said}
    return {"bounds": {"x": left, "y": top, "width": right - left, "height": bottom - top}, "action": action}


def _bounds(at: int) -> tuple[int, int, int, int]:
    row, column = divmod(at, COLUMNS)
    return (
        column * WIDTH // COLUMNS,
        row * HEIGHT // ROWS,
        (column + 1) * WIDTH // COLUMNS,
        (row + 1) * HEIGHT // ROWS,
    )


@cache
def picture(code: str) -> bytes:
    """The picture in a language, as PNG of some 100 KB. Raises NoFont."""
    with override(code):
        paper = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        for at, (_wish, words, icon) in enumerate(places()):
            left, top, right, bottom = _bounds(at)
            paper.paste(_tile(right - left, bottom - top, words, icon), (left, top))
    written = io.BytesIO()
    paper.quantize(64, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _tile(width: int, height: int, words: str, icon: str) -> Image.Image:
    tile = Image.new("RGB", (width * FINE, height * FINE), PAPER)
    draw = ImageDraw.Draw(tile)
    edge = 22 * FINE
    box = (edge, edge, width * FINE - edge, height * FINE - edge)
    draw.rounded_rectangle(box, radius=64 * FINE, fill=CARD, outline=RIM, width=4 * FINE)
    middle = width * FINE // 2
    ICONS[icon](draw, middle, 300 * FINE, 150 * FINE)
    lines = _lines(words)
    font = _fitting(lines)
    high = int(font.size * 1.3)
    top = 655 * FINE - high * len(lines) // 2
    for at, line in enumerate(lines):
        draw.text((middle, top + high * at + high // 2), line, fill=INK, font=font, anchor="mm")
    return tile.resize((width, height), Image.Resampling.LANCZOS)


def _lines(words: str) -> list[str]:
    """One line where the words find room in large letters, else one for each part."""
    whole = words.replace("|", "")
    parts = [part.strip() for part in words.split("|")]
    return [whole] if _font(LETTERS * FINE).getlength(whole) <= ROOM * FINE else parts


def _fitting(lines: list[str]) -> ImageFont.FreeTypeFont:
    """The largest letters with which every line finds room."""
    for size in range(LETTERS, LEAST_LETTERS, -4):
        font = _font(size * FINE)
        if max(font.getlength(line) for line in lines) <= ROOM * FINE:
            return font
    return _font(LEAST_LETTERS * FINE)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_font_file()), size)


@cache
def _font_file() -> Path:
    for name in FONTS:
        for folder in settings.FONT_PATHS:
            if found := next(Path(folder).rglob(name), None):
                return found
    raise NoFont(f"none of {', '.join(FONTS)} is in {', '.join(map(str, settings.FONT_PATHS))}")
