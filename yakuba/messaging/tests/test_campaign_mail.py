"""Campaigns by mail and SMS: one after the other, whatever the server says, and what came back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.sandbox import Faults as MailFaults
from yakuba.messaging.gateways.sandbox import Mailbox, capturing, read_mail
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.models import Batch, Campaign, Run
from yakuba.messaging.queries.reports import report_of
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]
SENDER = system("t")


@pytest.fixture
def mailbox(tmp_path: Path, settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox(tmp_path / "mail")
    with capturing(box, port=0) as port:
        settings.EMAIL_PORT = port
        yield box


def frozen(campaign: Campaign) -> Run:
    return freeze_run(SENDER, campaign_id=campaign.pk)


def received(line: Sandbox) -> set[int]:
    return {one.received for one in line.world.people.values() if not one.phone}


class TestMail:
    def test_one_mail_each_with_one_click_to_stop(self, line: Sandbox, mailbox: Mailbox) -> None:
        for number in range(12):
            scene.reader(number, mail=f"r{number}@example.jp", language="en" if number == 0 else "ja")
        run = frozen(scene.approved(ways=[Way.MAIL]))
        send_way(Way.MAIL)
        mails = [mailbox.mail(one.name) for one in mailbox.all()]
        assert len(mails) == len({str(one["To"]) for one in mails if one}) == 12
        assert len({str(one["Message-ID"]) for one in mails if one}) == 12
        first = mails[0]
        assert first is not None
        assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert str(first["List-Unsubscribe"]).startswith("<http") and "/notices/stop/" in str(
            first["List-Unsubscribe"]
        )
        assert str(run.public_id) in first.get_content()
        run.refresh_from_db()
        assert run.state == Run.State.DONE and report_of(run).accepted == 12

    def test_refusals_take_the_next_way_and_delays_come_again(
        self, line: Sandbox, sms: Telephones, tmp_path: Path, settings: Settings
    ) -> None:
        for number in range(4):
            scene.reader(number, mail=f"r{number}@example.jp", phone="0312341111")
        run = frozen(scene.approved(ways=[Way.MAIL, Way.SMS]))
        box = Mailbox(tmp_path / "box")
        with capturing(box, port=0, faults=MailFaults(refuse_every=4, refuse_code=550)) as port:
            settings.EMAIL_PORT = port
            send_way(Way.MAIL)
        assert Batch.objects.get(way=Way.SMS).size == 1
        send_way(Way.SMS)
        assert [one.to for one in sms.all()] == ["+81312341111"]
        report = report_of(run)
        assert (report.accepted, report.unreached, report.open) == (4, 0, 0)

    def test_put_off_members_are_tried_again_alone(
        self, line: Sandbox, tmp_path: Path, settings: Settings
    ) -> None:
        for number in range(4):
            scene.reader(number, mail=f"r{number}@example.jp")
        run = frozen(scene.approved(ways=[Way.MAIL]))
        box = Mailbox(tmp_path / "box")
        with capturing(box, port=0, faults=MailFaults(refuse_every=2, refuse_code=451)) as port:
            settings.EMAIL_PORT = port
            send_way(Way.MAIL)
            assert sorted(Batch.objects.values_list("state", "size")) == [("sent", 2), ("waiting", 2)]
        with capturing(box, port=0) as port, clock.frozen(NOON + timedelta(minutes=10)):
            settings.EMAIL_PORT = port
            send_way(Way.MAIL)
        assert len({one.recipient for one in box.all()}) == len(box.all()) == 4
        assert report_of(run).accepted == 4

    def test_an_absent_server_keeps_the_place(
        self, line: Sandbox, mailbox: Mailbox, settings: Settings
    ) -> None:
        scene.reader(1, mail="r@example.jp")
        frozen(scene.approved(ways=[Way.MAIL]))
        there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
        send_way(Way.MAIL)
        assert Batch.objects.get().state == Batch.State.WAITING and not mailbox.all()
        settings.EMAIL_PORT = there
        with clock.frozen(NOON + timedelta(minutes=2)):
            send_way(Way.MAIL)
        assert len(mailbox.all()) == 1
        assert "r@example.jp" not in str(
            read_mail(mailbox.raw(mailbox.all()[0].name) or b"")["List-Unsubscribe"]
        )
