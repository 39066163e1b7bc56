"""The deadline of a correction: reminded of on the day, once, and only those who still have to answer."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from yakuba.cases import api as cases
from yakuba.cases.actions.keep_open_deadlines import keep_open_deadlines
from yakuba.cases.days import CORRECTION
from yakuba.cases.jobs import keep_deadlines
from yakuba.cases.models import Correction
from yakuba.cases.tests.conftest import Opener, sheet
from yakuba.identity import api as identity
from yakuba.identity.models import Account, Resident
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, anonymous, system
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.messaging import campaign_jobs
from yakuba.messaging.actions.gather_readers import gather_readers
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.sandbox import Mailbox, capturing, read_mail
from yakuba.messaging.models import Campaign, LineFriend, Reader, ReaderDate, Run
from yakuba.messaging.rules.campaign_timing import Repeat
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import unseal
from yakuba.messaging.tests import campaign_scene as scene

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = date(2026, 12, 4)
ITEMS = [cases.CorrectionItem("income", "課税証明書と合いません")]
REMINDER = {
    "ja": Text("期限が近づいています", "{date}までに「{what}」の直しを送ってください。"),
    "en": Text("A deadline is near", "Please send your corrections by {date}: {what}."),
}
THE_DAY = datetime(2026, 12, 1, 10, 1, tzinfo=clock.TOKYO)


@pytest.fixture
def mailbox(tmp_path: Path, settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox(tmp_path / "mail")
    with capturing(box, port=0) as port:
        settings.EMAIL_PORT = port
        yield box


def reachable(mail: str, number: int, language: str = "ja") -> Reader:
    """A guest who wants news by mail."""
    row = scene.reader(number, mail=mail, language=language)
    Reader.objects.filter(pk=row.pk).update(mail_key=identity.guest_key(mail))
    return row


def account(mail: str) -> Actor:
    """A resident with an account."""
    login = Account.objects.create(kind="resident", login=mail)
    return identity.actor_for_resident(Resident.objects.create(account=login, email=mail).pk)


def asked(officer: Actor, case: cases.Case) -> cases.Case:
    cases.ask_correction(officer, case_id=case.pk, items=ITEMS, deadline=UNTIL, revision=case.revision)
    case.refresh_from_db()
    return case


def open_correction(case: cases.Case) -> int:
    mine = Correction.objects.get(case=case, answered_at=None, cancelled_at=None)
    return int(mine.pk)


def three_days_before() -> Campaign:
    """A campaign of two officers: daily, three days before the deadline."""
    return scene.approved(
        title="補正の期限が近い方へ", repeat=Repeat.BEFORE, date_kind=CORRECTION.code, days_before=3,
        known_dates=frozenset({CORRECTION.code}), texts=REMINDER, ways=[Way.LINE, Way.MAIL],
        first_at=datetime(2026, 11, 21, 10, tzinfo=clock.TOKYO),
    )  # fmt: skip


def day_by_day(until: datetime) -> list[int]:
    """Let the worker look every morning; how many were told in each run."""
    at = datetime(2026, 11, 21, 10, 1, tzinfo=clock.TOKYO)
    while at <= until:
        with clock.frozen(at):
            campaign_jobs.start_due()
            for way in (Way.LINE, Way.MAIL):
                send_way(way)
        at += timedelta(days=1)
    return list(Run.objects.order_by("frozen_at").values_list("recipients", flat=True))


class TestTheWholeRoad:
    def test_whoever_has_not_answered_is_told_once_with_the_day_and_the_name(
        self, opened: Opener, officer: Actor, guest: Actor, mailbox: Mailbox
    ) -> None:
        for number, one in enumerate(
            (guest, identity.guest("jiro@example.jp"), identity.guest("saburo@example.jp"))
        ):
            reachable(one.email, number)
        answered, waits = (
            asked(officer, opened(identity.guest("jiro@example.jp"))),
            asked(officer, opened(guest)),
        )
        three_days_before()
        cases.answer_correction(
            identity.guest("jiro@example.jp"),
            receipt=answered.receipt,
            correction_id=open_correction(answered),
            sheet=sheet(income=9),
        )
        told = day_by_day(THE_DAY + timedelta(days=8))
        assert sum(told) == 1 and told[(THE_DAY.date() - date(2026, 11, 21)).days] == 1
        (mail,) = mailbox.all()
        words = read_mail(mailbox.raw(mail.name) or b"").get_content()
        assert mail.recipient == "hanako@example.jp"
        assert "2026年12月4日までに「児童手当 認定請求」の直しを送ってください。" in words
        assert waits.status == "correction"

    def test_in_english_with_every_name_in_english(
        self, opened: Opener, officer: Actor, guest: Actor, mailbox: Mailbox
    ) -> None:
        reachable(guest.email, 1, "en")
        someone = cases.Applicant("葛城 花子", email=guest.email, language="en")
        for title in ("Child allowance", "Dog registration"):
            asked(officer, opened(guest, applicant=someone, titles={"en": title}))
        three_days_before()
        assert sum(day_by_day(THE_DAY)) == 1
        (mail,) = mailbox.all()
        words = read_mail(mailbox.raw(mail.name) or b"").get_content()
        assert "Please send your corrections by 2026-12-04: Child allowance, Dog registration." in words
        assert all(ord(letter) < 0x3000 for letter in words)

    def test_an_account_with_a_linked_friend_is_told_on_line(
        self, opened: Opener, officer: Actor, mailbox: Mailbox
    ) -> None:
        with scene.line() as line:
            (user,) = line.world.add_crowd(1)
            scene.reader(1, line=user)
            resident = account("hana@example.jp")
            LineFriend.objects.update(resident=resident.resident_id, linked_at=clock.now())
            gather_readers(system("t"))
            asked(officer, opened(resident))
            three_days_before()
            assert sum(day_by_day(THE_DAY)) == 1
            assert received(line) == [1] and not mailbox.all()

    def test_the_page_behind_it_gives_the_day_as_the_reason(
        self, opened: Opener, officer: Actor, guest: Actor, mailbox: Mailbox
    ) -> None:
        reachable(guest.email, 1)
        asked(officer, opened(guest))
        three_days_before()
        day_by_day(THE_DAY)
        why = Run.objects.get(recipients=1).why
        assert why["ja"] == "「補正の期限」の3日前の方" and why["date"] == CORRECTION.code
        assert why["en"] == "people whose day (deadline for correcting an application) is 3 days away"


def received(line: Sandbox) -> list[int]:
    return [one.received for one in line.world.people.values() if not one.phone]


class TestEnding:
    @pytest.fixture
    def case(self, opened: Opener, officer: Actor, guest: Actor) -> cases.Case:
        reachable(guest.email, 1)
        return asked(officer, opened(guest))

    def test_the_day_is_kept_with_the_asking(self, case: cases.Case) -> None:
        row = ReaderDate.objects.get()
        assert (row.kind, row.day) == (CORRECTION.code, UNTIL)

    @pytest.mark.parametrize(
        ("language", "said"),
        [("en", "Child allowance"), ("ja", "児童手当 認定請求"), ("xx", "児童手当 認定請求")],
    )
    def test_under_the_name_in_the_language_of_the_applicant(
        self, opened: Opener, officer: Actor, guest: Actor, language: str, said: str
    ) -> None:
        reachable(guest.email, 1)
        someone = cases.Applicant("花子", email=guest.email, language=language)
        asked(officer, opened(guest, applicant=someone, titles={"en": "Child allowance"}))
        assert unseal(ReaderDate.objects.get().what) == said

    def test_taken_back(self, case: cases.Case, officer: Actor) -> None:
        cases.cancel_correction(officer, case_id=case.pk, revision=case.revision)
        assert not ReaderDate.objects.exists()

    def test_withdrawn(self, case: cases.Case, guest: Actor) -> None:
        cases.withdraw(guest, receipt=case.receipt)
        assert not ReaderDate.objects.exists()

    def test_what_was_refused_takes_nothing_away(self, case: cases.Case, guest: Actor) -> None:
        number = open_correction(case)
        with pytest.raises(Refusal):
            cases.withdraw(identity.guest("jiro@example.jp"), receipt=case.receipt)
        with pytest.raises(Refusal):
            cases.answer_correction(
                identity.guest("jiro@example.jp"), receipt=case.receipt, correction_id=number, sheet=sheet()
            )
        assert ReaderDate.objects.count() == 1


class TestWho:
    def test_an_address_that_was_only_typed_gets_nothing(self, opened: Opener, officer: Actor) -> None:
        reachable("hanako@example.jp", 1)
        case = opened(anonymous())
        assert case.email == "hanako@example.jp"
        asked(officer, case)
        assert not ReaderDate.objects.exists()

    def test_whoever_becomes_reachable_later_is_found_before_the_next_morning(
        self, opened: Opener, officer: Actor, guest: Actor
    ) -> None:
        case = asked(officer, opened(guest))
        assert not ReaderDate.objects.exists()
        reachable(guest.email, 1)
        keep_deadlines()
        keep_deadlines()
        assert ReaderDate.objects.get().day == UNTIL
        cases.withdraw(guest, receipt=case.receipt)
        keep_deadlines()
        assert not ReaderDate.objects.exists()

    def test_nobody_but_the_house_may_copy_deadlines(self, officer: Actor) -> None:
        with pytest.raises(NotAllowed):
            keep_open_deadlines(officer)
