"""Figures of messaging: `.venv/bin/python -m benchmarks.messaging [--smoke]`; README.md says what each one is."""

import argparse
import os
import random
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import django
import psycopg

from benchmarks import machine, officer, webhook
from benchmarks.figures import Figures, percentile
from benchmarks.house import House, opened
from benchmarks.journey import WentWrong, expect
from benchmarks.visitor import Visitor

if TYPE_CHECKING:
    from yakuba.messaging.gateways.line_sandbox.server import Sandbox

WRITER, CHIEF = "yamada", "suzuki"
"""In the sample ward: may write campaigns of their section; may approve them."""
LIMIT_S = 300.0
STILL_S = 4.0
"""So long nothing may reach LINE any more before it counts as stopped."""
LIST = "/messages/campaigns/"
_CAMPAIGN = re.compile(r"/messages/campaigns/(\d+)/")
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done."""

    people: int
    friends: int
    mails: int
    pushes: int
    counts: int


FULL = Size(people=300_000, friends=165_500, mails=5_000, pushes=20_000, counts=200)
SMOKE = Size(people=20_000, friends=10_000, mails=300, pushes=1_000, counts=40)


def run(size: Size, figures: Figures) -> None:
    """Open a house beside LINE's stand-in, measure everything, close it."""
    with opened() as house:
        os.environ.update(house.environment, DJANGO_SETTINGS_MODULE="yakuba.config.settings")
        django.setup()
        from benchmarks import audience
        from yakuba.messaging.gateways.line_sandbox.server import Sandbox
        from yakuba.messaging.gateways.stand_in import running

        sandbox = Sandbox()
        ids = sandbox.world.add_crowd(size.friends)
        with running(sandbox):
            audience.fill(
                house.addresses.owner,
                people=size.people,
                line_ids=ids,
                mails=size.mails,
                channel=_connect(sandbox),
            )
            _always_day()
            house.start_mailbox()
            house.start_face("staff", workers=1)
            writer, chief = (officer.signed_in(house.ports["staff"], login) for login in (WRITER, CHIEF))
            _segments(writer, size, figures)
            worker = house.pid(house.start_worker())
            desk = Desk(house, writer, chief)
            _multicast(desk, sandbox, size, figures)
            _pushes(desk, sandbox, worker, size, figures)
            _stop(desk, sandbox, size, figures)
            _mails(desk, size, figures)
            house.start_face("public", workers=1)
            webhook.measure(house, sandbox, size.counts * 5, 50 if size is FULL else None, figures)


def _connect(sandbox: "Sandbox") -> int:
    """Connect the house with the stand-in; the number of the channel."""
    from yakuba.messaging.models import LineChannel
    from yakuba.messaging.sealing import seal

    told = sandbox.credentials()
    row = LineChannel.objects.create(
        code="ward",
        name="区",
        channel_id=told.channel_id,
        secret=seal(told.channel_secret),
        token=seal(told.access_token),
        api_base=told.api_base,
        data_base=told.data_base,
        written_at=datetime.now(UTC),
    )
    return int(row.pk)


def _always_day() -> None:
    """No quiet hours, no weekly limit: a benchmark may run at night, and more than once."""
    from yakuba.kernel import options
    from yakuba.kernel.actor import system
    from yakuba.messaging import options as own

    for one, value in ((own.QUIET_FROM, 0), (own.QUIET_UNTIL, 0), (own.MOST_A_WEEK, 0)):
        options.choose(system("benchmark"), code=one.code, value=value)


def _segments(writer: Visitor, size: Size, figures: Figures) -> None:
    """The live count as the form asks for it: another area, other topics and ages each time."""
    chance = random.Random(7)
    expect(writer.get(f"{LIST}new"), 200)
    for _ in range(5):
        expect(writer.post(f"{LIST}count", _conditions(chance)), 200)
    writer.waited_ms.clear()
    for _ in range(size.counts):
        answer = expect(writer.post(f"{LIST}count", _conditions(chance)), 200)
        if "届く人" not in answer.text:
            raise WentWrong(answer.text[:300])
    waited = list(writer.waited_ms)
    detail = f"p50 {percentile(waited, 0.5):.0f}, {size.people:,} readers, a new polygon each time, over HTTP"
    figures.add("segment_p95_ms", percentile(waited, 0.95), 100 if size is FULL else None, detail)


def _conditions(chance: random.Random) -> list[tuple[str, str]]:
    """A polygon of 6 to 14 corners somewhere over the ward, topics, ages, perhaps a second group."""
    x, y, wide = chance.uniform(139.69, 139.74), chance.uniform(35.718, 35.742), chance.uniform(0.003, 0.02)
    corners = sorted(chance.uniform(0, 6.28) for _ in range(chance.randint(6, 14)))
    from math import cos, sin

    ring = [[round(x + wide * cos(turn), 6), round(y + wide * 0.8 * sin(turn), 6)] for turn in corners]
    shape = str([*ring, ring[0]])
    fields = [("groups", "2"), ("facts", "1"), ("g0-ring", f'{{"type":"Polygon","coordinates":[{shape}]}}')]
    fields += [("g0-topics", str(chance.randint(1, 8))) for _ in range(2)]
    if chance.random() < 0.5:
        fields += [("g0-youngest", "0"), ("g0-oldest", str(chance.randint(1, 15)))]
    fields += [("g1-chome", str(chance.randint(1, 83))) for _ in range(10)]
    return fields


@dataclass
class Desk:
    """Two officers at the staff face: one writes, one approves."""

    house: House
    writer: Visitor
    chief: Visitor
    connection: "psycopg.Connection[Any] | None" = None

    def campaign(self, title: str, ways: list[str], words: str, **more: str) -> int:
        """Write a campaign to everybody and ask for approval, by the pages; its number."""
        for visitor in (self.writer, self.chief):
            visitor.close()  # the server ends a connection that was quiet for long
        expect(self.writer.get(f"{LIST}new"), 200)
        fields = {
            "title": title, "topic": "1", "groups": "1", "repeat": "now", "version": "0",
            "action": "save", "section": self.section(), "ja-subject": "防災訓練のお知らせ", "ja-body": words,
            "en-subject": "Drill", "en-body": "A drill of {ward}.", **more,
        }  # fmt: skip
        sent = expect(
            self.writer.post(f"{LIST}new", [*fields.items(), *(("ways", way) for way in ways)]), 302
        )
        found = _CAMPAIGN.search(sent.location)
        assert found is not None
        number = int(found[1])
        page = expect(self.writer.get(f"{LIST}{number}/"), 200)
        version = _VERSION.search(page.text)
        assert version is not None
        expect(self.writer.post(f"{LIST}{number}/ask", [("version", version[1])]), 302)
        expect(self.chief.get(f"{LIST}{number}/"), 200)
        return number

    def section(self) -> str:
        """The section for which the writer may write."""
        page = self.writer.get(f"{LIST}new").text
        found = re.search(r'name="section".*?value="(\d+)"', page, re.S)
        assert found is not None
        return found[1]

    def approve(self, number: int) -> None:
        """The second person's button."""
        expect(self.chief.post(f"{LIST}{number}/approve", [("version", "1")]), 302)

    def finished(self, number: int) -> dict[str, Any]:
        """Wait for the end of its run; the run as it stands in the database."""
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline:
            row = self.one(
                "SELECT r.state, r.recipients, extract(epoch FROM r.frozen_at), extract(epoch FROM r.ended_at),"
                " extract(epoch FROM c.approved_at), r.last_error FROM messaging_run r"
                " JOIN messaging_campaign c ON c.id = r.campaign_id WHERE c.id = %s",
                number,
            )
            if row and row[0] == "done":
                names = ("state", "recipients", "frozen", "ended", "approved", "error")
                return dict(zip(names, row, strict=True))
            time.sleep(0.05)
        raise WentWrong(f"campaign {number} does not end: {row}")

    def one(self, statement: str, *values: object) -> Any:
        """The first row of a statement of the owner, over one connection: a new one each time costs the database more
        than what is measured."""
        if self.connection is None:
            self.connection = psycopg.connect(self.house.addresses.owner, autocommit=True)
        return self.connection.execute(statement.encode(), values).fetchone()


def _multicast(desk: Desk, sandbox: "Sandbox", size: Size, figures: Figures) -> None:
    """Approve a campaign to everybody on LINE; from the second person's press to the last answer of LINE."""
    found = []
    for _ in range(2):  # the worker has compiled and connected after the first
        number = desk.campaign("全員へ", ["line"], "{ward}の防災訓練のお知らせです。")
        before = sandbox.world.counts.sent
        desk.approve(number)
        run = desk.finished(number)
        sent = sandbox.world.counts.sent - before
        if sent != run["recipients"]:
            raise WentWrong(f"{sent} of {run['recipients']} arrived")
        found.append((float(run["ended"] - run["approved"]), run))
    seconds, run = min(found, key=lambda one: one[0])
    detail = (
        f"{run['recipients']:,} people in {sandbox.world.counts.by_kind['multicast'] // 2} calls; "
        f"frozen by {float(run['frozen'] - run['approved']):.2f} s at the earliest; LINE allows 200 calls a second"
    )
    figures.add("send_165k_s", seconds, 3 if size is FULL else None, detail)
    frozen = _freeze(desk, size)
    figures.add(
        "freeze_300k_s", frozen, 1 if size is FULL else None, f"{size.people:,} readers, four ways (function)"
    )


def _freeze(desk: Desk, size: Size) -> float:
    """Batches and ledger for everybody, inside one transaction that is taken back."""
    from django.db import transaction

    from yakuba.kernel import clock
    from yakuba.kernel.actor import system
    from yakuba.messaging.actions.freeze_run import freeze_run
    from yakuba.messaging.models import Campaign

    last = Campaign.objects.latest("id")
    best = LIMIT_S
    for _ in range(3):
        with transaction.atomic():
            Campaign.objects.filter(pk=last.pk).update(
                state="approved", next_at=clock.now(), ways=[1, 2, 3, 4]
            )
            began = time.perf_counter()
            freeze_run(system("benchmark"), campaign_id=last.pk)
            best = min(best, time.perf_counter() - began)
            transaction.set_rollback(True)
    return best


def _pushes(desk: Desk, sandbox: "Sandbox", worker: int, size: Size, figures: Figures) -> None:
    """A reminder with words of everybody's own, one call for each; CPU of the worker with the database's share."""
    number = _reminder(desk, size)
    roots = [worker, desk.house.postmaster()]
    before, calls = [machine.cpu_ms([root]) for root in roots], sandbox.world.counts.by_kind.get("push", 0)
    desk.approve(number)
    run = desk.finished(number)
    web, database = (machine.cpu_ms([root]) - past for root, past in zip(roots, before, strict=True))
    pushed = sandbox.world.counts.by_kind["push"] - calls
    if pushed != run["recipients"]:
        raise WentWrong(f"{pushed} of {run['recipients']} pushes arrived")
    detail = f"{pushed:,} in {float(run['ended'] - run['frozen']):.1f} s by the clock; CPU of worker {web:.0f} ms, PostgreSQL {database:.0f} ms"
    figures.add("push_per_core_s", pushed / ((web + database) / 1000), note=f"≥ 2,000; {detail}")


def _reminder(desk: Desk, size: Size) -> int:
    """A campaign with words of everybody's own, waiting to be approved; its number."""
    from yakuba.messaging import dates

    dates.declare_date(dates.DateKind("messaging.benchmark", "試し", "試し", "trial"))
    day = (datetime.now(UTC) + timedelta(hours=9)).date() + timedelta(days=3)
    from yakuba.messaging.sealing import seal

    what = seal("現況届")
    statement = "COPY messaging_readerdate (reader_id, kind, key, day, what) FROM STDIN"
    with psycopg.connect(desk.house.addresses.owner) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM messaging_readerdate WHERE kind = 'messaging.benchmark'")
        with cursor.copy(statement) as copy:
            for number in range(1, size.pushes + 1):
                copy.write_row((number, "messaging.benchmark", "1", day, what))
    number = desk.campaign("期日の前", ["line"], "{ward}です。")
    from yakuba.messaging.campaign_texts import seal_texts
    from yakuba.messaging.models import Campaign
    from yakuba.messaging.rules.campaign_words import Text

    # The page offers the kinds of days that modules declare; this one exists only here.
    Campaign.objects.filter(pk=number).update(
        repeat="before", date_kind="messaging.benchmark", days_before=3,
        words=seal_texts({"ja": Text("期限のお知らせ", "{date}までに{what}を出してください。")}),
    )  # fmt: skip
    return number


def _stop(desk: Desk, sandbox: "Sandbox", size: Size, figures: Figures) -> None:
    """Press the stop button of a campaign that is going out; from the press to the last call that reaches LINE."""
    number = _reminder(desk, size)
    counts = sandbox.world.counts

    def pushed() -> int:
        return counts.by_kind.get("push", 0)

    before = pushed()
    sandbox.faults.late_ms = 0 if size is FULL else 30  # few pushes would be through before the press
    desk.approve(number)
    deadline = time.monotonic() + LIMIT_S
    while pushed() < before + size.pushes // 20:
        if time.monotonic() > deadline:
            raise WentWrong("the campaign does not begin")
        time.sleep(0.005)
    pressed = last = time.monotonic()
    at_press = seen = pushed()
    version = _VERSION.search(expect(desk.chief.get(f"{LIST}{number}/"), 200).text)
    expect(desk.chief.post(f"{LIST}{number}/stop", [("version", version[1] if version else "1")]), 302)
    while time.monotonic() < pressed + STILL_S:
        if pushed() != seen:
            last, seen = time.monotonic(), pushed()
        time.sleep(0.005)
    sandbox.faults.late_ms = 0
    if seen >= before + size.pushes:
        raise WentWrong("the campaign ended before it could be stopped")
    detail = f"{seen - at_press:,} more of {size.pushes:,} went out after the press; page and form included"
    figures.add("stop_s", last - pressed, 1 if size is FULL else None, detail)


def _mails(desk: Desk, size: Size, figures: Figures) -> None:
    """Everybody with a mail, over SMTP to the mailbox."""
    number = desk.campaign("メール", ["mail"], "{ward}の防災訓練のお知らせです。")
    desk.approve(number)
    run = desk.finished(number)
    seconds = float(run["ended"] - run["frozen"])
    figures.add(
        "mail_per_s",
        run["recipients"] / seconds,
        note=f"≥ 500; {run['recipients']:,} mails in {seconds:.1f} s, the mailbox on the same cores",
    )


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--smoke", action="store_true", help="a smaller size, the same paths, under half a minute"
    )
    figures = Figures()
    run(SMOKE if parser.parse_args(arguments).smoke else FULL, figures)
    figures.finish()


if __name__ == "__main__":
    main()
