"""The compiled form: pages read, hidden answers dropped, everything judged again before submission."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.compiling import Form, autocomplete_of, compile_form
from yakuba.procedures.rules.definition import BadDefinition, Definition, Field, Page, Text
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.tests.rules.making import definition_of, fields, group, large

TODAY = date(2026, 5, 1)
FILE = "0b9d6b1e-2f0f-4b5e-9a54-0a4f6f5b7c01"


def example() -> Form:
    loaded = load_toml(Path(__file__).with_name("example.toml").read_text())
    assert not isinstance(loaded, list)
    return compile_form(loaded)


FORM = example()

APPLICANT = {
    "applicant.family": ["渡邊\U000e0100"],
    "applicant.given": ["太郎"],
    "applicant.family_kana": ["ワタナベ"],
    "applicant.given_kana": ["タロウ"],
    "birth.era": ["showa"],
    "birth.year": ["63"],
    "birth.month": ["1"],
    "birth.day": ["7"],
    "home.postcode": ["170-8422"],
    "home.prefecture": ["東京都"],
    "home.city": ["豊島区"],
    "home.town": ["南池袋"],
    "home.street": ["2-45-1"],
    "mail": ["taro@example.jp"],
    "mail.confirm": ["taro@example.jp"],
    "spouse": ["no"],
}
CHILD = {
    "children.0.name.family": ["渡邊\U000e0100"],
    "children.0.name.given": ["花"],
    "children.0.name.family_kana": ["ワタナベ"],
    "children.0.name.given_kana": ["ハナ"],
    "children.0.birth.era": ["reiwa"],
    "children.0.birth.year": ["7"],
    "children.0.birth.month": ["1"],
    "children.0.birth.day": ["1"],
}
FAMILY = {**CHILD, "living": ["together"]}
MONEY = {
    "income": ["3,000,000"],
    "dependants": ["1"],
    "account.bank": ["0001"],
    "account.branch": ["001"],
    "account.type": ["ordinary"],
    "account.number": ["0123456"],
    "account.holder": ["ワタナベ タロウ"],
    "agree": ["yes"],
}


def codes(errors: Any) -> dict[str, str]:
    return {at: problem.code for at, problem in errors.items()}


def filled() -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for page, posted in (("applicant", APPLICANT), ("family", FAMILY), ("money", MONEY)):
        result = FORM.parse_page(page, posted, answers, today=TODAY)
        assert result.complete, codes(result.errors)
        answers |= result.answers_patch
    return answers


def test_a_whole_application() -> None:
    answers = filled()
    assert FORM.check_all(answers, today=TODAY) == {}
    assert answers["applicant"]["family"] == "渡邊\U000e0100"
    assert answers["children"] == [
        {
            "name": {
                "family": "渡邊\U000e0100",
                "given": "花",
                "family_kana": "ワタナベ",
                "given_kana": "ハナ",
            },
            "birth": "2025-01-01",
        }
    ]
    assert answers["spouse_name"] is None
    assert FORM.visible(answers, today=TODAY).values["total"] == 15000
    assert json.loads(json.dumps(answers)) == answers


def test_an_empty_page_tells_everything_that_is_missing_in_order() -> None:
    result = FORM.parse_page("applicant", {}, {}, today=TODAY)
    assert codes(result.errors) == {
        "applicant.family": "required",
        "birth.year": "required",
        "home.postcode": "required",
        "mail": "required",
        "spouse": "required_choice",
    }
    assert set(result.answers_patch) == {
        "applicant", "birth", "home", "mail", "phone", "spouse", "spouse_name",
    }  # fmt: skip
    assert not any(result.answers_patch.values())
    assert not result.complete


def test_problems_stand_in_the_order_of_the_page() -> None:
    posted = {**APPLICANT, "birth.month": ["13"], "mail": [""], "mail.confirm": [""], "applicant.given": [""]}
    result = FORM.parse_page("applicant", posted, {}, today=TODAY)
    assert list(codes(result.errors)) == ["applicant.given", "birth.year", "mail"]


def test_a_wrong_answer_withdraws_the_old_one_and_is_shown_again() -> None:
    posted = {**APPLICANT, "mail": ["taro"], "mail.confirm": ["taro"]}
    result = FORM.parse_page("applicant", posted, {"mail": "old@example.jp"}, today=TODAY)
    assert result.answers_patch["mail"] is None
    assert codes(result.errors) == {"mail": "value"}
    assert result.inputs["mail"] == ["taro"]


def test_hidden_answers_are_dropped_and_not_judged() -> None:
    posted = {**APPLICANT, "spouse_name.family": ["x" * 100]}
    result = FORM.parse_page("applicant", posted, {}, today=TODAY)
    assert result.complete
    assert result.answers_patch["spouse_name"] is None
    shown = FORM.parse_page("applicant", {**posted, "spouse": ["yes"]}, {}, today=TODAY)
    assert codes(shown.errors)["spouse_name.family"] == "too_long_part"


def test_answers_hidden_by_a_later_change_do_not_count() -> None:
    answers = {**filled(), "living": "apart", "reasons": ["other"], "reason_text": "寮"}
    assert FORM.visible(answers, today=TODAY).values["reason_text"] == "寮"
    answers["living"] = "together"
    state = FORM.visible(answers, today=TODAY)
    assert {"reasons", "reason_text"} <= set(state.hidden)
    assert "reason_text" not in state.values
    assert FORM.check_all(answers, today=TODAY) == {}


def test_required_if_and_check_over_pages() -> None:
    answers = filled()
    rich = FORM.parse_page("money", {**MONEY, "income": ["9,600,000"]}, answers, today=TODAY)
    assert codes(rich.errors) == {"proof": "required_file"}
    with_file = FORM.parse_page(
        "money", {**MONEY, "income": ["9,600,000"], "proof": [FILE]}, answers, today=TODAY
    )
    assert with_file.complete
    none = FORM.parse_page("money", {**MONEY, "dependants": ["0"]}, answers, today=TODAY)
    assert codes(none.errors) == {"dependants": "check"}
    assert none.errors["dependants"].say() == "扶養している人数は、お子さんの人数以上にしてください。"


def test_a_check_waits_for_what_it_reads() -> None:
    page = fields(
        'key = "start"\nkind = "date"\nrequired = false',
        'key = "end"\nkind = "date"\ncheck = "end >= start"\ncheck_message = "終わりは始まりよりあとにしてください。"',
    )
    form = compile_form(definition_of(page))
    assert form.parse_page("p1", {"end": ["2026-01-01"]}, {}, today=TODAY).complete
    late = form.parse_page("p1", {"start": ["2026-01-02"], "end": ["2026-01-01"]}, {}, today=TODAY)
    assert codes(late.errors) == {"end.year": "check"}


# --- groups ---------------------------------------------------------------------------------------------------------


def test_rows_are_numbered_anew_and_empty_ones_dropped() -> None:
    posted = {name.replace("children.0", "children.17"): texts for name, texts in FAMILY.items()}
    posted |= {"children.3.name.family": [""], "children.9.birth.year": ["2020"]}
    result = FORM.parse_page("family", posted, {}, today=TODAY)
    assert codes(result.errors) == {
        "children.0.name.family": "required",
        "children.0.birth.month": "date_incomplete",
    }
    assert result.inputs["children.0.birth.year"] == ["2020"]
    assert result.inputs["children.1.name.given"] == ["花"]
    assert len(result.answers_patch["children"]) == 1
    assert "amount" not in result.answers_patch["children"][0]


def test_conditions_within_a_row() -> None:
    older = {**FAMILY, "children.0.birth.era": ["heisei"], "children.0.birth.year": ["30"]}
    result = FORM.parse_page("family", older, {}, today=TODAY)
    assert codes(result.errors) == {"children.0.school": "required"}
    younger = FORM.parse_page("family", {**FAMILY, "children.0.school": ["x" * 99]}, {}, today=TODAY)
    assert younger.complete
    assert not younger.state.shows("children.0.school")
    assert "school" not in younger.answers_patch["children"][0]


def test_too_few_and_too_many_rows() -> None:
    assert codes(FORM.parse_page("family", {"living": ["together"]}, {}, today=TODAY).errors) == {
        "children": "too_few_rows"
    }
    many = {
        name.replace("children.0", f"children.{n}"): texts for n in range(40) for name, texts in CHILD.items()
    }
    result = FORM.parse_page("family", {**many, "living": ["together"]}, {}, today=TODAY)
    assert codes(result.errors) == {"children": "too_many_rows"}
    assert len(result.answers_patch["children"]) == 8


def test_strange_row_numbers_are_no_rows() -> None:
    posted = {**FAMILY, **{f"children.{n}.school": ["x"] for n in ("-1", "１", "99999", "a", "", "1e3", "²")}}
    assert len(FORM.parse_page("family", posted, {}, today=TODAY).answers_patch["children"]) == 1


def test_row_checks_and_requirements_read_the_row() -> None:
    page = group(
        "trips",
        'key = "from_day"\nkind = "date"',
        'key = "to_day"\nkind = "date"\ncheck = "to_day >= from_day"\ncheck_message = "逆です。"',
        'key = "why"\nkind = "text"\nrequired_if = "days_between(from_day, to_day) > limit"',
    )
    form = compile_form(definition_of(fields('key = "limit"\nkind = "number"'), page))
    rows = [("2026-01-01", "2026-01-09"), ("2026-01-05", "2026-01-04"), ("2026-01-01", "2026-01-02")]
    posted = {
        f"trips.{n}.{key}": [day]
        for n, days in enumerate(rows)
        for key, day in zip(("from_day", "to_day"), days, strict=True)
    }
    result = form.parse_page("p2", posted, {"limit": 5}, today=TODAY)
    assert codes(result.errors) == {"trips.0.why": "required", "trips.1.to_day.year": "check"}


# --- the way through ------------------------------------------------------------------------------------------------


def test_the_way_through_the_pages() -> None:
    form = compile_form(
        definition_of(
            fields('key = "a"\nkind = "yes_no"'),
            fields('key = "b"\nkind = "text"'),
            fields('key = "c"\nkind = "text"\nvisible_if = \'a == "yes"\''),
            fields('key = "d"\nkind = "text"'),
            conditions={2: 'a == "yes"'},
        )
    )

    def way(answers: dict[str, Any]) -> list[str]:
        found, page = [], form.next_page(None, answers, today=TODAY)
        while page:
            found.append(page)
            page = form.next_page(page, answers, today=TODAY)
        return found

    assert way({"a": "yes"}) == ["p1", "p2", "p3", "p4"]
    assert way({"a": "no"}) == ["p1", "p4"]  # p2 does not hold, p3 has nothing left to show
    assert form.previous_page("p4", {"a": "no"}, today=TODAY) == "p1"
    assert form.previous_page("p1", {}, today=TODAY) is None
    assert form.previous_page(None, {"a": "yes"}, today=TODAY) == "p4"
    assert form.page_of("b") == "p2"
    assert form.page_of("nothing.family") is None
    assert form.page("p2").title.ja == "ページ2"
    for call in (form.page, lambda key: form.parse_page(key, {}, {}, today=TODAY)):
        with pytest.raises(KeyError):
            call("p9")
    with pytest.raises(KeyError):
        form.next_page("p9", {}, today=TODAY)


def test_a_hidden_question_does_not_hold_conditions_up() -> None:
    """What is hidden counts as not answered for everything that reads it, however long the chain."""
    chain = ['key = "q0"\nkind = "yes_no"'] + [
        f'key = "q{n}"\nkind = "yes_no"\nvisible_if = \'q{n - 1} == "yes"\'' for n in range(1, 30)
    ]
    form = compile_form(definition_of(fields(*chain)))
    answers = {f"q{n}": "yes" for n in range(30)}
    assert form.visible(answers, today=TODAY).hidden == set()
    answers["q10"] = "no"
    assert len(form.visible(answers, today=TODAY).hidden) == 19


def test_questions_on_a_page_shown_later_in_the_order_of_settling() -> None:
    form = compile_form(
        definition_of(
            fields('key = "a"\nkind = "yes_no"'),
            fields('key = "b"\nkind = "number"', 'key = "twice"\nkind = "computed"\ncomputed = "b * 2"'),
            fields('key = "c"\nkind = "text"\nvisible_if = "twice > 5"'),
            conditions={2: 'a == "yes"'},
        )
    )
    assert form.visible({"a": "yes", "b": 3, "twice": 1}, today=TODAY).values["twice"] == 6
    state = form.visible({"a": "no", "b": 3, "twice": 9}, today=TODAY)
    assert state.hidden >= {"b", "twice", "c", "page:p2"}
    assert dict(state.values) == {"a": "no"}


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
