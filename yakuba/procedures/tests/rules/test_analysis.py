"""Judging definitions: each judgement is shown on a planted fault, and stays silent where nothing is wrong."""

from pathlib import Path

import pytest

from yakuba.procedures.rules.analysis import analyse, check_toml
from yakuba.procedures.rules.compiling import compile_form
from yakuba.procedures.rules.definition import BadDefinition
from yakuba.procedures.rules.mistakes import Mistake
from yakuba.procedures.tests.rules.making import HEAD, definition_of, fields, group, large, toml_of

YES_NO = 'key = "{0}"\nkind = "yes_no"'
PLAIN = 'key = "{0}"\nkind = "text"'


def ask(key: str, more: str = "", kind: str = "yes_no") -> str:
    return f'key = "{key}"\nkind = "{kind}"\n{more}'


def choice(key: str, *options: str, more: str = "", kind: str = "choice") -> str:
    offered = ", ".join(f'{{ key = "{option}", label = "{option}" }}' for option in options)
    return f'key = "{key}"\nkind = "{kind}"\noptions = [{offered}]\n{more}'


def shown_if(condition: str) -> str:
    return f"visible_if = '{condition}'"


def judged(*pages: str, conditions: dict[int, str] | None = None, head: str = HEAD) -> list[tuple[str, bool]]:
    _, mistakes = check_toml(toml_of(*pages, conditions=conditions, head=head))
    return [(mistake.code, mistake.blocking) for mistake in mistakes]


def codes(*pages: str, conditions: dict[int, str] | None = None) -> list[str]:
    return [code for code, _ in judged(*pages, conditions=conditions)]


# --- cycles ---------------------------------------------------------------------------------------------------------


def test_computed_values_in_a_circle() -> None:
    page = fields(
        ask("a", "computed = 'b + 1'", "computed"),
        ask("b", "computed = 'c + 1'", "computed"),
        ask("c", "computed = 'a'", "computed"),
    )
    definition, mistakes = check_toml(toml_of(page))
    assert definition is not None
    cycles = [mistake for mistake in mistakes if mistake.code == "cycle"]
    assert len(cycles) == 1
    assert "a → b → c → a" in cycles[0].sentence
    assert cycles[0].where[-1] == "computed"
    with pytest.raises(BadDefinition):
        compile_form(definition)


def test_conditions_in_a_circle() -> None:
    assert "cycle" in codes(fields(ask("a", shown_if('b == "yes"')), ask("b", shown_if('a == "yes"'))))


def test_a_page_shown_because_of_its_own_question() -> None:
    assert "cycle" in codes(fields(ask("x")), fields(ask("a")), conditions={2: 'a == "yes"'})


def test_a_group_that_counts_itself_inside() -> None:
    assert "cycle" in codes(group("g", ask("a", "computed = 'count(g) + 1'", "computed")))


def test_a_circle_within_a_row() -> None:
    page = group("g", ask("a", shown_if('b == "yes"')), ask("b", shown_if('a == "yes"')))
    definition, mistakes = check_toml(toml_of(page))
    assert [mistake.code for mistake in mistakes if mistake.blocking] == ["cycle"]
    assert definition is not None
    with pytest.raises(BadDefinition):
        compile_form(definition)


def test_no_circle() -> None:
    page = fields(ask("a"), ask("b", shown_if('a == "yes"')), ask("c", shown_if('a == "yes" and b == "no"')))
    assert codes(page) == []


# --- later pages ----------------------------------------------------------------------------------------------------


def test_a_condition_on_a_later_page() -> None:
    text = toml_of(fields(ask("a", shown_if('b == "yes"'))), fields(ask("b")))
    _, mistakes = check_toml(text)
    later = [mistake for mistake in mistakes if mistake.code == "later_page"]
    assert [mistake.line for mistake in later] == [text[: text.index("visible_if =")].count("\n") + 1]
    assert "ページ2" in later[0].sentence


@pytest.mark.parametrize(
    "more",
    ["required_if = 'b == \"yes\"'", 'check = \'b == "yes"\'\ncheck_message = "x"'],
    ids=["required_if", "check"],
)
def test_other_expressions_on_a_later_page(more: str) -> None:
    assert "later_page" in codes(fields(ask("a", more)), fields(ask("b")))


def test_a_page_shown_because_of_a_later_page() -> None:
    assert "later_page" in codes(fields(ask("a")), fields(ask("b")), conditions={1: 'b == "yes"'})


def test_a_group_row_that_reads_a_later_page() -> None:
    assert "later_page" in codes(group("g", ask("a", shown_if('b == "yes"'))), fields(ask("b")))


def test_a_question_below_is_only_a_hint() -> None:
    assert judged(fields(ask("a", shown_if('b == "yes"')), ask("b"))) == [("below", False)]


# --- never ----------------------------------------------------------------------------------------------------------

NEVER = [
    'a == "yes" and a == "no"',
    'c == "x" and c == "y"',
    'c != "x" and c != "y" and c != "z"',
    'not (a == "yes" or not a == "yes")',
    "n > 5 and n < 5",
    "n > 99",
    "n < 0",
    "big > 100 and big < 50",
    "big > 5 and big < 6",
    "big >= 3 and big < 3",
    "age(d) < 18 and age(d) >= 20",
    "age(d) < 0",
    'd < "2026-01-01" and d > "2026-12-31"',
    't == "p" and t == "q"',
    'includes(m, "x") and not includes(m, "x")',
    'includes(m, "x") and is_empty(m)',
    "count(m) > 3",
    "count(g) > 4",
    "count(g) < 0",
    "is_empty(g) and count(g) > 0",
    'c == "x" and is_empty(c)',
    "n * 2 == 7",
    "yen < 0",
    'home.city == "豊島区" and home.city == "北区"',
]
QUESTIONS = fields(
    ask("a"),
    choice("c", "x", "y", "z"),
    ask("n", "min = 0\nmax = 9", "number"),
    ask("big", "", "number"),
    ask("yen", "", "money"),
    ask("d", "", "date"),
    ask("t", "", "text"),
    ask("home", "", "address"),
    choice("m", "x", "y", "z", kind="choices"),
) + group("g", ask("i"), more="max = 4")


@pytest.mark.parametrize("condition", NEVER)
def test_conditions_that_never_hold(condition: str) -> None:
    question = ask("z1", f"{shown_if(condition)}\nrequired = false", "text")
    assert ("never", True) in judged(QUESTIONS, fields(question))
    assert ("required_never", True) in judged(QUESTIONS, fields(ask("z1", shown_if(condition), "text")))
    assert ("never", True) in judged(QUESTIONS, fields(ask("z1", f"required_if = '{condition}'", "text")))
    assert "never" in codes(QUESTIONS, fields(ask("z1")), conditions={2: condition})


def test_a_document_never_needed() -> None:
    head = f'{HEAD}\n[[documents]]\nkey = "x"\nlabel = "x"\nvisible_if = \'a == "yes" and a == "no"\'\n'
    assert ("never", True) in judged(fields(ask("a")), head=head)


def test_a_check_nobody_can_meet() -> None:
    question = ask("b", "check = 'n > 20'\ncheck_message = \"x\"", "text")
    assert ("never", True) in judged(QUESTIONS, fields(question))


def test_a_condition_that_contradicts_what_shows_the_question_it_reads() -> None:
    page = fields(ask("a"), ask("b", shown_if('a == "yes"')), ask("c", shown_if('a == "no" and b == "yes"')))
    assert judged(page) == [("required_never", True)]


def test_a_question_that_contradicts_its_page() -> None:
    second = fields(ask("b"), ask("c", shown_if('a == "no"')))
    assert judged(fields(ask("a")), second, conditions={2: 'a == "yes"'}) == [("required_never", True)]


def test_a_question_that_reads_a_question_of_a_page_not_shown_then() -> None:
    last = fields(ask("b2"), ask("c", shown_if('a == "no" and b == "yes"')))
    assert judged(fields(ask("a")), fields(ask("b")), last, conditions={2: 'a == "yes"'}) == [
        ("required_never", True)
    ]


def test_a_contradiction_within_a_row() -> None:
    page = group(
        "g", ask("a"), ask("b", shown_if('a == "yes"')), ask("c", shown_if('a == "no" and b == "yes"'))
    )
    assert judged(page) == [("required_never", True)]


def test_a_page_with_nothing_to_show() -> None:
    second = fields(ask("b", shown_if('a == "yes" and a == "no"')))
    assert sorted(codes(fields(ask("a")), second)) == ["never", "required_never"]


def test_questions_of_a_page_never_shown_are_not_told_again() -> None:
    second = fields(ask("b"), ask("c", shown_if('b == "yes"')))
    assert codes(fields(ask("a")), second, conditions={2: 'a == "yes" and a == "no"'}) == ["never"]


# --- always ---------------------------------------------------------------------------------------------------------

ALWAYS = [
    'a == "yes" or a == "no"',
    'not (a == "yes" and a == "no")',
    'c == "x" or c == "y" or c == "z"',
    "n >= 0",
    "big > 5 or big <= 5",
    "age(d) >= 0",
    "not is_empty(t)",
    'not includes(m, "x") or includes(m, "x")',
    "count(g) <= 4",
]


@pytest.mark.parametrize("condition", ALWAYS)
def test_conditions_that_always_hold_are_hints(condition: str) -> None:
    assert judged(QUESTIONS, fields(ask("z1", shown_if(condition), "text"))) == [("always", False)]


SOMETIMES = [
    'a == "yes"',
    'a != "yes"',
    'c == "x" or c == "y"',
    "n > 8",
    "n * 2 == 8",
    "big > 5 and big < 7",
    "yen > 0",
    "age(d) >= 18 and age(d) < 20",
    'd >= "2026-04-01" and d < "2026-04-02"',
    't == "p" or t == "q"',
    't != "p"',
    'includes(m, "x") and includes(m, "y")',
    "count(m) >= 2",
    "count(g) == 4",
    "is_empty(g)",
    "sum(n, big) > 100",
    "big + n > 3",
    "big > n",
    "days_between(d, today()) > 30",
    'home.prefecture == "東京都" and home.city == "豊島区"',
    'if(a == "yes", n, big) > 3',
    'count(g.i) > 1',
    'includes(g.i, "yes")',
    "not is_empty(home.building)",
]  # fmt: skip


@pytest.mark.parametrize("condition", SOMETIMES)
def test_conditions_that_sometimes_hold_are_left_alone(condition: str) -> None:
    assert codes(QUESTIONS, fields(ask("z1", shown_if(condition), "text"))) == []


def test_what_is_not_answered_yet_on_the_same_page_is_not_always_there() -> None:
    assert codes(fields(ask("a"), ask("b", shown_if('a == "yes" or a == "no"')))) == []


def test_an_optional_question_may_stay_empty() -> None:
    assert codes(fields(ask("a", "required = false")), fields(ask("b", shown_if("not is_empty(a)")))) == []


def test_a_required_question_may_be_hidden() -> None:
    first = fields(ask("a"), ask("b", shown_if('a == "yes"')))
    assert codes(first, fields(ask("c", shown_if("not is_empty(b)")))) == []


def test_decimals_lie_between_whole_numbers() -> None:
    first = fields(ask("n", "decimals = 1\nmin = 0\nmax = 9", "number"))
    assert codes(first, fields(ask("b", shown_if("n > 3 and n < 4")))) == []


def test_too_many_cases_are_not_judged() -> None:
    many = fields(*(choice(f"c{n}", *(f"o{i}" for i in range(9))) for n in range(6)))
    condition = " and ".join(f'c{n} == "o1"' for n in range(6)) + ' and c0 == "o2"'
    assert codes(many, fields(ask("z1", shown_if(condition)))) == []


# --- computed values ------------------------------------------------------------------------------------------------


def test_a_computed_value_that_reads_a_hidden_question() -> None:
    page = fields(
        ask("car"),
        ask("cars", shown_if('car == "yes"'), "number"),
        ask("fee", "computed = 'cars * 100'", "computed"),
    )
    assert judged(page) == [("computed_hidden", False)]


@pytest.mark.parametrize(
    "computed", ['if(car == "yes", cars * 100, 0)', "sum(cars) * 100", "count(cars)", "max(cars, 0)"]
)
def test_a_computed_value_that_minds_hidden_questions(computed: str) -> None:
    page = fields(
        ask("car"),
        ask("cars", shown_if('car == "yes"'), "number"),
        ask("fee", f"computed = '{computed}'", "computed"),
    )
    assert judged(page) == []


def test_a_computed_value_shown_with_what_it_reads() -> None:
    shown = shown_if('car == "yes"')
    page = fields(
        ask("car"), ask("cars", shown, "number"), ask("fee", f"computed = 'cars * 100'\n{shown}", "computed")
    )
    assert judged(page) == []


def test_a_computed_value_of_a_row() -> None:
    page = group(
        "g",
        ask("car"),
        ask("cars", shown_if('car == "yes"'), "number"),
        ask("fee", "computed = 'cars * 2'", "computed"),
    )
    assert judged(page) == [("computed_hidden", False)]


# --- the rest -------------------------------------------------------------------------------------------------------


def test_missing_translations_are_hints() -> None:
    head = f'{HEAD}languages = ["ja", "en"]\nlaw = "法"\n'.replace(
        'title = "試験"', 'title = { ja = "試験", en = "Test" }'
    )
    _, mistakes = check_toml(toml_of(fields(ask("a")), head=head))
    assert {mistake.code for mistake in mistakes} == {"translation"}
    assert not any(mistake.blocking for mistake in mistakes)
    assert all("英語" in mistake.sentence for mistake in mistakes)
    assert [mistake.where for mistake in mistakes][:2] == [("summary",), ("who",)]


def test_a_definition_that_did_not_come_from_a_file() -> None:
    definition = definition_of(fields(ask("a"), ask("b", shown_if('a == "yes" and a == "no"'))))
    found = analyse(definition)
    assert [(mistake.line, mistake.code) for mistake in found] == [(0, "required_never")]
    assert isinstance(found[0], Mistake)


def test_a_faulty_definition_is_not_analysed_further() -> None:
    definition, mistakes = check_toml("title = 3")
    assert definition is None
    assert mistakes


def test_a_large_definition_is_judged() -> None:
    assert check_toml(large(700, 300))[1] == []


def test_the_real_procedures_are_faultless() -> None:
    folder = Path(__file__).parents[4] / "wards/toshima/procedures"
    for path in sorted(folder.glob("*.toml")):
        definition, mistakes = check_toml(path.read_text())
        assert definition is not None, (path.name, mistakes)
        assert not [mistake for mistake in mistakes if mistake.blocking], path.name
        compile_form(definition)
