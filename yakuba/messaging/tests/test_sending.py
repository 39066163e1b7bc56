"""Sending through SMTP to a real server on this machine, on good days and bad ones."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from yakuba.kernel import clock, events
from yakuba.kernel.actor import Actor, Kind, system
from yakuba.kernel.refusals import NotAllowed
from yakuba.messaging import jobs, sending
from yakuba.messaging.actions.claim_deliveries import LEASE, claim_deliveries
from yakuba.messaging.actions.free_line import free_line
from yakuba.messaging.actions.pause_channel import pause_channel
from yakuba.messaging.actions.put_back import put_back
from yakuba.messaging.actions.record_failure import record_failure
from yakuba.messaging.actions.record_sent import record_sent
from yakuba.messaging.api import Recipient, Template, declare_template, notify
from yakuba.messaging.events import DeliveryFailed
from yakuba.messaging.gateways.base import Outgoing
from yakuba.messaging.gateways.sandbox import Faults, Mailbox, capturing
from yakuba.messaging.models import Delivery, Message
from yakuba.messaging.rules.retries import Fault

NOON = datetime(2026, 5, 1, 12, tzinfo=clock.TOKYO)
Server = Callable[..., AbstractContextManager[Mailbox]]


@pytest.fixture
def server(tmp_path: Path, settings: LazySettings) -> Server:
    """Starts a mail server with the given faults, in front of one and the same mailbox."""
    mailbox = Mailbox(tmp_path / "mailbox")

    @contextmanager
    def start(**faults: int) -> Iterator[Mailbox]:
        with capturing(mailbox, port=0, faults=Faults(**faults)) as port:
            settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2
            yield mailbox

    return start


@pytest.fixture
def no_server(settings: LazySettings) -> Iterator[None]:
    """A port at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = held.getsockname()
        settings.EMAIL_TIMEOUT = 2
        yield


def tell(
    key: str = "k", email: str = "hanako@example.jp", language: str = "ja", title: str = "犬の登録"
) -> None:
    notify(
        system("test"),
        recipient=Recipient(email, None, language),
        template="trial.receipt",
        context={"title": title, "number": "2026-000001-5", "url": "https://example.jp/a/1"},
        key=key,
    )


def the_mail(mailbox: Mailbox) -> EmailMessage:
    [kept] = mailbox.all()
    mail = mailbox.mail(kept.name)
    assert mail is not None
    return mail


@pytest.mark.django_db
class TestAMail:
    def test_carries_what_a_mail_of_the_office_carries(self, receipt: Template, server: Server) -> None:
        with clock.frozen(NOON):
            tell()
            with server() as mailbox:
                assert sending.send_due("mail") == 1
        mail, row = the_mail(mailbox), Delivery.objects.get()
        assert (row.state, row.attempts, row.next_try, row.sent_at) == ("sent", 1, None, NOON)
        assert mail["Message-ID"] == row.header_id
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Content-Language"] == "ja"
        assert mail["Reply-To"] is None
        assert mail["To"] == "hanako@example.jp"
        assert "豊島区" in mail["From"].addresses[0].display_name
        assert parsedate_to_datetime(mail["Date"]) == NOON
        assert mail["Date"].endswith("+0900")
        assert mail["Subject"] == "【受付】犬の登録（2026-000001-5）"
        body = mail.get_content()
        assert body.startswith("犬の登録を受け付けました。")
        assert "このメールは自動で送っています。" in body

    @pytest.mark.parametrize(
        ("language", "hint"), [("en", "sent automatically"), ("ja-easy", "自動（じどう）")]
    )
    def test_speaks_the_language(self, receipt: Template, server: Server, language: str, hint: str) -> None:
        tell(language=language)
        with server() as mailbox:
            sending.send_due("mail")
        assert hint in the_mail(mailbox).get_content()

    @pytest.mark.parametrize(
        "title",
        ["葛\U000e0100飾𠮷田々ー髙﨑" * 8, "❄" * 90, "a" * 900, "é" * 300, "．\n.\r\n.\n", "{number}"],
    )
    def test_arrives_letter_by_letter(self, receipt: Template, server: Server, title: str) -> None:
        tell(title=title)
        with server() as mailbox:
            sending.send_due("mail")
        mail = the_mail(mailbox)
        shown = title.replace("\r", " ").replace("\n", " ").strip()
        assert mail["Subject"].startswith("【受付】" + shown)
        assert mail.get_content().startswith(shown + "を受け付けました。")

    def test_goes_to_addresses_that_carriers_once_gave_out(self, receipt: Template, server: Server) -> None:
        tell(email="a..b.@docomo.ne.jp")
        with server() as mailbox:
            sending.send_due("mail")
        assert "a..b." in mailbox.all()[0].recipient

    def test_has_no_header_from_a_value(self, receipt: Template, server: Server) -> None:
        tell(title="犬\r\nBcc: all@example.jp\n\nhttp://evil.example/")
        with server() as mailbox:
            sending.send_due("mail")
        mail = the_mail(mailbox)
        assert mail["Bcc"] is None
        assert mailbox.all()[0].recipient == "hanako@example.jp"


@pytest.mark.django_db
class TestBadDays:
    def test_a_refusal_for_now_is_tried_again_and_blocks_nobody(
        self, receipt: Template, server: Server
    ) -> None:
        with clock.frozen(NOON), server(refuse_every=2) as mailbox:
            for number in range(4):
                tell(f"k{number}")
            assert sending.send_due("mail") == 2
            assert len(mailbox.all()) == 2
            waiting = Delivery.objects.filter(state="failed")
            assert [(one.attempts, one.next_try) for one in waiting] == [(1, NOON + timedelta(minutes=1))] * 2
            assert "451" in waiting[0].last_error
            assert "hanako" not in waiting[0].last_error
            assert sending.send_due("mail") == 0
        with clock.frozen(NOON + timedelta(minutes=1)), server() as mailbox:
            assert sending.send_due("mail") == 2
        assert len({one.header_id for one in mailbox.all()}) == 4

    def test_a_refusal_for_good_is_given_up_and_announced(
        self, receipt: Template, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[events.Event] = []
        monkeypatch.setattr("yakuba.messaging.actions.record_failure.announce", told.append)
        tell()
        with server(refuse_every=1, refuse_code=550):
            assert sending.send_due("mail") == 0
        row = Delivery.objects.get()
        assert (row.state, row.next_try) == ("gave_up", None)
        assert told == [
            DeliveryFailed(delivery_id=str(row.pk), key="k", template="trial.receipt", channel="mail")
        ]

    def test_waits_grow_until_the_office_gives_up(self, receipt: Template, server: Server) -> None:
        moment, waits = NOON, []
        with clock.frozen(moment):
            tell()
        with server(refuse_every=1):
            while True:
                with clock.frozen(moment):
                    sending.send_due("mail")
                row = Delivery.objects.get()
                if row.next_try is None:
                    break
                waits.append(row.next_try - moment)
                moment = row.next_try
        minutes = [wait / timedelta(minutes=1) for wait in waits]
        assert minutes[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 240]
        assert len(minutes) == 19
        assert row.state == "gave_up"

    def test_an_hour_without_server_loses_nothing(
        self, receipt: Template, server: Server, no_server: None
    ) -> None:
        with clock.frozen(NOON):
            for number in range(120):
                tell(f"k{number}")
        for minute in range(0, 60, 5):
            with clock.frozen(NOON + timedelta(minutes=minute)):
                assert sending.send_due("mail") == 0
        assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}
        with clock.frozen(NOON + timedelta(minutes=60)), server() as mailbox:
            assert sending.send_due("mail") == 120
        assert len(mailbox.all()) == 120

    def test_three_days_without_server_are_too_many(self, receipt: Template, no_server: None) -> None:
        with clock.frozen(NOON):
            tell()
        with clock.frozen(NOON + timedelta(days=3)):
            sending.send_due("mail")
        assert Delivery.objects.get().state == "gave_up"

    def test_an_answer_lost_after_data_makes_a_recognisable_duplicate(
        self, receipt: Template, server: Server
    ) -> None:
        with clock.frozen(NOON):
            tell()
            with server(drop_after_data=1):
                assert sending.send_due("mail") == 0
        with clock.frozen(NOON + timedelta(minutes=1)), server() as mailbox:
            assert sending.send_due("mail") == 1
        first, second = mailbox.all()
        assert first.header_id == second.header_id
        assert first.copies == 2

    def test_a_broken_connection_is_opened_again_for_the_others(
        self, receipt: Template, server: Server
    ) -> None:
        with clock.frozen(NOON), server(drop_after_data=2) as mailbox:
            for number in range(6):
                tell(f"k{number}")
            assert sending.send_due("mail") == 3
            assert len(mailbox.all()) == 6

    def test_a_server_that_keeps_hanging_up_counts_as_away(self, receipt: Template, server: Server) -> None:
        with clock.frozen(NOON), server(drop_after_data=1) as mailbox:
            for number in range(60):
                tell(f"k{number}")
            assert sending.send_due("mail") == 0
            assert len(mailbox.all()) == sending.BREAKS
            assert not Delivery.objects.filter(next_try__lte=NOON).exists()

    def test_a_server_that_does_not_answer_is_left_after_the_time_limit(
        self, receipt: Template, server: Server, settings: LazySettings
    ) -> None:
        tell()
        with server(delay_ms=1500):
            settings.EMAIL_TIMEOUT = 0.3
            assert sending.send_due("mail") == 0
        assert Delivery.objects.get().state == "failed"

    def test_what_cannot_be_read_any_more_is_given_up(self, receipt: Template, server: Server) -> None:
        tell()
        Message.objects.update(words=b"")
        with server() as mailbox:
            sending.send_due("mail")
        assert mailbox.all() == []
        assert Delivery.objects.get().state == "gave_up"


@pytest.mark.django_db
class TestTaking:
    def test_a_worker_that_dies_leaves_its_deliveries_to_the_next(
        self, receipt: Template, server: Server
    ) -> None:
        with clock.frozen(NOON), server() as mailbox:
            tell()
            tell("other")
            claim_deliveries(system("dies"), channel="mail", line="mail:0", most=1)
            claim_deliveries(system("dies"), channel="mail", line="mail:1", most=1)
            jobs.send_left_over.work()
        assert len(mailbox.all()) == 2
        rows = Delivery.objects.values_list("state", "attempts", "line")
        assert list(rows) == [("sent", 2, "")] * 2

    def test_what_a_living_worker_holds_is_left_alone_until_its_lease_ends(
        self, receipt: Template, server: Server
    ) -> None:
        with clock.frozen(NOON), server() as mailbox:
            tell()
            claim_deliveries(system("lives"), channel="mail", line="mail:1", most=50)
            assert sending.send_due("mail") == 0
        with clock.frozen(NOON + LEASE), server() as mailbox:
            assert sending.send_due("mail") == 1
        assert len(mailbox.all()) == 1

    def test_a_lease_that_runs_out_is_put_back(self, receipt: Template, server: Server) -> None:
        with clock.frozen(NOON):
            tell()
            batch = claim_deliveries(system("slow"), channel="mail", line="mail:1", most=50)
        with clock.frozen(NOON + LEASE):
            sending._send_batch(system("slow"), None, batch, sending._Tally())  # type: ignore[arg-type]
        assert batch == []
        row = Delivery.objects.get()
        assert (row.attempts, row.next_try) == (0, NOON + LEASE)

    def test_a_delivery_that_trips_the_program_stops_no_other(
        self, receipt: Template, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(3):
            tell(f"k{number}")
        victim = Delivery.objects.get(key="k1:mail").pk
        outgoing = sending._outgoing

        def trips(delivery: Delivery) -> Outgoing:
            if delivery.pk == victim:
                raise ZeroDivisionError
            return outgoing(delivery)

        monkeypatch.setattr(sending, "_outgoing", trips)
        with server() as mailbox:
            assert sending.send_due("mail") == 2
        assert len(mailbox.all()) == 2
        assert Delivery.objects.get(pk=victim).state == "failed"

    @pytest.mark.parametrize(
        "verb",
        [
            lambda actor, row: claim_deliveries(actor, channel="mail", line="mail:0", most=1),
            lambda actor, row: record_sent(actor, delivery=row),
            lambda actor, row: record_failure(actor, delivery=row, fault=Fault.PERMANENT, error=""),
            lambda actor, row: put_back(actor, deliveries=[row], wait=LEASE),
            lambda actor, row: pause_channel(actor, channel="mail", wait=LEASE),
            lambda actor, row: free_line(actor, line=""),
        ],
    )
    @pytest.mark.parametrize("kind", ["anonymous", "guest", "resident", "staff"])
    def test_nobody_but_the_worker_sends(
        self, receipt: Template, verb: Callable[[Actor, Delivery], object], kind: Kind
    ) -> None:
        tell()
        before = Delivery.objects.values().get()
        actor = Actor(kind=kind, key=f"{kind}:1", label="", grants={"messaging.notify": frozenset({1})})
        with pytest.raises(NotAllowed):
            verb(actor, Delivery.objects.get())
        assert Delivery.objects.values().get() == before

    def test_secret_words_are_gone_once_sent(
        self, receipt: Template, words_folder: Path, server: Server
    ) -> None:
        for language in ("ja", "ja-easy", "en"):
            (words_folder / f"code.{language}.txt").write_text("番号\n\n番号は 123456 です。", "utf-8")
        declare_template(
            Template(
                "trial.code", "番号", channels=frozenset({"mail"}), useful=timedelta(minutes=10), secret=True
            )
        )
        recipient = Recipient("hanako@example.jp")
        with clock.frozen(NOON), server() as mailbox:
            for key in ("a", "b"):
                notify(system("t"), recipient=recipient, template="trial.code", context={}, key=key)
                if key == "a":
                    sending.send_due("mail")
        with clock.frozen(NOON + timedelta(minutes=10)), server() as mailbox:
            assert sending.send_due("mail") == 0
        assert len(mailbox.all()) == 1
        assert {bytes(one) for one in Message.objects.values_list("words", flat=True)} == {b""}
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent", "gave_up"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(receipt: Template, server: Server) -> None:
    for number in range(130):
        tell(f"k{number}")
    sent: list[int] = []

    def work() -> None:
        try:
            sent.append(sending.send_due("mail"))
        finally:
            connection.close()

    with server() as mailbox:
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(sent) == 130
    assert len({one.header_id for one in mailbox.all()}) == len(mailbox.all()) == 130
