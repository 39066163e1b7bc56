"""JSON for other systems: parsed, answered by the door, refused in JSON."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from yakuba.characters.actions.confirm import confirm
from yakuba.characters.actions.make_table import make_table
from yakuba.characters.actions.propose import propose
from yakuba.characters.actions.sign_off import sign_off
from yakuba.characters.models import System
from yakuba.characters.rest import views
from yakuba.characters.tests.conftest import staff
from yakuba.characters.tests.workshop import ANNA, BEN, CHIEF, gaiji
from yakuba.kernel.actor import Actor, anonymous

OFFICER = staff("characters.convert")
Answer = tuple[int, Any]


def post(
    body: object, actor: Actor = OFFICER, content_type: str = "application/json", view: Any = views.convert
) -> Answer:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    request = RequestFactory().post("/", data=data, content_type=content_type)
    request.actor = actor  # type: ignore[attr-defined]
    return read(view(request))


def get(view: Any, actor: Actor = OFFICER, **arguments: str) -> Answer:
    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    return read(view(request, **arguments))


def read(response: Any) -> Answer:
    assert isinstance(response, HttpResponse)
    return response.status_code, json.loads(response.content) if response.content else None


def test_a_batch_is_converted_in_its_order() -> None:
    status, answer = post({"target": "jis_x_0213", "texts": ["山田", "髙橋", "㐁", "\ud800", ""]})
    assert status == 200
    assert [one["status"] for one in answer["results"]] == [
        "same",
        "changed",
        "impossible",
        "invalid",
        "same",
    ]
    assert answer["results"][1] == {
        "source": "髙橋",
        "text": "高橋",
        "status": "changed",
        "changes": [
            {
                "at": 1,
                "from": "髙",
                "to": "高",
                "glyph": "MJ028902",
                "steps": [{"to": "高", "rule": "unified", "also": [], "reference": "U145"}],
            }
        ],
        "doubts": [],
    }
    assert answer["results"][2]["text"] is None
    assert answer["results"][2]["doubts"][0]["points"] == "U+3401"
    assert answer["tables"].startswith("MJ文字情報一覧表")


def test_the_weakest_rule_can_be_said() -> None:
    _, answer = post({"target": "jis_x_0213", "weakest": "notice_582", "texts": ["㒺"]})
    assert answer["results"][0]["doubts"][0]["kind"] == "weak"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("{", "json", "JSONとして読めません"),
        ("[" * 100_000, "json", "JSONとして読めません"),
        (b"\xff", "json", "JSONとして読めません"),
        ([], "json", "オブジェクト"),
        ({"texts": []}, "target", "standard、jis_x_0213、cp932"),
        ({"target": "utf8", "texts": []}, "target", "standard、jis_x_0213、cp932"),
        ({"target": ["standard"], "texts": []}, "target", "standard"),
        ({"target": "standard", "weakest": "any", "texts": []}, "weakest", "exact"),
        ({"target": "standard"}, "texts", "配列"),
        ({"target": "standard", "texts": "髙"}, "texts", "配列"),
        ({"target": "standard", "texts": [1]}, "texts", "配列"),
        ({"target": "standard", "texts": ["髙"] * 1001}, "texts", "1000件まで"),
    ],
)
def test_what_cannot_be_read_is_told_in_json(body: object, code: str, words: str) -> None:
    status, answer = post(body)
    assert (status, answer["code"]) == (422, code)
    assert words in answer["sentence"]


def test_only_json_is_read() -> None:
    assert post({"target": "standard", "texts": []}, content_type="text/plain")[1]["code"] == "content_type"


def test_too_much_is_refused_in_json() -> None:
    status, answer = post({"target": "standard", "texts": ["山" * 1_000] * 400})
    assert (status, answer["code"]) == (413, "too_large")


def test_a_glyph_is_told_by_name_and_by_text() -> None:
    status, answer = get(views.glyph, name="MJ022335")
    assert status == 200
    assert (answer["name"], answer["place"], answer["strokes"]) == ("MJ022335", "1-19-75", 11)
    assert answer["relations"][0] == {
        "to": "葛",
        "place": "1-19-75",
        "source": "jis",
        "label": "JIS包摂規準・UCS統合規則",
        "rank": 0,
    }
    status, answer = post({"text": "葛\U000e0102ヶ"}, view=views.glyphs)
    assert [one and one["name"] for one in answer["glyphs"]] == ["MJ022335", None]


def test_glyphs_that_are_none_are_told() -> None:
    assert get(views.glyph, name="MJ999999")[0] == 404
    for body in ({}, {"text": ""}, {"text": ["葛"]}, {"text": "a" * 101}):
        assert post(body, view=views.glyphs)[0] == 422


@pytest.mark.parametrize("actor", [staff("characters.run"), anonymous()])
def test_without_the_permission_nothing_is_answered(actor: Actor) -> None:
    assert post({"target": "standard", "texts": ["髙"]}, actor)[0] == 403
    assert get(views.glyph, actor, name="MJ022335")[0] == 403
    assert post({"text": "a"}, actor, view=views.glyphs)[0] == 403
    assert get(views.table, actor, system="juki")[0] == 403


def test_each_address_has_its_method() -> None:
    assert views.convert(RequestFactory().get("/")).status_code == 405
    assert views.glyph(RequestFactory().post("/"), name="MJ022335").status_code == 405
    assert views.glyphs(RequestFactory().get("/?text=葛")).status_code == 405


def test_the_table_in_force_is_told(juki: System) -> None:
    assert get(views.table, system="nowhere")[0] == 404
    assert get(views.table, system="juki")[1]["code"] == "no_table"
    made = propose(ANNA, gaiji_id=gaiji().pk, outcome="same", glyph="MJ022335")
    confirm(BEN, judgement_id=made.pk)
    sign_off(CHIEF, table_id=make_table(ANNA, system_id=juki.pk).pk)
    status, answer = get(views.table, system="juki")
    assert status == 200 and answer["version"] == 1 and answer["in_force"]
    assert [(one["code"], one["glyph"], one["text"]) for one in answer["characters"]] == [
        ("U+E000", "MJ022335", "葛\U000e0102")
    ]
