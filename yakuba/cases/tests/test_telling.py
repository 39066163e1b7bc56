"""What the applicant is told, when, in which language, and what a mail never says."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from yakuba.cases import api as cases
from yakuba.cases.notices import issue_due_notices
from yakuba.cases.tests.conftest import FRIDAY, Opener
from yakuba.kernel import clock, events
from yakuba.kernel.actor import Actor
from yakuba.messaging import api as messaging

ASKED: dict[str, Any] = {
    "items": [cases.CorrectionItem("income", "事情は秘密")],
    "deadline": date(2026, 12, 4),
    "revision": 1,
}
TITLES = {"en": "Child allowance: first claim", "ja-easy": "児童手当（じどうてあて）を はじめて もらう"}
JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def waiting() -> list[dict[str, Any]]:
    """The events that wait for the worker, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE queue_name = 'events' ORDER BY id")
        return [json.loads(row[0]) for row in cursor.fetchall()]


def react() -> None:
    """Deliver all events to the reactions of cases, as the worker does, each of them twice."""
    for one in waiting():
        if one["subscriber"].startswith("cases."):
            events.deliver(**one)
            events.deliver(**one)


def test_a_correction(case: cases.Case, officer: Actor, guest: Actor) -> None:
    cases.ask_correction(officer, case_id=case.pk, **ASKED)
    react()
    (told,) = messaging.inbox(guest)
    assert told.subject == f"【補正のお願い】児童手当 認定請求（受付番号 {case.receipt}）"
    assert "2026年12月4日（令和8年12月4日）" in told.body
    assert told.url.endswith(f"/my/applications/{case.receipt}")
    for secret in ("花子", "収入", "秘密", "03-1234"):
        assert secret not in told.subject + told.body


def test_a_correction_in_english_has_not_one_japanese_character(
    opened: Opener, officer: Actor, guest: Actor
) -> None:
    someone = cases.Applicant("葛城 花子", email="hanako@example.jp", language="en")
    case = opened(applicant=someone, titles=TITLES)
    cases.ask_correction(officer, case_id=case.pk, **ASKED)
    cases.send_message(officer, case_id=case.pk, text="秘密の連絡")
    react()
    message, correction = sorted(messaging.inbox(guest), key=lambda one: one.subject)
    assert correction.subject == (
        f"Please correct your application: Child allowance: first claim ({case.receipt})"
    )
    assert "Deadline: 2026-12-04\n" in correction.body and TITLES["en"] in message.body
    for one in (message, correction):
        assert JAPANESE.findall(one.subject + one.body) == []


@pytest.mark.parametrize(
    ("language", "titles", "said"),
    [
        ("ja-easy", TITLES, TITLES["ja-easy"]),
        ("ja", TITLES, "児童手当 認定請求"),
        ("en", None, "児童手当 認定請求"),
        ("ja-easy", {"en": "Child allowance"}, "児童手当 認定請求"),
        ("xx", TITLES, "児童手当 認定請求"),
    ],
)
def test_the_title_in_the_language_of_the_applicant_or_in_japanese(
    opened: Opener, officer: Actor, guest: Actor, language: str, titles: dict[str, str] | None, said: str
) -> None:
    someone = cases.Applicant("花子", email="hanako@example.jp", language=language)
    case = opened(applicant=someone, titles=titles)
    cases.send_message(officer, case_id=case.pk, text="秘密の連絡")
    react()
    (told,) = messaging.inbox(guest)
    assert said in told.subject and said in told.body
    case.refresh_from_db()
    assert case.title_in(language) == said and case.title == "児童手当 認定請求"


def test_a_correction_taken_back_meanwhile(case: cases.Case, officer: Actor, guest: Actor) -> None:
    cases.ask_correction(officer, case_id=case.pk, **ASKED)
    cases.cancel_correction(officer, case_id=case.pk, revision=2)
    react()
    assert messaging.inbox(guest) == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Decision on your application"), ("ja-easy", "けっかの お知")]
)
def test_a_decision_in_the_language_of_the_applicant(
    opened: Opener, chief: Actor, guest: Actor, language: str, words: str
) -> None:
    case = opened(applicant=cases.Applicant("花子", email="hanako@example.jp", language=language))
    cases.decide(chief, case_id=case.pk, outcome="refused", reason="要件を満たさない", revision=1)
    react()
    assert messaging.inbox(guest) == []
    with clock.frozen(FRIDAY + timedelta(minutes=11)):
        issue_due_notices()
        react()
    (told,) = messaging.inbox(guest)
    assert words in told.subject
    for secret in ("不承認", "refused", "要件", "豊子子"):
        assert secret not in told.subject + told.body


def test_messages_of_the_office_only(case: cases.Case, officer: Actor, guest: Actor) -> None:
    cases.reply(guest, receipt=case.receipt, text="こんにちは")
    react()
    assert messaging.inbox(guest) == []
    cases.send_message(officer, case_id=case.pk, text="秘密の連絡")
    react()
    (told,) = messaging.inbox(guest)
    assert "役所からの連絡" in told.subject
    assert "秘密" not in told.body


def test_released_notices_do_not_wait_for_the_minute(case: cases.Case, chief: Actor) -> None:
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    assert not waiting()
    cases.release_notice(chief, case_id=case.pk)
    react()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'cases.issue_notices'")
        assert cursor.fetchone() != (0,)


def test_events_carry_no_personal_data(opened: Opener, officer: Actor, chief: Actor, guest: Actor) -> None:
    case, other = opened(), opened()
    cases.ask_correction(officer, case_id=case.pk, **ASKED)
    cases.send_message(officer, case_id=case.pk, text="秘密の連絡")
    cases.withdraw(guest, receipt=case.receipt, reason="秘密の事情")
    cases.decide(chief, case_id=other.pk, outcome="accepted", revision=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        for (args,) in cursor.fetchall():
            for secret in ("花子", "秘密", "hanako", "03-1234"):
                assert secret not in args
