"""A resident who uses English: not one Japanese character from the receipt to the decision, by mail and on LINE, but
what they typed themselves. The desk reads Japanese all the while."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from yakuba.cases import api as cases
from yakuba.cases.notices import issue_due_notices
from yakuba.identity import api as identity
from yakuba.identity.actions.open_account import open_account
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.messaging import api as messaging
from yakuba.messaging.gateways.sandbox import Mailbox, capturing, read_mail
from yakuba.messaging.models import LineFriend
from yakuba.portal.tests.line.conftest import PET, Phone, _house, link, work
from yakuba.portal.tests.line.conftest import channel as channel
from yakuba.portal.tests.line.conftest import phone as phone
from yakuba.portal.tests.line.conftest import stand_in as stand_in
from yakuba.procedures.samples.applying import apply
from yakuba.procedures.tests.conftest import Opened, staff_member
from yakuba.procedures.tests.conftest import opened as opened

pytestmark = pytest.mark.django_db(transaction=True)
SHARED = (_house,)
JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
ANSWERS = {"sex": ["male"], "vaccinated": ["no"], "since": ["today-30d"], "name": ["Pochi"]}
OFFICER = ("cases.read", "cases.handle", "cases.decide")


@pytest.fixture
def mailbox(tmp_path: Path, settings: Settings) -> Iterator[Mailbox]:
    """A mail server that keeps what it takes."""
    box = Mailbox(tmp_path / "mail")
    with capturing(box, port=0) as port:
        settings.EMAIL_PORT = port
        yield box


@pytest.fixture
def resident(db: None) -> Actor:
    """A resident with an account."""
    found = open_account(identity.guest("jane@example.jp"), password="ひまわり-37-ことり")
    return identity.actor_for_resident(found)


def the_whole_way(resident: Actor) -> str:
    """Apply in English, be asked for a correction, be written to, be refused; the receipt number."""
    officer = staff_member("hygiene", *OFFICER)
    row = apply(resident, "pet", wishes=ANSWERS, seed="1", language="en")
    work()
    case = cases.Case.objects.get()
    assert case.title == cases.open_case_page(officer, case.pk).case.title == "犬の登録"
    deadline = clock.today() + timedelta(days=14)
    items = [cases.CorrectionItem("sex", "確かめてください")]
    cases.ask_correction(officer, case_id=case.pk, items=items, deadline=deadline, revision=case.revision)
    work()
    cases.cancel_correction(officer, case_id=case.pk, revision=case.revision + 1)
    cases.send_message(officer, case_id=case.pk, text="お知らせです")
    work()
    case.refresh_from_db()
    cases.decide(
        officer, case_id=case.pk, outcome="refused", reason="要件を満たさない", revision=case.revision
    )
    with clock.frozen(clock.now() + timedelta(hours=1)):
        issue_due_notices()
        work()
    return str(row.receipt)


def test_every_mail_and_message_in_the_inbox(opened: Opened, resident: Actor, mailbox: Mailbox) -> None:
    opened(PET)
    receipt = the_whole_way(resident)
    mails = [read_mail(mailbox.raw(one.name) or b"") for one in mailbox.all()]
    assert {str(one["Subject"]) for one in mails} == {
        f"We have received your application ({receipt})",
        f"Please correct your application: Dog registration ({receipt})",
        f"Message from the ward office: Dog registration ({receipt})",
        f"Decision on your application: Dog registration ({receipt})",
    }
    for mail in mails:
        words = mail.get_content()
        assert "Dog registration" in words and receipt in words
        assert JAPANESE.findall(f"{mail['Subject']}{words}") == []
    inbox = messaging.inbox(resident)
    assert len(inbox) == 4
    assert JAPANESE.findall("".join(one.subject + one.body for one in inbox)) == []


def test_every_notice_card_and_button_on_line(
    opened: Opened, resident: Actor, phone: Phone, mailbox: Mailbox
) -> None:
    opened(PET)
    phone.follow()
    phone.press("English")
    link(phone, resident)
    assert LineFriend.objects.get().resident_id == resident.resident_id
    seen = len(phone.person.talk)
    the_whole_way(resident)
    assert "Dog registration" in phone.say("status")
    assert phone.buttons()
    told = [one.message for one in phone.person.talk[seen:] if one.side == "house"]
    assert len(told) >= 6
    for message in told:
        assert JAPANESE.findall(str(message)) == [], message
