"""Mails that came back are found in a mailbox and recorded once."""

import mailbox
from email import message_from_string
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from django.core.management import call_command

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.bounces import bounced, take
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.models import Batch, ReaderAddress
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import letter_key
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON

REPORT = """From: MAILER-DAEMON@example.jp
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It came back.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp

Final-Recipient: rfc822; a@example.jp
Action: {action}
Status: {status}
--b
Content-Type: message/rfc822

Message-ID: <c{run}.{reader}.{key}@example.jp>
Subject: x

body
--b--
"""


KEY = UUID(int=7)


def report(
    action: str = "failed", status: str = "5.1.1", run: int = 7, reader: int = 8, key: UUID = KEY
) -> str:
    return REPORT.format(action=action, status=status, run=run, reader=reader, key=key)


def test_only_what_failed_for_good_is_a_bounce() -> None:
    assert bounced(message_from_string(report())) == (7, 8, str(KEY))
    assert bounced(message_from_string(report("delayed", "4.2.2"))) is None
    assert bounced(message_from_string(report("failed", "4.2.2"))) is None
    assert bounced(message_from_string("Subject: hello\n\nhello")) is None
    assert bounced(message_from_string(report().replace("<c7.", "<z7."))) is None


@pytest.mark.django_db
def test_a_mailbox_is_read_as_often_as_one_likes(tmp_path: Path, sms: Telephones) -> None:
    with clock.frozen(NOON):
        row = scene.reader(1, mail="a@example.jp", phone="+81312345678")
        run = freeze_run(system("t"), campaign_id=scene.approved(ways=[Way.MAIL, Way.SMS]).pk)
    box = mailbox.Maildir(tmp_path / "box")
    box.add(report(run=run.pk, reader=row.pk, key=letter_key(run.public_id, row.pk)))
    box.add("Subject: hello\n\nhello")
    assert take(tmp_path / "box") == (2, 1)
    assert take(tmp_path / "box") == (2, 0)
    assert Batch.objects.filter(way=Way.SMS).count() == 1
    call_command("bounces", str(tmp_path / "box"))
    with pytest.raises(SystemExit):
        call_command("bounces", str(tmp_path / "none"))


@pytest.mark.django_db
def test_nobody_can_make_up_that_anothers_mail_came_back(tmp_path: Path) -> None:
    """Whoever got the campaign knows its run, may guess readers, and may write to the mailbox of what comes back."""
    with clock.frozen(NOON):
        row = scene.reader(1, mail="a@example.jp")
        run = freeze_run(system("t"), campaign_id=scene.approved(ways=[Way.MAIL]).pk)
    box = mailbox.Maildir(tmp_path / "box")
    for key in (uuid5(run.public_id, str(row.pk)), letter_key(run.public_id, row.pk + 1)):
        box.add(report(run=run.pk, reader=row.pk, key=key))
    assert take(tmp_path / "box") == (2, 0)
    assert ReaderAddress.objects.filter(reader=row).exists()
