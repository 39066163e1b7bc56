"""Forged ids, over-long and broken input on every page of the desk: a sentence, never a fault, nothing changed."""

import pytest
from django.test import Client
from django.urls import URLPattern

from yakuba.cases import api as cases
from yakuba.cases.models import Decision, Message, Note, Opinion
from yakuba.cases.tests.conftest import Opener
from yakuba.cases.tests.web.conftest import at, form, now_on
from yakuba.cases.web.urls import urlpatterns

LARGE = 10**30
ODD = [
    "",
    "x" * 20_000,
    "\u202e逆",
    "𪛖󠄀",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "9" * 40,
    "-1",
    "１",
    "\x07",
    "{{7*7}}",
]
QUERIES = [
    "q",
    "status",
    "kind",
    "section",
    "order",
    "after",
    "mine",
    "due",
    "opened",
    "news",
    "done",
    "revision",
]


def addresses(case_id: int, other: int = 1) -> list[str]:
    """Every address of the desk for a case."""
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        parts = pattern.pattern.converters
        values = {name: case_id if name == "case_id" else other for name in parts}
        found.append(at_named(str(pattern.name), values))
    return found


def at_named(name: str, values: dict[str, int]) -> str:
    return at(name, *values.values())


@pytest.mark.parametrize("case_id", [0, 999_999, 2**31, 2**63, LARGE])
def test_forged_ids_are_not_found(chief_desk: Client, case_id: int) -> None:
    for address in addresses(case_id, LARGE):
        if str(case_id) in address:
            assert chief_desk.get(address).status_code in (404, 405), address
            assert chief_desk.post(address, {"text": "x"}).status_code in (404, 405, 422), address


def test_forged_parts_of_a_case_are_not_found(case: cases.Case, chief_desk: Client) -> None:
    for part in (0, 999_999, 2**63, LARGE):
        for name in ("case_document", "case_sheet", "case_opinion_answer", "case_opinion_cancel"):
            assert chief_desk.get(at(name, case.pk, part)).status_code == 404, name


@pytest.mark.parametrize("odd", ODD)
def test_odd_addresses_show_a_list(case: cases.Case, chief_desk: Client, odd: str) -> None:
    for name in ("cases", "cases_export_csv", "cases_opinions"):
        for key in QUERIES:
            assert chief_desk.get(at(name), {key: odd}).status_code == 200, key
    assert chief_desk.get(at("cases"), {"find": odd}).status_code == 200
    assert chief_desk.get(at("cases_export_csv"), {"find": odd}).status_code == (422 if odd else 200)
    assert chief_desk.get(chief_desk.post(at("cases"), {"words": odd})["Location"]).status_code == 200
    for key in QUERIES:
        assert chief_desk.get(at("case", case.pk), {key: odd}).status_code == 200, key


@pytest.mark.parametrize("odd", ODD)
def test_odd_forms_are_answered_in_words(opened: Opener, chief_desk: Client, odd: str) -> None:
    case = opened()
    names = [
        "staff",
        "section",
        "item",
        "wait",
        "until",
        "outcome",
        "step",
        "insert",
        "revision",
        "seen",
        "action",
    ]
    for address in addresses(case.pk):
        given = {name: odd for name in (*names, "selected", "back", "reason.name", "reason." + odd[:300])}
        answer = chief_desk.post(address, given)
        assert answer.status_code in (302, 400, 403, 404, 405, 409, 422), (address, answer.status_code)
    assert not (Decision.objects.exists() or Note.objects.exists())
    assert not (Message.objects.exists() or Opinion.objects.exists())


def test_markup_that_people_write_is_shown_as_text(opened: Opener, desk: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    row = cases.SheetRow("name", evil, "text", evil, evil)
    case = opened(
        title=evil, applicant=cases.Applicant(evil, evil, evil), sheet=(cases.SheetPage(evil, (row,)),)
    )
    desk.post(at("case_note", case.pk), form(case, text=evil))
    for address in (
        at("cases"),
        at("case", case.pk),
        at("case_correction", case.pk),
        at("case_print", case.pk),
    ):
        page = desk.get(address).content.decode()
        assert "<img" not in page and "&lt;img" in page, address


def test_forms_need_their_token(case: cases.Case, chief_desk: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = chief_desk.cookies
    for address in addresses(case.pk):
        assert strict.post(address, form(case, text="x")).status_code in (403, 405), address
    assert now_on(case).revision == 1
