"""The compiled form judges everything again: stored answers, time that passed, too much, facts from elsewhere."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.compiling import autocomplete_of, compile_form
from yakuba.procedures.rules.definition import BadDefinition, Definition, Field, Page, Text
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.tests.rules.family_form import (
    APPLICANT,
    FAMILY,
    FORM,
    MONEY,
    TODAY,
    codes,
    filled,
)
from yakuba.procedures.tests.rules.making import definition_of, fields, group, large


def test_computed_values_are_never_taken_from_the_answers() -> None:
    form = compile_form(
        definition_of(
            fields('key = "b"\nkind = "number"', 'key = "twice"\nkind = "computed"\ncomputed = "b * 2"')
            + group("g", 'key = "n"\nkind = "number"', 'key = "half"\nkind = "computed"\ncomputed = "n / 2"')
        )
    )
    forged = {"twice": 999, "g": [{"half": 999}, {"n": 5, "half": 999}]}
    state = form.visible(forged, today=TODAY)
    assert dict(state.values) == {"g": [{}, {"n": 5, "half": 2}]}
    result = form.parse_page(
        "p1", {"b": ["1"], "twice": ["999"], "g.0.n": ["5"], "g.0.half": ["9"]}, forged, today=TODAY
    )
    assert result.answers_patch == {"b": 1, "g": [{"n": 5}]}
    assert result.state.values["twice"] == 2


# --- everything again -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("mail", None, "required"),
        ("mail", "x", "value"),
        ("mail", 3, "again"),
        ("mail", ["a@example.jp"], "again"),
        ("birth", "1988-1-7", "again"),
        ("birth", "2020-01-01", "too_late"),
        ("home", {"postcode": "1708422"}, "prefecture"),
        ("home", "東京都", "again"),
        ("home", {**filled()["home"], "planet": "x"}, "again"),
        ("spouse", "maybe", "not_an_option"),
        ("children", [], "too_few_rows"),
        ("children", "x", "again"),
        ("children", [{"name": 3}], "again"),
        ("children", [3, {}], "required"),
        ("income", "3000000", "again"),
        ("income", -1, "value"),
        ("income", True, "again"),
        ("dependants", 0.5, "not_whole"),
        ("proof", ["../x"], "file_unknown"),
        ("agree", None, "required_consent"),
        ("account", {"bank": "0001"}, "required_part"),
        ("employee_number", "AB12", "pattern"),
        ("employee_number", " AB1234 ", "again"),
    ],
)  # fmt: skip
def test_stored_answers_are_judged_again(key: str, value: Any, code: str) -> None:
    assert code in codes(FORM.check_all({**filled(), key: value}, today=TODAY)).values()


def test_time_passes() -> None:
    """A draft kept until the child has grown: what was right then is judged by today."""
    answers = filled()
    assert codes(FORM.check_all(answers, today=date(2031, 5, 1))) == {"children.0.school": "required"}


def test_too_much_is_refused_and_nothing_of_it_kept() -> None:
    form = compile_form(
        definition_of(fields(*(f'key = "t{n}"\nkind = "long_text"\nmax_length = 10000' for n in range(12))))
    )
    posted = {f"t{n}": ["あ" * 10000] for n in range(12)}
    result = form.parse_page("p1", posted, {}, today=TODAY)
    assert codes(result.errors) == {"": "too_much"}
    assert result.answers_patch == {}
    answers = {f"t{n}": "あ" * 10000 for n in range(12)}
    assert codes(form.check_all(answers, today=TODAY)) == {"": "too_much"}
    assert kinds.MAX_ANSWERS_BYTES == 262_144


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(max_size=20)
    | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["family", "birth", "name", "amount"]), inner, max_size=3)
    ),
    max_leaves=8,
)
names = st.sampled_from([*FORM.questions, *APPLICANT, *FAMILY, *MONEY, "children.1.birth", "x", ""])


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    answers=st.dictionaries(names, json_values),
    posted=st.dictionaries(names, st.lists(st.text(max_size=20), max_size=3)),
)
def test_nothing_posted_and_nothing_stored_raises(
    answers: dict[str, Any], posted: dict[str, list[str]]
) -> None:
    for page in FORM.pages:
        result = FORM.parse_page(page, posted, answers, today=TODAY)
        assert all(problem.say() for problem in result.errors.values())
        json.dumps(result.answers_patch)
        FORM.inputs(page, answers)
    assert all(problem.say() for problem in FORM.check_all(answers, today=TODAY).values())
    FORM.by_fact(answers, today=TODAY)
    FORM.needed_documents(answers, today=TODAY)


# --- what is known --------------------------------------------------------------------------------------------------


def test_prefill_takes_only_facts_that_still_pass() -> None:
    answers = filled()
    facts = {
        "person.name": answers["applicant"],
        "person.birth": "2020-01-01",
        "person.address": "東京都豊島区",
        "person.email": "taro@example.jp",
        "person.shoe_size": 26,
    }
    assert FORM.prefill(facts, today=TODAY) == {"applicant": answers["applicant"], "mail": "taro@example.jp"}


def test_facts_of_the_answers() -> None:
    answers = filled()
    known = FORM.by_fact(answers, today=TODAY)
    assert set(known) == {
        "person.name",
        "person.birth",
        "person.address",
        "person.email",
        "person.bank_account",
    }
    assert known["person.name"] == answers["applicant"]


def test_inputs_of_stored_answers_are_read_as_the_same_answers() -> None:
    answers = filled()
    for page in FORM.pages:
        inputs = FORM.inputs(page, answers)
        result = FORM.parse_page(page, inputs, answers, today=TODAY)
        assert result.complete
        assert all(answers.get(key) == value for key, value in result.answers_patch.items())


def test_documents_this_applicant_needs() -> None:
    answers = filled()
    assert [paper.key for paper in FORM.needed_documents(answers, today=TODAY)] == ["id_card"]
    apart = {**answers, "living": "apart"}
    assert [paper.key for paper in FORM.needed_documents(apart, today=TODAY)] == ["id_card", "custody"]


def test_autofill_tokens() -> None:
    def tokens(kind: str, **more: Any) -> dict[str, str]:
        return autocomplete_of(Field(key="x", kind=kind, **more))

    assert tokens("name", fact="person.name") == {"family": "family-name", "given": "given-name"}
    assert tokens("address", fact="person.address")["postcode"] == "postal-code"
    assert tokens("date", fact="person.birth") == {
        "year": "bday-year",
        "month": "bday-month",
        "day": "bday-day",
    }
    assert tokens("phone", fact="person.phone") == {"": "tel-national"}
    assert tokens("email", autocomplete="off", fact="person.email") == {"": "off"}
    assert tokens("text", autocomplete="organization") == {"": "organization"}
    assert tokens("name") == {}


def test_faulty_definitions_are_not_compiled() -> None:
    page = Page(key="p", title=Text("x"), fields=(Field(key="a", kind="text", visible_if="nobody == 1"),))
    with pytest.raises(BadDefinition):
        compile_form(
            Definition(
                format=1,
                slug="x",
                title=Text("x"),
                summary=Text("x"),
                section="x",
                who=Text("x"),
                field="x",
                pages=(page,),
            )
        )


def test_a_large_form() -> None:
    loaded = load_toml(large(700, 300))
    assert not isinstance(loaded, list)
    form = compile_form(loaded)
    assert len(form.questions) == 700
    assert len(form.plan.steps) == 300
    answers = {
        key: "yes" if question.field.kind == "yes_no" else 5 for key, question in form.questions.items()
    }
    state = form.visible(answers, today=TODAY)
    assert len(state.values) + sum(1 for key in state.hidden if key in form.questions) == 700
