"""What an officer of another section, a resident with a hundred things, or a late approval could do to campaigns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from yakuba.identity import api as identity
from yakuba.identity.models import Account, Resident, Section
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.refusals import NotAllowed
from yakuba.messaging import leaving
from yakuba.messaging.actions.approve_campaign import approve_campaign
from yakuba.messaging.actions.ask_approval import ask_approval
from yakuba.messaging.actions.forget_old_runs import forget_old_runs
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.gather_readers import gather_readers
from yakuba.messaging.actions.keep_date import keep_date
from yakuba.messaging.actions.keep_wishes import keep_wishes
from yakuba.messaging.actions.pause_run import pause_run
from yakuba.messaging.actions.resume_run import resume_run
from yakuba.messaging.actions.save_campaign import save_campaign
from yakuba.messaging.actions.send_back_campaign import send_back_campaign
from yakuba.messaging.actions.send_test import send_test
from yakuba.messaging.actions.stop_campaign import stop_campaign
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways import one_by_one
from yakuba.messaging.gateways.base import NotCarried
from yakuba.messaging.gateways.parcels import Parcel
from yakuba.messaging.models import Batch, Campaign, Reader, Run
from yakuba.messaging.permissions import EXPORT_LETTERS, WRITE_CAMPAIGNS
from yakuba.messaging.queries.reports import report_of
from yakuba.messaging.rules.campaign_timing import Repeat
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.sealing import seal
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON, officer, written
from yakuba.messaging.tests.push.test_devices import WISHES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]
SENDER = system("t")
DATED: dict[str, Any] = {
    "repeat": Repeat.BEFORE,
    "date_kind": "t.due",
    "known_dates": frozenset({"t.due"}),
    "days_before": 3,
    "first_at": NOON + timedelta(minutes=1),
    "texts": {"ja": Text("期限", "{date}までに{what}を出してください。")},
    "ways": [Way.MAIL],
}


def stranger() -> Actor:
    """May export letters of the section, and write campaigns of another."""
    other = Section.objects.create(code="kosodate", kind=Section.Kind.DIVISION)
    return replace(
        officer(9),
        grants={
            EXPORT_LETTERS.code: frozenset({scene.section().pk}),
            WRITE_CAMPAIGNS.code: frozenset({other.pk}),
        },
    )


@pytest.mark.parametrize(
    "verb",
    [
        lambda who, row: ask_approval(who, campaign_id=row.pk, seen_version=row.version),
        lambda who, row: send_test(who, campaign_id=row.pk),
        lambda who, row: send_back_campaign(who, campaign_id=row.pk),
        lambda who, row: stop_campaign(who, campaign_id=row.pk),
    ],
    ids=["ask", "test", "back", "stop"],
)
def test_who_may_write_for_another_section_changes_nothing_here(
    verb: Callable[[Actor, Campaign], object],
) -> None:
    row = save_campaign(officer(3), written=written())
    with pytest.raises(NotAllowed):
        verb(stranger(), row)


def test_nor_lets_a_paused_run_go_on() -> None:
    scene.reader(1, mail="a@example.jp")
    run = freeze_run(SENDER, campaign_id=scene.approved().pk)
    pause_run(SENDER, run_id=run.pk, error="x")
    with pytest.raises(NotAllowed):
        resume_run(stranger(), run_id=run.pk)


def test_a_hundred_things_of_one_person_do_not_make_a_message_too_long() -> None:
    """LINE refuses words over 5,000 letters, and what it says of words stops the run for everybody."""
    names = [seal("補助金の交付申請書その" + "あ" * 80) for _ in range(100)]
    said = leaving.own_values((NOON.date(), names), "ja")["what"]
    assert len(said) < 400 and said.endswith("ほか97件")
    assert leaving.own_values((NOON.date(), names[:1]), "ja")["what"].endswith("あ")
    assert leaving.own_values((NOON.date(), names), "en")["what"].endswith(" and 97 more")


class TestLateReminders:
    def dated(self, days: int) -> Reader:
        row = scene.reader(days, mail=f"r{days}@example.jp", mail_key=f"k{days}")
        day = NOON.date() + timedelta(days=days)
        keep_date(SENDER, resident_id=None, mail_key=f"k{days}", kind="t.due", key="1", day=day, what="x")
        return row

    def test_a_late_approval_reminds_of_no_date_that_has_passed(self) -> None:
        row = save_campaign(officer(3), written=written(**DATED))
        row = ask_approval(officer(3), campaign_id=row.pk, seen_version=row.version)
        with clock.frozen(NOON + timedelta(days=10)):
            row = approve_campaign(officer(4), campaign_id=row.pk, seen_version=row.version)
        assert row.next_at == NOON + timedelta(days=7, minutes=1)

    def test_a_house_that_slept_reminds_of_no_date_that_has_passed(self) -> None:
        campaign = scene.approved(**DATED)
        for days in (3, 4, 10):
            self.dated(days)
        runs = []
        with clock.frozen(NOON + timedelta(days=9)):
            while (campaign.next_at or NOON) <= clock.now() and campaign.state == Campaign.State.APPROVED:
                runs.append(freeze_run(SENDER, campaign_id=campaign.pk).recipients)
                campaign.refresh_from_db()
        assert runs == [0, 0, 1, 0], "the date of three days after noon has passed, that of tomorrow has not"


def test_a_guest_who_wants_no_mail_gets_none_for_opening_an_account() -> None:
    keep_wishes(identity.guest("a@example.jp"), wishes=replace(WISHES, mail=False))
    made = Account.objects.create_user("a@example.jp", "x", kind="resident")
    Resident.objects.create(account=made, email="a@example.jp")
    gather_readers(SENDER)
    row = Reader.objects.get()
    assert row.resident_id and not row.ways & Way.MAIL.bit and not row.addresses.exists()


def test_a_run_that_is_forgotten_while_it_is_paused_has_ended() -> None:
    scene.reader(1, mail="a@example.jp")
    run = freeze_run(SENDER, campaign_id=scene.approved().pk)
    pause_run(SENDER, run_id=run.pk, error="x")
    with clock.frozen(NOON + timedelta(days=500)):
        forget_old_runs(SENDER)
    run.refresh_from_db()
    assert run.state == Run.State.STOPPED and run.ended_at


def test_one_mail_that_breaks_every_connection_does_not_keep_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    got: list[str] = []

    class Breaking:
        def carry(self, parcel: Parcel) -> None:
            if parcel.address == "bad@example.jp":
                raise NotCarried(Fault.BROKEN_OFF, "x")
            got.append(parcel.address)

    @contextmanager
    def opened() -> Iterator[Breaking]:
        yield Breaking()

    monkeypatch.setitem(one_by_one.CARRIERS, Way.MAIL, opened)
    scene.reader(1, mail="bad@example.jp")
    scene.reader(2, mail="good@example.jp")
    run = freeze_run(SENDER, campaign_id=scene.approved(ways=[Way.MAIL]).pk)
    for turn in range(10):
        with clock.frozen(NOON + timedelta(minutes=2 * turn)):
            send_way(Way.MAIL)
    [way] = report_of(run).ways
    assert got == ["good@example.jp"] and (way.accepted, way.unknown, way.open) == (1, 1, 0)
    assert Batch.objects.filter(state=Batch.State.UNKNOWN).get().size == 1
