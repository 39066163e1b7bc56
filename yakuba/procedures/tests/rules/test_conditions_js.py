"""The meaning of expressions, in the browser: the same suite, and pages settled as the server settles them."""

import base64
import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yakuba.procedures.rules.browser import browser_plan, browser_steps
from yakuba.procedures.rules.compiling import Form, compile_form
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
