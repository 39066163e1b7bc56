"""The way of short messages against the stand-in: every yes and no, lost answers, deaths; nobody gets one twice."""

import logging
import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from pytest_django import Settings

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.models import AuditEntry
from yakuba.messaging import campaign_sending, one_by_one_sending
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.resume_run import resume_run
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways.base import NotCarried
from yakuba.messaging.gateways.parcels import Parcel
from yakuba.messaging.gateways.sms.carrier import NO_NUMBER, TOO_LONG, UNSOUND, opened_sms
from yakuba.messaging.gateways.sms_sandbox import SmsFaults, Telephones
from yakuba.messaging.models import Addressee, Batch, Reader, Run
from yakuba.messaging.queries.reports import report_of
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NEXT_YEAR, NOON, officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]
SENDER = system("t")


class Killed(BaseException):
    """The worker is no more."""


def number(place: int) -> str:
    return f"090-1234-{5000 + place}"


def frozen(count: int = 3, ways: tuple[Way, ...] = (Way.SMS,), **changes: Any) -> Run:
    for place in range(count):
        scene.reader(place, phone=number(place), mail=f"r{place}@example.jp")
    return freeze_run(SENDER, campaign_id=scene.approved(ways=list(ways), **changes).pk)


def parcel(address: str = "09012345678", body: str = "訓練", **more: Any) -> Parcel:
    return Parcel("k", address, "", body, "ja", **more)


def carried(**given: Any) -> NotCarried | None:
    try:
        with opened_sms() as session:
            session.carry(parcel(**given))
    except NotCarried as failure:
        return failure
    return None


def later(minutes: int) -> None:
    with clock.frozen(NOON + timedelta(minutes=minutes)):
        send_way(Way.SMS)


def dying(monkeypatch: pytest.MonkeyPatch, name: str, after: int) -> None:
    """The worker dies when it calls `name` for the `after`-th time."""
    verb, left = getattr(one_by_one_sending, name), [after]

    def called(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            raise Killed
        return verb(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(one_by_one_sending, name, called)
        with pytest.raises(Killed):
            send_way(Way.SMS)


class TestAnswers:
    def test_everybody_gets_one(self, sms: Telephones) -> None:
        run = frozen(5)
        send_way(Way.SMS)
        got = sms.all()
        assert sorted(one.to for one in got) == [f"+81901234{5000 + place}" for place in range(5)]
        assert all(one.sender == "YAKUBA" and one.body.startswith("訓練\n") for one in got)
        run.refresh_from_db()
        assert run.state == Run.State.DONE and report_of(run).accepted == 5

    @pytest.mark.parametrize("code", [21211, 21214, 21217, 21408, 21610, 21612, 21614])
    def test_a_number_that_is_refused_takes_the_next_way(self, sms: Telephones, code: int) -> None:
        sms.faults = SmsFaults(refuse_every=2, refuse_code=code)
        run = frozen(2, (Way.SMS, Way.MAIL))
        send_way(Way.SMS)
        assert len(sms.all()) == 1 and Batch.objects.get(way=Way.MAIL).size == 1
        run.refresh_from_db()
        assert run.state == Run.State.SENDING

    @pytest.mark.parametrize("code", [21212, 21617, 30034, 20422])
    def test_another_no_pauses_with_the_code(self, sms: Telephones, code: int) -> None:
        sms.faults = SmsFaults(refuse_every=2, refuse_code=code)
        run = frozen(3)
        send_way(Way.SMS)
        run.refresh_from_db()
        assert run.state == Run.State.PAUSED and f"（400、{code}）" in run.last_error
        sms.faults = SmsFaults()
        resume_run(officer(3), run_id=run.pk)
        later(5)
        assert Counter(one.to for one in sms.all()).most_common(1)[0][1] == 1 and len(sms.all()) == 3

    def test_wrong_credentials_pause(self, sms: Telephones, settings: Settings) -> None:
        settings.SMS_TOKEN = "another-token"
        run = frozen(2)
        send_way(Way.SMS)
        run.refresh_from_db()
        assert run.state == Run.State.PAUSED and "（401、20003）" in run.last_error
        assert "another-token" not in run.last_error

    @pytest.mark.parametrize(
        ("status", "fault"), [(429, Fault.UNREACHABLE), (500, Fault.BROKEN_OFF), (503, Fault.BROKEN_OFF)]
    )
    def test_a_bad_hour_waits_as_long_as_was_asked(self, sms: Telephones, status: int, fault: Fault) -> None:
        sms.faults = SmsFaults(fail_every=1, fail_status=status, retry_after_s=600)
        failure = carried()
        assert failure and failure.fault is fault and failure.wait == timedelta(minutes=10)
        run = frozen(2)
        send_way(Way.SMS)
        batch = Batch.objects.get()
        assert batch.next_try == NOON + timedelta(minutes=10) and batch.done == 0
        run.refresh_from_db()
        assert run.state == Run.State.SENDING
        sms.faults = SmsFaults()
        later(9)
        assert not sms.all()
        later(11)
        assert len(sms.all()) == 2 and report_of(run).accepted == 2

    def test_an_absent_provider_keeps_the_place(self, sms: Telephones, settings: Settings) -> None:
        there, settings.SMS_URL = settings.SMS_URL, "http://127.0.0.1:1"
        run = frozen(2)
        send_way(Way.SMS)
        assert Batch.objects.get().state == Batch.State.WAITING
        settings.SMS_URL = there
        later(2)
        assert len(sms.all()) == 2 and report_of(run).accepted == 2

    def test_what_is_no_number_and_what_is_too_long_never_leaves(self, sms: Telephones) -> None:
        for address in ("110", "+1 202 555 0100", "x", "0901234567\r\nTo: 1", ""):
            failure = carried(address=address)
            assert failure and (failure.fault, failure.words) == (Fault.PERMANENT, NO_NUMBER)
        failure = carried(body="あ" * 1601)
        assert failure and (failure.fault, failure.words) == (Fault.PERMANENT, TOO_LONG)
        assert carried(body="あ" * 1600) is None and len(sms.all()) == 1


class TestOnce:
    def test_a_lost_answer_is_asked_about(self, sms: Telephones) -> None:
        sms.faults = SmsFaults(lose_every=2)
        run = frozen(5)
        for minutes in (0, 2, 4, 6, 8, 10):
            later(minutes)
        assert Counter(one.to for one in sms.all()) == {f"+81901234{5000 + place}": 1 for place in range(5)}
        run.refresh_from_db()
        assert run.state == Run.State.DONE and report_of(run).accepted == 5

    @pytest.mark.parametrize("fault", ["fail_every", "lose_every"])
    def test_a_long_outage_loses_nobody(self, sms: Telephones, fault: str) -> None:
        run = frozen(3)
        sms.faults = SmsFaults(**{fault: 1}, retry_after_s=0)
        for minutes in range(0, 30, 2):
            later(minutes)
        sms.faults = SmsFaults()
        for minutes in (30, 32):
            later(minutes)
        assert len(sms.all()) == 3 and set(Counter(one.to for one in sms.all()).values()) == {1}
        assert report_of(run).accepted == 3 and not report_of(run).open

    @pytest.mark.parametrize("after", [1, 2, 3, 4, 5])
    def test_a_worker_killed_after_the_yes_repeats_nothing(
        self, sms: Telephones, monkeypatch: pytest.MonkeyPatch, after: int
    ) -> None:
        run = frozen(5)
        dying(monkeypatch, "record_progress", after)
        assert len(sms.all()) == after
        send_way(Way.SMS)
        assert max(Counter(one.to for one in sms.all()).values()) == 1 and len(sms.all()) == 5
        assert report_of(run).accepted == 5

    def test_who_was_not_taken_before_the_death_gets_it(
        self, sms: Telephones, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        frozen(3)
        dying(monkeypatch, "_tell", 2)
        send_way(Way.SMS)
        assert max(Counter(one.to for one in sms.all()).values()) == 1 and len(sms.all()) == 3

    def test_a_no_after_asking_is_a_no(self, sms: Telephones, monkeypatch: pytest.MonkeyPatch) -> None:
        frozen(1, (Way.SMS, Way.MAIL))
        dying(monkeypatch, "_tell", 1)
        sms.faults = SmsFaults(refuse_every=1)
        send_way(Way.SMS)
        assert Batch.objects.get(way=Way.MAIL).size == 1
        assert Addressee.objects.get().fate == Addressee.Fate.AS_BATCH

    def test_where_it_cannot_be_asked_it_waits(
        self, sms: Telephones, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        run = frozen(2)
        dying(monkeypatch, "record_progress", 1)
        there, settings.SMS_URL = settings.SMS_URL, "http://127.0.0.1:1"
        for minutes in (0, 2, 4, 6, 8, 10, 12, 14, 16):
            later(minutes)
        batch = Batch.objects.get()
        assert batch.unsure and batch.state == Batch.State.WAITING and batch.done == 0
        settings.SMS_URL = there
        later(20)
        assert len(sms.all()) == 2 and report_of(run).accepted == 2

    def test_the_same_words_of_another_run_are_another_message(
        self, sms: Telephones, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        frozen(1)
        send_way(Way.SMS)
        Reader.objects.all().update(ways=Way.SMS.bit)
        freeze_run(SENDER, campaign_id=scene.approved(ways=[Way.SMS], urgent=True).pk)
        dying(monkeypatch, "_tell", 1)
        send_way(Way.SMS)
        assert len(sms.all()) == 2

    def test_a_list_that_does_not_reach_back_tells_nothing(self, sms: Telephones) -> None:
        for place in range(50):
            assert carried(body=f"別の文{place}") is None
        failure = carried(unsure_since=NOON)
        assert failure and failure.fault is Fault.UNREACHABLE and len(sms.all()) == 50
        assert carried(unsure_since=NEXT_YEAR + timedelta(hours=1)) is None
        assert len(sms.all()) == 51


def test_nobody_twice_whatever_goes_wrong(
    sms: Telephones, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Losses, failures and deaths by chance, then good days: each number once, and the report says so."""
    base = settings.SMS_URL

    @how(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 2**32))
    def lived(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a drawing, no secret
        for model in (Addressee, Batch, Run, Reader):
            model.objects.all().delete()
        sms.empty()
        people = chance.randint(1, 6)
        run = frozen(people, urgent=True)
        for turn in range(chance.randint(1, 5)):
            sms.faults = SmsFaults(
                lose_every=chance.choice([0, 1, 2, 3]), fail_every=chance.choice([0, 0, 2, 3]),
                fail_status=chance.choice([429, 500]), retry_after_s=0,
            )  # fmt: skip
            settings.SMS_URL = chance.choice([base, base, base, "http://127.0.0.1:1"])
            with clock.frozen(NOON + timedelta(minutes=3 * turn)), monkeypatch.context() as patch:
                if chance.random() < 0.5:
                    _kills(patch, chance)
                with suppress(Killed):
                    send_way(Way.SMS)
        sms.faults, settings.SMS_URL = SmsFaults(), base
        for minutes in (60, 62, 64):
            later(minutes)
        counted = Counter(one.to for one in sms.all())
        assert len(counted) == people and set(counted.values()) == {1}
        run.refresh_from_db()
        assert run.state == Run.State.DONE and report_of(run).accepted == people

    lived()


def _kills(patch: pytest.MonkeyPatch, chance: random.Random) -> None:
    name = chance.choice(["record_progress", "_tell", "record_batches", "settle_aside"])
    verb, left, before = getattr(one_by_one_sending, name), [chance.randint(1, 4)], chance.random() < 0.5

    def called(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0] and before:
            raise Killed
        answer = verb(*given, **named)
        if not left[0]:
            raise Killed
        return answer

    patch.setattr(one_by_one_sending, name, called)


def test_no_number_no_words_and_no_secret_in_logs_audit_and_errors(
    sms: Telephones, settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    texts = {"ja": Text("ひみつの件名", "ひみつの本文", "ひみつの短い文")}
    caplog.set_level(logging.DEBUG)
    run = frozen(3, (Way.SMS, Way.MAIL), texts=texts)
    for faults in (
        SmsFaults(fail_every=1), SmsFaults(lose_every=1), SmsFaults(refuse_every=1, refuse_code=30034),
    ):  # fmt: skip
        sms.faults = faults
        later(3)
        Run.objects.update(state=Run.State.SENDING)
        Batch.objects.filter(next_try__isnull=False).update(next_try=NOON)
    settings.SMS_TOKEN = "a-token-that-is-wrong"
    later(4)
    sms.faults, settings.SMS_FROM = SmsFaults(), "odd\r\nsender"
    Run.objects.update(state=Run.State.SENDING)
    Batch.objects.filter(next_try__isnull=False).update(next_try=NOON)
    later(5)
    run.refresh_from_db()
    assert len(sms.all()) == 1 and run.last_error.startswith(UNSOUND)
    sms.faults, settings.SMS_TOKEN = SmsFaults(refuse_every=1), "a-token-of-the-test"
    settings.SMS_FROM = "YAKUBA"
    resume_run(officer(3), run_id=run.pk)
    later(6)
    assert report_of(run).accepted == 1 and Batch.objects.get(way=Way.MAIL).size == 2
    said = capfd.readouterr()
    written = "".join([caplog.text, said.out, said.err, *map(str, AuditEntry.objects.values())])
    written += "".join(str(row) for row in Batch.objects.values("last_error", "request_id"))
    for secret in ("1234500", "9012345", "ひみつ", "a-token", "odd\r\nsender"):
        assert secret not in written
    assert campaign_sending.LINES[Way.SMS] == 1
