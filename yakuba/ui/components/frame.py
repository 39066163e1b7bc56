"""The parts of the page shells that stand on every page, drawn once or cheaply."""

from collections.abc import Iterable
from functools import lru_cache

from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.ui.components.markup import joined, markup

HEAD = """<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
"""
STYLES = ("tokens", "components", "forms", "records")


@lru_cache(maxsize=2)
def page_head(*, desk: bool) -> SafeString:
    """Return the first lines of a head: encoding, viewport, icon, stylesheets, behaviours; `desk` adds the staff's."""
    names = (*STYLES, "staff") if desk else STYLES
    return joined(
        (
            markup(HEAD),
            markup('<link rel="icon" href="{}" type="image/svg+xml">\n', static("ui/emblem.svg")),
            *(markup('<link rel="stylesheet" href="{}">\n', static(f"ui/{name}.css")) for name in names),
            markup('<script type="module" src="{}"></script>', static("ui/behaviours/index.js")),
        )
    )


def language_switch(
    choices: Iterable[tuple[str, str]], current: str, *, action: str, back: str, csrf_token: str
) -> SafeString:
    """Draw the buttons between languages; each is written in its own language. `back` is the page to return to."""
    buttons = joined(
        markup(
            '<button class="languages__one" type="submit" name="language" value="{}" lang="{}" aria-pressed="{}">'
            "{}</button>",
            code,
            code[:2],
            "true" if code == current else "false",
            label,
        )
        for code, label in choices
    )
    return markup(
        '<form class="masthead__side" method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="next" value="{}">'
        '<div class="languages" role="group" aria-label="{}">{}</div></form>',
        action,
        csrf_token,
        back,
        _("ことば"),
        buttons,
    )
