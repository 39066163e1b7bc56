"""Flex messages as HTML: bubbles and carousels of boxes, texts, buttons, pictures and lines."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from yakuba.messaging.gateways.line_sandbox.pressing import Press
from yakuba.messaging.gateways.line_sandbox.styles import Styles

SIZES = frozenset({"xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl", "full"})
GAPS = frozenset({"none", "xs", "sm", "md", "lg", "xl", "xxl"})
_RATIO = re.compile(r"(\d{1,5}):(\d{1,5})")
Part = Mapping[str, Any]


class Flex:
    """Draws the flex messages of one fragment."""

    def __init__(self, styles: Styles, press: Press) -> None:
        self._styles = styles
        self._press = press
        self._kinds = {
            "box": self._box,
            "text": self._text,
            "button": self._button,
            "image": self._image,
            "icon": self._icon,
            "separator": self._separator,
            "filler": lambda *_: '<div class="fx-filler"></div>',
            "video": self._video,
        }

    def container(self, contents: Part, at: str) -> str:
        """A bubble, or bubbles side by side."""
        if contents.get("type") == "carousel":
            inner = "".join(
                self._bubble(one, f"{at}/contents/{n}") for n, one in enumerate(contents["contents"])
            )
            return f'<div class="fx-carousel" tabindex="0" role="group" aria-label="横に並んだカード">{inner}</div>'
        return self._bubble(contents, at)

    def _bubble(self, bubble: Part, at: str) -> str:
        blocks = []
        for name in ("header", "hero", "body", "footer"):
            block = bubble.get(name)
            if isinstance(block, Mapping):
                told = bubble.get("styles", {}).get(name, {})
                tone = self._styles.colour("background-color", told.get("backgroundColor"))
                line = " fx-ruled" if told.get("separator") else ""
                drawn = self._component(block, f"{at}/{name}", "vertical")
                blocks.append(f'<div class="fx-{name} {tone}{line}">{drawn}</div>')
        size = bubble.get("size", "mega")
        direction = ' dir="rtl"' if bubble.get("direction") == "rtl" else ""
        return f'<div class="fx-bubble fx-{escape(str(size))}"{direction}>{"".join(blocks)}</div>'

    def _component(self, one: Part, at: str, layout: str) -> str:
        draw = self._kinds.get(str(one.get("type")))
        return draw(one, at, layout) if draw else ""

    def _box(self, box: Part, at: str, layout: str) -> str:
        own = str(box.get("layout", "vertical"))
        inner = "".join(
            self._component(one, f"{at}/contents/{n}", own) for n, one in enumerate(box.get("contents", ()))
        )
        classes = [f"fx-box fx-{own}", self._spacing(box), self._outside(box, layout)]
        classes += [self._styles.colour("background-color", box.get("backgroundColor"))]
        classes += [self._styles.colour("border-color", box.get("borderColor"))]
        if box.get("borderWidth"):
            classes.append("fx-bordered")
        classes += [f"fx-round-{box['cornerRadius']}" if box.get("cornerRadius") in GAPS else self._styles.length("border-radius", box.get("cornerRadius"))]  # fmt: skip
        classes += [f"fx-{side}-{box[name]}" if box.get(name) in GAPS else self._styles.length(attribute, box.get(name)) for name, side, attribute in _PADDINGS]  # fmt: skip
        classes += [self._styles.length(name, box.get(name)) for name in ("width", "height")]
        classes += [f"fx-justify-{box['justifyContent']}"] if box.get("justifyContent") in _PLACES else []
        classes += [f"fx-items-{box['alignItems']}"] if box.get("alignItems") in _PLACES else []
        cover = self._press.cover(box.get("action"), f"{at}/action")
        return f'<div class="{_classes(classes)}{" fx-pressed" if cover else ""}">{inner}{cover}</div>'

    def _text(self, text: Part, at: str, layout: str) -> str:
        spans = text.get("contents") or ()
        inner = "".join(self._span(one) for one in spans) if spans else _lines(str(text.get("text", "")))
        classes = ["fx-text", self._outside(text, layout), *self._letters(text)]
        classes += [f"fx-align-{text['align']}"] if text.get("align") in ("start", "end", "center") else []
        classes += ["fx-wrap"] if text.get("wrap") else []
        cover = self._press.cover(text.get("action"), f"{at}/action")
        return f'<div class="{_classes(classes)}{" fx-pressed" if cover else ""}">{inner}{cover}</div>'

    def _span(self, span: Part) -> str:
        return f'<span class="{_classes(self._letters(span))}">{_lines(str(span.get("text", "")))}</span>'

    def _letters(self, one: Part) -> list[str]:
        classes = [self._styles.colour("color", one.get("color"))]
        size = one.get("size")
        classes += [f"fx-size-{size}"] if size in SIZES else [self._styles.length("font-size", size)]
        classes += ["fx-bold"] if one.get("weight") == "bold" else []
        classes += ["fx-italic"] if one.get("style") == "italic" else []
        classes += (
            [f"fx-{one['decoration']}"] if one.get("decoration") in ("underline", "line-through") else []
        )
        return classes

    def _button(self, button: Part, at: str, layout: str) -> str:
        style = button.get("style", "link")
        tone = self._styles.colour("color" if style == "link" else "background-color", button.get("color"))
        classes = _classes(["fx-button", f"fx-{style}", f"fx-high-{button.get('height', 'md')}", tone])
        drawn = self._press.button(button.get("action"), f"{at}/action", classes)
        return f'<div class="{_classes(["fx-holder", self._outside(button, layout)])}">{drawn}</div>'

    def _image(self, image: Part, at: str, layout: str) -> str:
        found = _RATIO.fullmatch(str(image.get("aspectRatio", "1:1")))
        ratio = self._styles.rule(f"aspect-ratio:{int(found[1])}/{max(int(found[2]), 1)}") if found else ""
        size = image.get("size", "md")
        wide = f"fx-wide-{size}" if size in SIZES else self._styles.length("width", size)
        classes = _classes(["fx-image", ratio, wide, self._outside(image, layout)])
        cover = self._press.cover(image.get("action"), f"{at}/action")
        return f'<div class="{classes}{" fx-pressed" if cover else ""}" role="img" aria-label="画像"><span>画像</span>{cover}</div>'

    def _icon(self, icon: Part, at: str, layout: str) -> str:
        return (
            f'<span class="{_classes(["fx-icon", self._outside(icon, layout)])}" aria-hidden="true"></span>'
        )

    def _video(self, video: Part, at: str, layout: str) -> str:
        return '<div class="fx-image fx-wide-full" role="img" aria-label="動画"><span>動画</span></div>'

    def _separator(self, line: Part, at: str, layout: str) -> str:
        tone = self._styles.colour("background-color", line.get("color"))
        return f'<div class="{_classes(["fx-separator", tone, self._outside(line, layout)])}"></div>'

    def _spacing(self, one: Part) -> str:
        gap = one.get("spacing")
        return f"fx-gap-{gap}" if gap in GAPS else self._styles.length("gap", gap)

    def _outside(self, one: Part, layout: str) -> str:
        """Margin towards the one before, and how much of the room it takes."""
        margin = one.get("margin")
        side = "margin-top" if layout == "vertical" else "margin-inline-start"
        name = "top" if layout == "vertical" else "start"
        classes = [f"fx-{name}-{margin}" if margin in GAPS else self._styles.length(side, margin)]
        flex = one.get("flex")
        if isinstance(flex, int) and 0 <= flex <= 1000:
            classes.append(self._styles.rule(f"flex:{flex} 1 0%" if flex else "flex:none"))
        elif layout != "vertical":
            classes.append("fx-share")
        return _classes(classes)


_PADDINGS = (
    ("paddingAll", "all", "padding"),
    ("paddingTop", "padtop", "padding-top"),
    ("paddingBottom", "padbottom", "padding-bottom"),
    ("paddingStart", "padstart", "padding-inline-start"),
    ("paddingEnd", "padend", "padding-inline-end"),
)
_PLACES = frozenset({"center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"})


def _classes(names: list[str]) -> str:
    return escape(" ".join(filter(None, names)))


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
