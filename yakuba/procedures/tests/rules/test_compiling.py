"""The compiled form: pages read in order, hidden answers dropped, rows numbered, the way through the pages."""

import json
from typing import Any

import pytest

from yakuba.procedures.rules.compiling import compile_form
from yakuba.procedures.tests.rules.family_form import (
    APPLICANT,
    CHILD,
    FAMILY,
    FILE,
    FORM,
    MONEY,
    TODAY,
    codes,
    filled,
)
from yakuba.procedures.tests.rules.making import definition_of, fields, group


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
