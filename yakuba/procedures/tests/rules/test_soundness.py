"""What the analysis claims is true: claims about random conditions are held against the compiled form and random answers."""

import random
from datetime import date
from typing import Any

import pytest

from yakuba.procedures.rules.analysis import check_toml
from yakuba.procedures.rules.compiling import Form, compile_form
from yakuba.procedures.tests.rules.making import fields, toml_of
from yakuba.procedures.tests.rules.test_analysis import QUESTIONS, ask, shown_if

TODAY = date(2026, 5, 1)

PARTS = [
    'a == "yes"', 'a != "no"', "is_empty(a)", 'c == "x"', 'c != "x"', 'c == "z"', "n > 5", "n < 5", "n == 5", "n >= 9", "big > 100",
    "big <= 100", "big == 100", "big * 2 > 100", "big + n > 100", "yen >= 0", "yen > 10", "age(d) >= 18", "age(d) < 18",
    'd < "2008-05-01"', 't == "p"', 't != "p"', "is_empty(t)", 'includes(m, "x")', 'includes(m, "y", "z")', "count(m) >= 2",
    "is_empty(m)", "count(g) > 2", "is_empty(g)", 'includes(g.i, "yes")', "big > n", "sum(n, big) > 50", "max(n, 3) > 8",
    'home.city == "豊島区"', "is_empty(home)",
]  # fmt: skip
VALUES: dict[str, list[Any]] = {
    "a": [None, "yes", "no"],
    "c": [None, "x", "y", "z"],
    "n": [None, *range(10)],
    "big": [None, -3, 0, 45, 50, 51, 99, 100, 101, 5000],
    "yen": [None, 0, 1, 10, 11],
    "d": [None, "2008-04-30", "2008-05-01", "2008-05-02", "1950-01-01", "2026-05-01"],
    "t": [None, "p", "q"],
    "m": [None, ["x"], ["y"], ["z"], ["x", "y"], ["x", "y", "z"]],
    "g": [None, *([{"i": "yes"}, {"i": "no"}, {"i": "no"}, {"i": "yes"}][:count] for count in range(1, 5))],
    "home": [None, {"city": "豊島区"}, {"city": "北区", "prefecture": "東京都"}],
}


def condition(chance: random.Random) -> str:
    few = chance.sample(PARTS, 3)  # few different parts contradict each other more often
    parts = [chance.choice(few) for _ in range(chance.randint(1, 5))]
    parts = [f"not {part}" if chance.random() < 0.25 else part for part in parts]
    text = parts[0]
    for part in parts[1:]:
        text = f"({text}) {chance.choice(('and', 'and', 'or'))} {part}"
    return text


def claims(form_text: str) -> dict[str, str]:
    """Question or page -> "never" or "always", as the analysis says."""
    definition, mistakes = check_toml(form_text)
    assert definition is not None, mistakes
    found: dict[str, str] = {}
    for mistake in mistakes:
        page = definition.pages[int(mistake.where[1])] if mistake.where[0] == "pages" else None
        if page is None or mistake.code not in ("never", "required_never", "always"):
            continue
        asked = mistake.where[2:3] == ("fields",)
        name = page.fields[int(mistake.where[3])].key if asked else f"page:{page.key}"
        found[name] = "always" if mistake.code == "always" else "never"
    return found


def shown(form: Form, answers: dict[str, Any], name: str) -> bool:
    return name not in form.visible(answers, today=TODAY).hidden


@pytest.mark.parametrize("seed", range(40))
def test_claims_hold_for_random_answers(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 the same definitions every time
    second = fields(
        *(ask(f"s{n}", f"{shown_if(condition(chance))}\nrequired = false", "text") for n in range(4)),
        ask("s4", f"{shown_if(f'({condition(chance)}) and not is_empty(s1)')}\nrequired = false", "text"),
    )
    third = fields(
        *(ask(f"u{n}", f"{shown_if(condition(chance))}\nrequired = false", "text") for n in range(3)),
        ask("v"),
    )
    text = toml_of(QUESTIONS, second, third, conditions={3: condition(chance)})
    claimed = claims(text)
    definition, _ = check_toml(text)
    assert definition is not None
    form = compile_form(definition)
    required = [
        question.path for question in form.pages["p1"] if question.field.required and not question.inner
    ]
    for _ in range(400):
        answers = {
            key: value for key, values in VALUES.items() if (value := chance.choice(values)) is not None
        }
        answers |= {f"{letter}{n}": "x" for letter in "su" for n in range(5)}
        complete = all(key in answers for key in required)
        state = form.visible(answers, today=TODAY)
        for name, claim in claimed.items():
            if claim == "never":
                assert not state.shows(name), (name, answers)
            elif complete and (name.startswith("page:") or form.questions[name].page in state.pages):
                assert state.shows(name) or name == "s4", (name, answers)


def test_the_claims_are_many_enough_to_mean_something() -> None:
    counts = {"never": 0, "always": 0}
    for seed in range(40):
        chance = random.Random(seed)  # noqa: S311
        second = fields(
            *(ask(f"s{n}", f"{shown_if(condition(chance))}\nrequired = false", "text") for n in range(8))
        )
        for claim in claims(toml_of(QUESTIONS, second)).values():
            counts[claim] += 1
    assert counts["never"] >= 30
    assert counts["always"] >= 20
