"""文字の変換 and 文字の情報 as JSON, on the LGWAN face only."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from yakuba.characters import api as characters
from yakuba.characters import forms
from yakuba.characters.exports import table_plain
from yakuba.characters.permissions import CONVERT
from yakuba.characters.queries.gaiji_tables import lines_of, table_in_force
from yakuba.characters.rest.answers import body_of, json_page, written
from yakuba.kernel.refusals import NotFound, Refusal

MOST = 1_000
"""Texts in one request; the size of the body is bounded by the house (1 MB)."""
_LONGEST_TEXT = 100


@require_POST
@json_page(CONVERT)
def convert(request: HttpRequest) -> JsonResponse:
    """POST {"target": "jis_x_0213", "weakest": "dictionary", "texts": ["髙橋", …]}: one result for each, in order."""
    body = body_of(request)
    target = _one_of(characters.Target, body, "target", None)
    weakest = _one_of(characters.Rule, body, "weakest", characters.Rule.DICTIONARY)
    texts = body.get("texts")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise Refusal("texts", "texts に、文字列の配列を入れてください。")
    if len(texts) > MOST:
        raise Refusal("texts", f"1回に送れるのは{MOST}件までです。")
    results = [forms.of_conversion(one) for one in characters.convert_many(texts, target, weakest)]
    return written({"tables": characters.versions(), "target": target.value, "results": results})


@require_GET
@json_page(CONVERT)
def glyph(request: HttpRequest, name: str) -> JsonResponse:
    """GET …/glyphs/MJ022336: all that the lists say of a glyph."""
    found = characters.glyph(name)
    if found is None:
        raise NotFound("no_glyph", "その名前の文字はありません。")
    return written(forms.of_glyph(found))


@require_POST
@json_page(CONVERT)
def glyphs(request: HttpRequest) -> JsonResponse:
    """POST {"text": "葛󠄂城"}: the glyph of each character; null for kana, signs and what no list has.

    By POST, because a text may be a name, and names do not stand in addresses.
    """
    text = body_of(request).get("text")
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_TEXT:
        raise Refusal("text", f"text に、{_LONGEST_TEXT}字までの文字を入れてください。")
    found = characters.glyphs_of(text)
    return written({"glyphs": [forms.of_glyph(one) if one else None for one in found]})


@require_GET
@json_page(CONVERT)
def table(request: HttpRequest, system: str) -> JsonResponse:
    """GET …/tables/juki: the 外字変換表 in force for a business system, line by line, as the page exports it."""
    found = table_in_force(system)
    if found is None:
        raise NotFound("no_table", "承認された外字変換表がありません。")
    return written(table_plain(found, lines_of(found), in_force=True))


def _one_of(kind: Any, body: dict[str, Any], field: str, default: Any) -> Any:
    """A choice by its code. Refuses one that there is not, naming those there are."""
    value = body.get(field, default)
    if value in list(kind):
        return kind(value)
    raise Refusal(field, f"{field} は、次のどれかです: {'、'.join(kind)}")
