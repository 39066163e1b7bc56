"""The meaning of expressions, in the browser: the same suite, and pages settled as the server settles them."""

import base64
import gzip
import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yakuba.procedures.rules import evaluate
from yakuba.procedures.rules.browser import browser_plan, browser_steps
from yakuba.procedures.rules.compiling import Form, compile_form
from yakuba.procedures.rules.expressions import Tree
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.tests.rules.making import definition_of, fields
from yakuba.procedures.tests.rules.suite import cases

playwright_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
SCRIPT = Path(__file__).parents[2] / "static/procedures/conditions.js"
TODAY = date(2026, 5, 1)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def module() -> Iterator[Any]:
    """A function that runs JavaScript with the module's exports as `m`."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    source = "data:text/javascript;base64," + base64.b64encode(SCRIPT.read_bytes()).decode()
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        yield lambda body, given: json.loads(
            page.evaluate(
                f"async ([source, given]) => {{ const m = await import(source); {body} }}", [source, given]
            )
        )
        browser.close()


def test_the_shared_suite(module: Any) -> None:
    given = [json.dumps(case) for case in cases()]
    body = """
      return JSON.stringify(given.map(JSON.parse).map((c) => {
        try { return { got: m.evaluate(c.tree, c.answers, c.today, c.row) ?? null }; }
        catch (error) { return { error: String(error) }; }
      }));"""
    found = module(body, given)
    wrong = [
        (case["name"], got, case["result"])
        for case, got in zip(cases(), found, strict=True)
        if got != {"got": case["result"]}
        or isinstance(got.get("got"), bool) != isinstance(case["result"], bool)
    ]
    assert not wrong


OPERATORS = (
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "and",
    "or",
    "min",
    "max",
    "days_between",
    "age",
    "sum",
)
SINGLES = ("not", "neg", "count", "is_empty", "sum", "min", "age")
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -7, 2, 0.1, 0.29, 1.005, -2.5, 100, 2**53 - 1, 123_456_789_012, "", "x", "あ", "1", "2024-02-29",
    "2023-02-29", "1999-12-31", "2026-05-01", "0999-01-01", [], ["x"], ["x", "", None], [1, 2.5], ["2026-01-01"], {}, {"x": 3},
    {"x": ""}, [{"x": 1}, {"x": None}, {"x": [2, 3]}, {}], [{"x": {"y": "z"}}],
)  # fmt: skip
LEAVES: tuple[Tree, ...] = (
    ("get", "a"), ("get", "b"), ("get", "c"), ("get", "a", "x"), ("get", "b", "x", "y"), ("row", "r"), ("today",), 0, 1, 2, 100,
    0.1, 1.5, 9007199254740991, "x", "", "2024-02-29",
)  # fmt: skip


def _tree(chance: random.Random, depth: int) -> Tree:
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(LEAVES)
    kind = chance.random()
    if kind < 0.65:
        return (chance.choice(OPERATORS), _tree(chance, depth - 1), _tree(chance, depth - 1))
    if kind < 0.85:
        return (chance.choice(SINGLES), _tree(chance, depth - 1))
    if kind < 0.93:
        return ("if", *(_tree(chance, depth - 1) for _ in range(3)))
    return ("includes", _tree(chance, depth - 1), chance.choice(("x", "1")), "y")


def test_ten_thousand_random_trees_mean_the_same_in_both(module: Any) -> None:
    chance = random.Random(20260501)  # noqa: S311 the same trees every time
    given: list[dict[str, Any]] = [
        {
            "tree": _tree(chance, 4),
            "answers": {key: chance.choice(VALUES) for key in "abc"},
            "row": {"r": chance.choice(VALUES)},
        }
        for _ in range(10_000)
    ]
    body = f"""
      return JSON.stringify(JSON.parse(given).map((c) => {{
        try {{ return m.evaluate(c.tree, c.answers, "{TODAY}", c.row) ?? null; }}
        catch (error) {{ return String(error); }}
      }}));"""
    found = module(body, json.dumps(given))
    for case, got in zip(given, found, strict=True):
        environment = {**case["answers"], evaluate.TODAY: str(TODAY), evaluate.ROW: case["row"]}
        wanted = evaluate.compute(case["tree"])(environment)
        assert (got, type(got) is bool) == (wanted, type(wanted) is bool), case


def test_the_module_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) < 2_500


def _plan(form: Form, page: str, answers: dict[str, Any]) -> dict[str, Any] | None:
    values = form.visible(answers, today=TODAY).values
    return browser_plan(browser_steps(form, page), values, today=TODAY)


def _settled(module: Any, form: Form, page: str, answers: dict[str, Any]) -> dict[str, Any]:
    plan = browser_plan(browser_steps(form, page), form.visible(answers, today=TODAY).values, today=TODAY)
    here = {question.path for question in form.pages[page]}
    own = {key: value for key, value in answers.items() if key in here}
    body = """
      const [plan, answers] = JSON.parse(given);
      const s = m.settle(plan, answers);
      return JSON.stringify({ values: s.values, hidden: [...s.hidden].sort(), required: [...s.required].sort() });"""
    found: dict[str, Any] = module(body, json.dumps([plan, own]))
    return found


def test_a_page_is_settled_as_on_the_server(module: Any) -> None:
    loaded = load_toml(Path(__file__).with_name("example.toml").read_text())
    assert not isinstance(loaded, list)
    form = compile_form(loaded)
    rows = [{"birth": "2025-01-01", "school": "あ"}, {"birth": "2015-01-01", "school": "い"}, {}]
    for living, reasons in (("apart", ["other"]), ("together", ["other"]), (None, ["work"])):
        answers = {"children": rows, "living": living, "reasons": reasons, "reason_text": "う"}
        state = form.visible(answers, today=TODAY)
        found = _settled(module, form, "family", answers)
        on_page = {question.path for question in form.pages["family"]}
        assert found["hidden"] == sorted(key for key in state.hidden if key.split(".")[0] in on_page)
        assert {k: v for k, v in found["values"].items() if v} == {
            k: v for k, v in state.values.items() if k in on_page and v
        }


def test_required_and_known_answers_of_other_pages(module: Any) -> None:
    form = compile_form(
        definition_of(
            fields('key = "rate"\nkind = "number"', 'key = "secret"\nkind = "text"'),
            fields(
                'key = "months"\nkind = "number"',
                'key = "pay"\nkind = "computed"\ncomputed = "months * rate"',
                'key = "why"\nkind = "text"\nrequired_if = "pay > 1000"',
            ),
        )
    )
    plan = browser_plan(
        browser_steps(form, "p2"),
        form.visible({"rate": 500, "secret": "x"}, today=TODAY).values,
        today=TODAY,
    )
    assert plan is not None
    assert plan["known"] == {"rate": 500}
    found = _settled(module, form, "p2", {"rate": 500, "secret": "x", "months": 3})
    assert found == {"values": {"rate": 500, "months": 3, "pay": 1500}, "hidden": [], "required": ["why"]}
    assert _settled(module, form, "p2", {"rate": 500, "months": 1})["required"] == []


def test_a_page_without_conditions_needs_no_plan() -> None:
    form = compile_form(definition_of(fields('key = "a"\nkind = "text"')))
    assert browser_plan(browser_steps(form, "p1"), {}, today=TODAY) is None
