"""The facts that ship agree with LINE's published OpenAPI, and the limits on top only ever tighten them."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.config import places
from yakuba.messaging.gateways.line_sandbox import limits
from yakuba.messaging.gateways.line_sandbox.schema import FACTS, Shapes, shapes, tightened
from yakuba.messaging.tests.line import from_openapi

PUBLISHED = places.ROOT.parent / "shared" / "data" / "line" / "messaging-api.yml"
SHIPPED = json.loads(FACTS.read_text("utf-8"))
LOOSE = Shapes(SHIPPED)

action = st.sampled_from(
    [
        {"type": "message", "label": "はい", "text": "はい"},
        {"type": "postback", "label": "はい", "data": "a=1", "displayText": "はい"},
        {"type": "uri", "label": "ひらく", "uri": "https://example.jp/"},
        {"type": "datetimepicker", "label": "日", "data": "d", "mode": "date"},
    ]
)
words = st.text(min_size=1, max_size=30)
quick = st.fixed_dictionaries(
    {
        "items": st.lists(
            st.fixed_dictionaries({"type": st.just("action"), "action": action}), min_size=1, max_size=13
        )
    }
)
piece: st.SearchStrategy[dict[str, Any]] = st.deferred(
    lambda: st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("text"), "text": words},
            optional={"wrap": st.booleans(), "color": st.just("#112233")},
        ),
        st.fixed_dictionaries({"type": st.just("button"), "action": action}),
        st.just({"type": "separator"}),
        st.fixed_dictionaries(
            {
                "type": st.just("box"),
                "layout": st.sampled_from(["vertical", "horizontal"]),
                "contents": st.lists(piece, max_size=2),
            }
        ),
    )
)
bubble = st.fixed_dictionaries(
    {
        "type": st.just("bubble"),
        "body": st.fixed_dictionaries(
            {"type": st.just("box"), "layout": st.just("vertical"), "contents": st.lists(piece, max_size=3)}
        ),
    }
)
message = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": words}, optional={"quickReply": quick}),
    st.fixed_dictionaries({"type": st.just("flex"), "altText": words, "contents": bubble}),
    st.fixed_dictionaries(
        {
            "type": st.just("template"),
            "altText": words,
            "template": st.fixed_dictionaries(
                {
                    "type": st.just("confirm"),
                    "text": words,
                    "actions": st.lists(action, min_size=2, max_size=2),
                }
            ),
        }
    ),
    st.fixed_dictionaries({"type": st.just("sticker"), "packageId": st.just("1"), "stickerId": st.just("1")}),
)
body = st.fixed_dictionaries(
    {"to": st.just("U" + "1" * 32), "messages": st.lists(message, min_size=1, max_size=5)}
)
junk: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.just([])
    | st.just({})
    | st.just([[]])
)


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """A sound body with one place made odd: a value exchanged, taken out, or put in."""
    whole = deepcopy(draw(body))
    places_ = list(_places(whole))
    holder, name = draw(st.sampled_from(places_))
    if draw(st.booleans()):
        holder[name] = draw(junk)
    elif isinstance(holder, dict):
        del holder[name]
    return whole


def _places(value: Any) -> Any:
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for name, inner in pairs:
        yield value, name
        if isinstance(inner, dict | list):
            yield from _places(inner)


@given(body)
@settings(max_examples=120, deadline=None)
def test_what_the_house_writes_is_taken(one: Any) -> None:
    assert shapes().faults("PushMessageRequest", one) == []


@given(broken())
@settings(max_examples=250, deadline=None)
def test_whatever_the_openapi_refuses_is_refused(one: Any) -> None:
    if LOOSE.faults("PushMessageRequest", one):
        assert shapes().faults("PushMessageRequest", one)


@given(
    junk
    | st.recursive(junk, lambda inner: st.dictionaries(st.sampled_from(["type", "to", "messages"]), inner))
)
def test_no_value_knocks_a_judge_over(value: Any) -> None:
    for name in from_openapi.ROOTS:
        shapes().faults(name, value)


def test_boxes_in_boxes_without_end_are_refused() -> None:
    box: dict[str, Any] = {"type": "box", "layout": "vertical", "contents": []}
    for _ in range(3000):
        box = {"type": "box", "layout": "vertical", "contents": [box]}
    flex = {"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": box}}
    assert shapes().faults("PushMessageRequest", {"to": "U", "messages": [flex]})


def test_limits_only_tighten() -> None:
    strict = tightened(SHIPPED)
    for place in limits.FIELDS:
        name, _, field = place.partition(".")
        loose, tight = SHIPPED[name]["fields"][field], strict[name]["fields"][field]
        assert tight.get("max", 10**9) <= loose.get("max", 10**9), place
        assert tight.get("min", 0) >= loose.get("min", 0) or loose["is"] in ("number", "integer"), place
        assert "pattern" not in loose or tight["pattern"] == loose["pattern"], place
    for name in limits.NEEDS:
        assert set(SHIPPED[name]["needs"]) <= set(strict[name]["needs"])


@pytest.mark.skipif(not PUBLISHED.exists(), reason="LINE's OpenAPI is not at hand (../shared/data/line)")
def test_the_facts_that_ship_are_the_published_ones() -> None:
    pytest.importorskip("yaml")
    assert from_openapi.read(Path(PUBLISHED)) == SHIPPED
