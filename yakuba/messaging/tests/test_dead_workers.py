"""What a worker had in its hands when it died, what a person did meanwhile, what came late: nobody lost, nobody twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.messaging import campaign_jobs, campaign_sending, one_by_one_sending
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.record_bounce import record_bounce
from yakuba.messaging.actions.stop_campaign import stop_campaign
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.sandbox import Mailbox, capturing
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.models import Addressee, Batch, LineChannel, LineFriend, Reader, Run
from yakuba.messaging.queries.reports import report_of
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import seal
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]
SENDER = system("t")


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Iterator[Mailbox]:
    settings.VAR = tmp_path
    box = Mailbox(tmp_path / "mail")
    with capturing(box, port=0) as port:
        settings.EMAIL_PORT = port
        yield box


def frozen(**changes: Any) -> Run:
    return freeze_run(SENDER, campaign_id=scene.approved(**changes).pk)


def _die(*given: object, **named: object) -> None:
    raise SystemExit


def dies_at(name: str, module: Any, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, name, _die)
        with pytest.raises(SystemExit):
            send_way(way)


def test_whom_a_way_refused_is_not_lost_with_the_worker(
    mailbox: Mailbox, sms: Telephones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The progress said that they were dealt with, and only the dead worker knew that they were not told."""
    scene.reader(1, phone="0312340000", mail="a@example.jp")
    scene.reader(2, phone="+819012345678")
    run = frozen(ways=[Way.SMS, Way.MAIL])
    dies_at("settle_aside", one_by_one_sending, Way.SMS, monkeypatch)
    send_way(Way.SMS)
    send_way(Way.MAIL)
    assert [one.recipient for one in mailbox.all()] == ["a@example.jp"]
    report = report_of(run)
    assert (report.accepted, report.unreached, report.open) == (2, 0, 0)


def test_a_stopped_run_says_what_became_of_a_dead_workers_batch(
    mailbox: Mailbox, sms: Telephones, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.reader(1, phone="0312340000", mail="a@example.jp")
    scene.reader(2, phone="+819012345678")
    run = frozen(ways=[Way.SMS, Way.MAIL])
    dies_at("settle_aside", one_by_one_sending, Way.SMS, monkeypatch)
    stop_campaign(scene.officer(), campaign_id=run.campaign_id)
    for way in (Way.SMS, Way.MAIL):
        send_way(way)
    report = report_of(run)
    assert (report.accepted, report.open, sum(one.stopped for one in report.ways)) == (1, 0, 1)
    assert not mailbox.all() and not Batch.objects.filter(next_try__isnull=False).exists()


def test_a_run_ends_though_its_worker_died_after_the_last_batch(
    line: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.friends(line, 2)
    run = frozen()
    dies_at("end_run", campaign_sending, Way.LINE, monkeypatch)
    campaign_jobs.end_over()
    run.refresh_from_db()
    assert run.state == Run.State.DONE


def test_what_line_certainly_refused_days_ago_is_sent_when_the_run_goes_on(line: Sandbox) -> None:
    """A token that ran out on Friday and is renewed on Monday: no retry key was ever used."""
    scene.friends(line, 3)
    run = frozen()
    good = bytes(LineChannel.objects.get().token)
    LineChannel.objects.update(token=seal("wrong"))
    send_way(Way.LINE)
    LineChannel.objects.update(token=good)
    with clock.frozen(NOON + timedelta(days=3)):
        campaign_jobs.resume(scene.officer(), run_id=run.pk)
        send_way(Way.LINE)
    assert {one.received for one in line.world.people.values() if not one.phone} == {1}
    assert report_of(run).ways[0].unknown == 0


def test_an_outage_of_the_mail_server_costs_no_attempt(mailbox: Mailbox, settings: Any) -> None:
    """Six minutes away, and whoever was put off for a minute afterwards was given up."""
    scene.reader(1, mail="a@example.jp")
    frozen(ways=[Way.MAIL])
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for minute in range(8):
        with clock.frozen(NOON + timedelta(minutes=2 * minute)):
            send_way(Way.MAIL)
    settings.EMAIL_PORT = port
    assert Batch.objects.get().attempts == 0


def test_a_mail_that_came_back_takes_the_next_way_of_a_run_that_was_done(
    mailbox: Mailbox, sms: Telephones
) -> None:
    row = scene.reader(1, mail="a@example.jp", phone="+819012345678")
    run = frozen(ways=[Way.MAIL, Way.SMS])
    send_way(Way.MAIL)
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert record_bounce(SENDER, run_id=run.pk, reader_id=row.pk)
    send_way(Way.SMS)
    assert [one.to for one in sms.all()] == ["+819012345678"]
    run.refresh_from_db()
    assert run.state == Run.State.DONE and report_of(run).accepted == 1


@pytest.mark.parametrize("way", [Way.LINE, Way.MAIL])
def test_who_stops_the_topic_after_the_freeze_is_told_nothing(
    way: Way, line: Sandbox, mailbox: Mailbox, sms: Telephones
) -> None:
    one = line.world.add_crowd(1)[0]
    row = scene.reader(1, line=one, mail="a@example.jp")
    run = frozen(ways=[way, Way.SMS, Way.MAIL, Way.LETTER] if way is Way.LINE else [way])
    Reader.objects.filter(pk=row.pk).update(declined=[1])
    for each in (Way.LINE, Way.MAIL):
        send_way(each)
    assert line.world.people[one].received == 0 and not mailbox.all()
    assert report_of(run).unreached == 1 and Addressee.objects.get().fate != Addressee.Fate.AS_BATCH


def test_who_blocked_after_the_freeze_goes_by_the_next_way(line: Sandbox, mailbox: Mailbox) -> None:
    """LINE says yes to a message to somebody who blocked the house, and shows it to nobody."""
    scene.reader(1, line=line.world.add_crowd(1)[0], mail="a@example.jp")
    frozen()
    LineFriend.objects.update(followed=False)
    send_way(Way.LINE)
    send_way(Way.MAIL)
    assert len(mailbox.all()) == 1
