"""What is kept, for how long, and what the Internet face may touch."""

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connection

from yakuba.identity import api as identity
from yakuba.kernel import clock, options
from yakuba.kernel.actor import Actor, Assurance, anonymous, system
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.messaging import api as messaging
from yakuba.messaging import jobs
from yakuba.messaging.actions.forget_old import forget_old
from yakuba.messaging.api import READ_DELIVERIES, Recipient, Template
from yakuba.messaging.models import Delivery, InboxItem, Message
from yakuba.messaging.options import KEEP_DAYS

START = datetime(2026, 5, 1, 9, tzinfo=clock.TOKYO)
READER = Actor(
    kind="staff",
    key="staff:3",
    label="情報政策課",
    assurance=Assurance.TWO_FACTOR,
    staff_id=3,
    grants={READ_DELIVERIES.code: frozenset({1})},
)


def tell(key: str = "k", email: str = "hanako@example.jp") -> None:
    messaging.notify(
        system("t"),
        recipient=Recipient(email, 7),
        template="trial.receipt",
        context={"title": "犬の登録", "number": "1", "url": ""},
        key=key,
    )


@pytest.mark.django_db
class TestForgetting:
    def test_words_and_addresses_go_after_the_days_the_office_chose(self, receipt: Template) -> None:
        options.choose(system("test"), code=KEEP_DAYS.code, value=30)
        with clock.frozen(START):
            tell("old")
        with clock.frozen(START + timedelta(days=10)):
            tell("young")
        with clock.frozen(START + timedelta(days=30, seconds=1)):
            jobs.forget_old_messages.work()
            jobs.forget_old_messages.work()
        old, young = Delivery.objects.get(key="old:mail"), Delivery.objects.get(key="young:mail")
        assert (bytes(old.address), old.address_key, bytes(old.message.words)) == (b"", "", b"")
        assert (old.state, old.next_try) == ("gave_up", None)
        assert bytes(young.message.words)
        assert young.state == "waiting"
        assert [one.message.key for one in InboxItem.objects.select_related("message")] == ["young"]
        assert Message.objects.get(key="old").forgotten_at is not None

    def test_an_hour_less_and_nothing_goes(self, receipt: Template) -> None:
        with clock.frozen(START):
            tell()
        with clock.frozen(START + timedelta(days=365)):
            assert forget_old(system("t")) == 0

    def test_is_the_work_of_the_house_alone(self, receipt: Template) -> None:
        with pytest.raises(NotAllowed):
            forget_old(READER)


@pytest.mark.django_db
class TestSendingAgain:
    def test_makes_a_given_up_delivery_due(self, receipt: Template) -> None:
        with clock.frozen(START):
            tell()
            Delivery.objects.update(state="gave_up", next_try=None, attempts=20)
        later = START + timedelta(days=5)
        with clock.frozen(later):
            messaging.retry(READER, delivery_id=Delivery.objects.get().pk)
            messaging.retry(READER, delivery_id=Delivery.objects.get().pk)
        row = Delivery.objects.get()
        assert (row.state, row.attempts, row.next_try, row.counted_from) == ("waiting", 0, later, later)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"state": "sent", "next_try": None}, "already_sent"),
            ({"state": "gave_up", "next_try": None, "address_key": ""}, "bad_address"),
        ],
    )
    def test_refuses_what_cannot_be_sent(
        self, receipt: Template, change: dict[str, object], code: str
    ) -> None:
        tell()
        Delivery.objects.update(**change)
        with pytest.raises(Refusal) as refused:
            messaging.retry(READER, delivery_id=Delivery.objects.get().pk)
        assert refused.value.code == code
        assert Delivery.objects.get().state == change["state"]

    def test_refuses_forgotten_words(self, receipt: Template) -> None:
        tell()
        Message.objects.update(words=b"")
        with pytest.raises(Refusal) as refused:
            messaging.retry(READER, delivery_id=Delivery.objects.get().pk)
        assert refused.value.code == "forgotten"

    def test_is_for_staff_who_may_and_for_deliveries_that_are(self, receipt: Template) -> None:
        tell()
        row = Delivery.objects.get()
        for actor in (anonymous(), Actor(kind="staff", key="staff:4", label="課")):
            with pytest.raises(NotAllowed):
                messaging.retry(actor, delivery_id=row.pk)
        with pytest.raises(NotFound):
            messaging.retry(READER, delivery_id=row.message_id)


def test_the_internet_face_writes_and_reads_the_inbox_and_nothing_else(
    receipt: Template, as_public_role: None
) -> None:
    tell()
    tell()
    guest = "taro@example.jp"
    messaging.notify(
        identity.guest(guest),
        recipient=Recipient(guest),
        template="trial.receipt",
        context={"title": "犬の登録", "number": "2", "url": ""},
        key="guest",
    )
    [item] = messaging.inbox(identity.guest(guest))
    messaging.mark_read(identity.guest(guest), message_id=item.id)
    assert messaging.unread_count(identity.guest(guest)) == 0
    for statement in (
        "SELECT address FROM messaging_delivery",
        "UPDATE messaging_delivery SET state = 'sent', next_try = NULL",
        "DELETE FROM messaging_inboxitem",
        "UPDATE messaging_inboxitem SET reader = 'guest:x'",
        "UPDATE messaging_message SET words = ''",
        "INSERT INTO messaging_templatetext (template, language, version, subject, body, author_key,"
        " author_label, written_at) VALUES ('t', 'ja', 1, 'x', 'x', '', '', now())",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)
