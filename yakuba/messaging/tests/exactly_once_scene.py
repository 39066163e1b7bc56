"""A house with every stand-in, small audiences drawn by chance, workers that die: for `test_exactly_once`."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import campaign_jobs, campaign_sending, one_by_one_sending, push_sending
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.keep_date import keep_date
from yakuba.messaging.actions.stop_campaign import stop_campaign
from yakuba.messaging.gateways.line import client as line_client
from yakuba.messaging.gateways.line_sandbox import server as line_stand_in
from yakuba.messaging.gateways.line_sandbox.state import Person, user_id
from yakuba.messaging.gateways.push import opening
from yakuba.messaging.gateways.push.client import PushClient
from yakuba.messaging.gateways.push_sandbox import server as push_stand_in
from yakuba.messaging.gateways.push_sandbox.state import Browser, subscription_of
from yakuba.messaging.gateways.sandbox import Faults, Mailbox, capturing
from yakuba.messaging.gateways.sms import carrier
from yakuba.messaging.gateways.sms_sandbox import SmsFaults, Telephones
from yakuba.messaging.gateways.stand_in import running
from yakuba.messaging.models import (
    Addressee,
    Batch,
    Campaign,
    LineChannel,
    LineFriend,
    Personal,
    PushDevice,
    Reader,
    ReaderAddress,
    ReaderDate,
    Run,
)
from yakuba.messaging.rules.campaign_timing import Repeat
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import line_user_key, seal
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON

SENDER = system("t")
WAYS = (Way.LINE, Way.PUSH, Way.SMS, Way.MAIL)
DATED = {"ja": Text("期限", "{date}までに{what}を出してください。", "{date}まで")}
KIND = "t.due"
_people = count(1)


class Died(BaseException):
    """The worker is killed."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A person as chance draws them. `line`: accounts followed; `phone`: "", "good" or "refused"."""

    line: frozenset[str] = frozenset()
    bad_id: bool = False
    blocks: bool = False
    mail: bool = False
    phone: str = ""
    devices: int = 0
    language: str = "ja"
    silent: bool = False
    declined: bool = False


@dataclass
class Met:
    """A person in the house, and where their messages can be counted."""

    drawn: Drawn
    row: Reader
    number: int
    id: int = 0
    line: Person | None = None
    browsers: list[Browser] = field(default_factory=list)
    touched: bool = False
    left: bool = False
    blocked: bool = False
    declined_after: int = -1
    """How often they had been told when they stopped the topic; -1 for who did not."""

    @property
    def mail(self) -> str:
        """Their address."""
        return f"p{self.number}@example.jp"

    @property
    def phone(self) -> str:
        """Their number; what ends in four noughts the stand-in refuses."""
        return f"+8190{self.number % 9000 + 1000}{'0000' if self.drawn.phone == 'refused' else '1234'}"


@dataclass
class Death:
    """Kills a worker at its `after`-th note to the database: before it is written or after."""

    after: int = -1
    written: bool = False

    def around(self, verb: Any) -> Any:
        """The same verb, with death beside it."""

        def told(*given: Any, **named: Any) -> Any:
            self.after -= 1
            if self.after == 0 and not self.written:
                raise Died
            answer = verb(*given, **named)
            if self.after == 0:
                raise Died
            return answer

        return told


@dataclass
class House:
    """Everything that a campaign can go through, and what went wrong with it."""

    accounts: dict[str, line_stand_in.Sandbox]
    push: push_stand_in.Sandbox
    mailbox: Mailbox
    mail_faults: Any
    sms: Telephones
    death: Death = field(default_factory=Death)
    people: list[Met] = field(default_factory=list)
    now: datetime = NOON

    def begin(self) -> None:
        """An empty house at noon."""
        for one in (
            Personal,
            Addressee,
            Batch,
            Run,
            Campaign,
            PushDevice,
            ReaderAddress,
            ReaderDate,
            Reader,
            LineFriend,
        ):
            one.objects.all().delete()
        self.people, self.now, self.death.after = [], NOON, -1
        self.mailbox.empty()
        self.sms.empty()
        self.right()
        self.grant()

    def right(self) -> None:
        """Nothing goes wrong."""
        for box in self.accounts.values():
            box.faults.fail = box.faults.lose = box.faults.busy = 0.0
        own = self.push.faults
        own.fail = own.lose = own.busy = own.gone = 0.0
        own.retry_after_s = 30
        vars(self.mail_faults).update(asdict(Faults()))
        self.sms.faults = SmsFaults()

    def bad_day(self, *, fail: float = 0, lose: float = 0, busy: float = 0, gone: float = 0) -> None:
        """So many percent of the calls go wrong, everywhere."""
        self.right()
        for box in self.accounts.values():
            box.faults.fail, box.faults.lose, box.faults.busy = fail, lose, busy
        own = self.push.faults
        own.fail, own.lose, own.busy, own.gone = fail, lose, busy, gone
        self.mail_faults.refuse_every = _every(busy)
        self.mail_faults.refuse_code = 451 if fail else 550
        self.mail_faults.drop_after_data = _every(lose)
        self.sms.faults = SmsFaults(
            lose_every=_every(lose), fail_every=_every(fail or busy), fail_status=500 if fail else 429
        )

    def meet(self, drawn: Drawn) -> Met:
        """Somebody who can be told something."""
        number = next(_people) % 10_000
        met = Met(drawn, Reader(), number)
        line = Person(user_id(f"once-{number}"), follows=bool(drawn.line), blocks=drawn.blocks)
        met.line = line
        named = "no id" if drawn.bad_id else line.id
        friends = []
        for code in sorted(drawn.line):
            self.accounts[code].world.people[line.id] = line
            friends.append(
                LineFriend.objects.create(
                    channel=LineChannel.objects.get(code=code), user_key=line_user_key(f"{named}{number}"),
                    user_id=seal(named), decided_at=NOON, decided_by="x", written_at=NOON,
                )
            )  # fmt: skip
        addresses = {Way.MAIL: met.mail if drawn.mail else "", Way.SMS: met.phone if drawn.phone else ""}
        ways = sum(way.bit for way, one in addresses.items() if one)
        met.row = Reader.objects.create(
            friend=friends[0] if friends else None, mail_key=f"k{number}", rounding=number % 5, changed_at=NOON,
            ways=ways | (Way.LINE.bit if friends else 0) | (Way.PUSH.bit if drawn.devices else 0),
            language=drawn.language, declined=[1] if drawn.declined else [],
            quiet_from=10 if drawn.silent else 0, quiet_until=23 if drawn.silent else 0,
        )  # fmt: skip
        met.id = met.row.pk
        for way, one in addresses.items():
            if one:
                ReaderAddress.objects.create(reader=met.row, way=way, address=seal(one), since=NOON)
        for _ in range(drawn.devices):
            browser = self.push.world.subscribe(opening.own_identity().public)
            given = subscription_of(self.push.base, browser.token)
            PushDevice.objects.create(
                id=uuid4(), reader=met.row, key=browser.token, subscription=seal(json.dumps(asdict(given))), since=NOON
            )  # fmt: skip
            met.browsers.append(browser)
        self.people.append(met)
        return met

    def go(self, *, ways: list[Way], account: str, personal: bool) -> Run:
        """A campaign of these ways, frozen."""
        more: dict[str, Any] = {}
        if personal:
            for one in self.people:
                keep_date(
                    SENDER, resident_id=None, mail_key=f"k{one.number}", kind=KIND, key=str(one.number),
                    day=NOON.date() + timedelta(days=3), what="現況届",
                )  # fmt: skip
            more = {
                "texts": DATED, "repeat": Repeat.BEFORE, "date_kind": KIND, "days_before": 3,
                "known_dates": frozenset({KIND}), "first_at": NOON + timedelta(minutes=1), "until": NOON.date(),
            }  # fmt: skip
        with clock.frozen(NOON):
            row = scene.approved(ways=ways, account_id=LineChannel.objects.get(code=account).pk, **more)
        self.now = NOON + timedelta(minutes=2)
        with clock.frozen(self.now):
            return freeze_run(SENDER, campaign_id=row.pk)

    def turn(self, way: Way) -> None:
        """A worker begins at a way, and may die at it."""
        try:
            with clock.frozen(self.now):
                campaign_sending.send_way(way)
        except Died:
            pass
        self.death.after = -1

    def revoke(self) -> None:
        """LINE does not know the house any more."""
        LineChannel.objects.update(token=seal("revoked"))

    def grant(self) -> None:
        """LINE knows the house again."""
        for code, box in self.accounts.items():
            LineChannel.objects.filter(code=code).update(token=seal(box.world.account.access_token))

    def wait(self, minutes: int) -> None:
        """Time goes by; after a day LINE has forgotten every key."""
        self.now += timedelta(minutes=minutes)
        if minutes >= 24 * 60:
            for box in self.accounts.values():
                box.world.keys.clear()

    def stop(self, run: Run) -> None:
        """The stop button."""
        try:
            with clock.frozen(self.now):
                stop_campaign(scene.officer(), campaign_id=run.campaign_id)
        except Refusal:
            pass

    def resume(self, run: Run) -> None:
        """Somebody lets a run go on that was paused."""
        try:
            with clock.frozen(self.now):
                campaign_jobs.resume(scene.officer(), run_id=run.pk)
        except Refusal:
            pass

    def finish(self) -> None:
        """Good days until nothing waits any more."""
        self.right()
        for _ in range(40):
            campaign_jobs.end_over()
            held = Batch.objects.exclude(line="").exists()
            if not held and not Run.objects.filter(state=Run.State.SENDING).exists():
                return
            self.now += timedelta(minutes=21)
            for way in WAYS:
                self.turn(way)
        raise AssertionError("it never ends")

    def told(self, met: Met) -> dict[Way, int]:
        """How often somebody was told by each way, as they see it."""
        texts = [one.to for one in self.sms.all()]
        mails = {one.header_id for one in self.mailbox.all() if met.mail in one.recipient}
        return {
            Way.LINE: met.line.received if met.line else 0,
            Way.PUSH: max((len(one.shown) for one in met.browsers), default=0),
            Way.SMS: texts.count(met.phone),
            Way.MAIL: len(mails),
        }

    def messages(self) -> int:
        """How many messages all stand-ins have taken, repeated ones too."""
        return (
            sum(box.world.counts.sent for box in self.accounts.values())
            + self.push.world.counts.taken
            + len(self.mailbox.all())
            + len(self.sms.all())
        )


def _every(percent: float) -> int:
    return round(100 / percent) if percent else 0


@contextmanager
def house(patch: pytest.MonkeyPatch, folder: Path, settings: Any) -> Iterator[House]:
    """All stand-ins, running and connected, and a house that waits for nothing."""
    patch.setattr(campaign_sending, "SOON", timedelta(0))
    patch.setattr(line_client, "FIRST_WAIT_S", 0.001)
    patch.setattr(opening, "PushClient", partial(PushClient, timeout_s=3, first_wait_s=0.002))
    patch.setattr("yakuba.messaging.actions.freeze_run.MOST_A_WEEK", SimpleNamespace(value=lambda: 0))
    settings.VAR = folder
    patch.setattr(carrier, "SETTLED_S", 0.0)
    box, faults = Mailbox(folder / "mail"), SimpleNamespace(**asdict(Faults()))
    with ExitStack() as stack:
        ward = stack.enter_context(scene.line())
        library = stack.enter_context(running(line_stand_in.Sandbox()))
        told = library.credentials()
        LineChannel.objects.create(
            code="library", name="図書館", channel_id=told.channel_id, secret=seal(told.channel_secret),
            token=seal(told.access_token), api_base=told.api_base, data_base=told.data_base, written_at=NOON,
        )  # fmt: skip
        push = stack.enter_context(running(push_stand_in.Sandbox()))
        settings.PUSH_SANDBOX = push.base
        settings.EMAIL_PORT = stack.enter_context(capturing(box, port=0, faults=cast(Faults, faults)))
        shorts = stack.enter_context(scene.telephones(settings, folder))
        made = House({"ward": ward, "library": library}, push, box, faults, shorts)
        _breaking(patch, made)
        yield made


def _breaking(patch: pytest.MonkeyPatch, made: House) -> None:
    """Let workers die beside every note to the database."""
    for module in (campaign_sending, push_sending, one_by_one_sending):
        for name in (
            "fall_back",
            "record_batches",
            "record_progress",
            "put_off_members",
            "forget_devices",
            "settle_aside",
            "end_run",
        ):
            if hasattr(module, name):
                patch.setattr(module, name, made.death.around(getattr(module, name)))
