"""The door: notify, inbox, message, mark_read, unread_count."""

import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance, anonymous, system
from yakuba.kernel.refusals import NotAllowed, NotFound
from yakuba.messaging import api as messaging
from yakuba.messaging.api import Recipient, Template
from yakuba.messaging.models import Delivery, InboxItem, Message

VALUES = {"title": "犬の登録", "number": "2026-000001-5", "url": "https://example.jp/a/1"}
GUEST = "hanako@example.jp"


def tell(key: str = "k1", *, email: str = GUEST, resident: int | None = None, **values: str) -> None:
    messaging.notify(
        system("test"),
        recipient=Recipient(email, resident, "ja"),
        template="trial.receipt",
        context={**VALUES, **values},
        key=key,
    )


def jobs_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'messaging.send'")
        return int(cursor.fetchone()[0])


def resident(number: int, email: str = "") -> Actor:
    return Actor(
        kind="resident",
        key=f"resident:{number}",
        label="住民",
        assurance=Assurance.ACCOUNT,
        email=email,
        resident_id=number,
    )


@pytest.mark.django_db
class TestNotify:
    def test_writes_message_mail_and_inbox_and_hands_over_a_job(self, receipt: Template) -> None:
        tell()
        mail = Delivery.objects.get()
        assert (mail.state, mail.attempts, mail.channel) == ("waiting", 0, "mail")
        assert mail.header_id == f"<{mail.pk}@{settings.DEFAULT_FROM_EMAIL.split('@')[1]}>"
        [read] = messaging.inbox(identity.guest(GUEST))
        assert read.subject == "【受付】犬の登録（2026-000001-5）"
        assert read.body.startswith("犬の登録を受け付けました。\n受付番号：2026-000001-5")
        assert read.url == VALUES["url"]
        assert not read.read
        assert jobs_waiting() == 1

    def test_same_key_is_said_once(self, receipt: Template) -> None:
        tell()
        tell(title="別の名前", email="other@example.jp")
        assert (Message.objects.count(), Delivery.objects.count(), InboxItem.objects.count()) == (1, 1, 1)
        assert messaging.inbox(identity.guest("other@example.jp")) == []

    def test_nothing_is_written_when_the_caller_turns_back(self, receipt: Template) -> None:
        with transaction.atomic():
            tell()
            transaction.set_rollback(True)
        assert not Message.objects.exists()
        assert jobs_waiting() == 0

    def test_an_account_without_address_gets_the_inbox_alone(self, receipt: Template) -> None:
        tell(email="", resident=7)
        assert not Delivery.objects.exists()
        assert jobs_waiting() == 0
        assert len(messaging.inbox(resident(7))) == 1

    def test_nobody_to_reach_writes_nothing(self, receipt: Template) -> None:
        tell(email="")
        assert not Message.objects.exists()

    def test_an_address_that_is_none_is_given_up_for_staff_to_see(self, receipt: Template) -> None:
        tell(email="hanako\r\nBcc: x@example.jp")
        mail = Delivery.objects.get()
        assert mail.state == Delivery.State.GAVE_UP
        assert mail.last_error
        assert not InboxItem.objects.exists()

    def test_words_come_in_the_language_of_the_recipient(self, receipt: Template) -> None:
        for number, language in enumerate(("en", "ja-easy", "ko")):
            messaging.notify(
                system("test"),
                recipient=Recipient(GUEST, None, language),
                template="trial.receipt",
                context=VALUES,
                key=f"k{number}",
            )
        by_language = {one.language: one.subject for one in messaging.inbox(identity.guest(GUEST))}
        assert by_language["en"].startswith("Received: ")
        assert by_language["ja-easy"].startswith("うけつけました")
        assert by_language["ja"].startswith("【受付】")

    @pytest.mark.parametrize("context", [{}, {**VALUES, "more": "x"}, {"title": "x", "number": "1"}])
    def test_refuses_values_the_template_does_not_take(
        self, receipt: Template, context: dict[str, str]
    ) -> None:
        with pytest.raises(ValueError, match="takes"):
            messaging.notify(
                system("t"),
                recipient=Recipient(GUEST),
                template="trial.receipt",
                context=context,
                key="k",
            )
        assert not Message.objects.exists()

    def test_refuses_an_unknown_template_and_odd_keys(self, receipt: Template) -> None:
        with pytest.raises(LookupError):
            messaging.notify(
                system("t"), recipient=Recipient(GUEST), template="trial.none", context={}, key="k"
            )
        for key in ("", "k" * 201):
            with pytest.raises(ValueError, match="key"):
                tell(key)

    def test_values_cannot_write_headers_or_lines_of_their_own(self, receipt: Template) -> None:
        tell(title="犬\r\nBcc: all@example.jp\u2028\x00\ud800{number}")
        [read] = messaging.inbox(identity.guest(GUEST))
        assert read.subject == "【受付】犬  Bcc: all@example.jp  ?{number}（2026-000001-5）".replace("?", " ")
        assert "\r" not in read.body
        assert read.body.count("\n") == 2

    def test_rare_kanji_and_variation_sequences_survive(self, receipt: Template) -> None:
        name = "葛\U000e0100飾𠮷田々ー髙﨑"
        tell(title=name)
        assert messaging.inbox(identity.guest(GUEST))[0].body.startswith(name)

    def test_nothing_readable_lies_in_the_tables(self, receipt: Template) -> None:
        tell()
        rows = [row for table in (Message, Delivery, InboxItem) for row in table.objects.values_list()]
        cells = [
            bytes(cell) if isinstance(cell, memoryview) else str(cell).encode()
            for row in rows
            for cell in row
        ]
        assert len(cells) > 20
        for secret in (GUEST, "hanako", "犬の登録", "2026-000001-5"):
            assert not [cell for cell in cells if secret.encode() in cell]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_say_it_once(receipt: Template) -> None:
    ready = threading.Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            ready.wait(5)
            tell("race")
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert (Message.objects.count(), Delivery.objects.count(), InboxItem.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
class TestInbox:
    def test_shows_the_latest_first_and_counts_what_is_new(self, receipt: Template) -> None:
        start = datetime(2026, 5, 1, 9, tzinfo=clock.TOKYO)
        for number in range(3):
            with clock.frozen(start + timedelta(hours=number)):
                tell(f"k{number}", number=str(number))
        me = identity.guest("Hanako@EXAMPLE.jp")
        assert [one.body.split("：")[1][0] for one in messaging.inbox(me)] == ["2", "1", "0"]
        assert len(messaging.inbox(me, limit=1, offset=1)) == 1
        messaging.mark_read(me, message_id=messaging.inbox(me)[0].id)
        assert messaging.unread_count(me) == 2

    def test_a_resident_sees_what_came_to_the_verified_address(self, receipt: Template) -> None:
        tell("as guest")
        tell("as resident", resident=7)
        assert len(messaging.inbox(resident(7, GUEST))) == 2
        assert len(messaging.inbox(resident(7))) == 1
        assert len(messaging.inbox(identity.guest(GUEST))) == 1

    def test_others_see_nothing(self, receipt: Template) -> None:
        tell()
        staff = Actor(kind="staff", key="staff:1", label="課", email=GUEST)
        for other in (anonymous(), staff, resident(8), identity.guest("taro@example.jp")):
            assert messaging.inbox(other) == []
            assert messaging.unread_count(other) == 0

    def test_reading_costs_two_queries(self, receipt: Template, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        for number in range(5):
            tell(f"k{number}")
        with django_assert_num_queries(2):
            messaging.inbox(identity.guest(GUEST))

    def test_marking_keeps_the_first_moment(self, receipt: Template) -> None:
        tell()
        me = identity.guest(GUEST)
        [item] = messaging.inbox(me)
        first = clock.now()
        with clock.frozen(first):
            messaging.mark_read(me, message_id=item.id)
        messaging.mark_read(me, message_id=item.id)
        assert InboxItem.objects.get().read_at == first
        assert messaging.message(me, message_id=item.id).read

    @pytest.mark.parametrize("somebody", [identity.guest, None])
    def test_refuses_other_peoples_messages(self, receipt: Template, somebody: object) -> None:
        tell()
        message_id = Message.objects.get().pk
        other = identity.guest("taro@example.jp") if somebody else resident(9)
        for wanted in (message_id, uuid4()):
            with pytest.raises(NotFound):
                messaging.mark_read(other, message_id=wanted)
            with pytest.raises(NotFound):
                messaging.message(other, message_id=wanted)
        with pytest.raises(NotAllowed):
            messaging.mark_read(anonymous(), message_id=message_id)
        assert InboxItem.objects.get().read_at is None
