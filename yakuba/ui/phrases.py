"""Line breaks between the phrases of a Japanese sentence, for headings that must not break inside a word."""

from functools import lru_cache

import budoux
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from yakuba.ui.components.markup import escaped, markup


@lru_cache(maxsize=1)
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def _broken(text: str) -> SafeString:
    return SafeString("<wbr>".join(map(escaped, _parser().parse(text))))


def phrased(text: str) -> SafeString:
    """Return `text` escaped, with `<wbr>` between its phrases; other languages than Japanese stay as they are."""
    if not text or not (get_language() or "ja").startswith("ja"):
        return SafeString(escaped(text))
    return markup('<span class="phrase">{}</span>', _broken(text))
