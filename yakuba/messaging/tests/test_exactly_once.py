"""Whatever goes wrong, nobody gets a campaign twice, and nobody is lost: chance draws people, faults and deaths."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from yakuba.messaging.models import Addressee, Batch, LineChannel, LineFriend, Reader, Run
from yakuba.messaging.queries.reports import report_of
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.tests.exactly_once_scene import WAYS, Drawn, House, Met, house

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = 60
FOLLOWED = [frozenset[str](), frozenset({"ward"}), frozenset({"library"}), frozenset({"ward", "library"})]
PERCENT = [0, 0, 40, 100]


def drawn(chance: Random) -> Drawn:
    """A person: most can be reached by several ways."""
    return Drawn(
        line=chance.choice(FOLLOWED),
        bad_id=chance.random() < 0.1,
        blocks=chance.random() < 0.1,
        mail=chance.random() < 0.6,
        phone=chance.choice(["", "good", "refused"]),
        devices=chance.choice([0, 1, 1, 2]),
        language=chance.choice(["ja", "ja", "ja", "en", "ja-easy"]),
        silent=chance.random() < 0.2,
        declined=chance.random() < 0.1,
    )


def step(chance: Random, ways: Sequence[Way]) -> tuple[Any, ...]:
    """Something that happens while a campaign goes out: mostly a worker's turn on a bad day."""
    kind = chance.random()
    if kind < 0.55:
        faults = [chance.choice(PERCENT) for _ in range(4)]
        return (
            "turn",
            chance.choice(ways),
            *faults,
            chance.choice([-1, -1, 1, 2, 3, 4, 5]),
            chance.random() < 0.5,
        )
    if kind < 0.8:
        return ("clock", chance.choice([2, 10, 70, 70, 25 * 60]))
    if kind < 0.93:
        return (chance.choice(["leave", "decline", "gone", "block", "unlink"]), chance.randrange(8))
    return (chance.choice(["revoke", "grant", "resume", "stop"]),)


def test_nobody_twice_and_nobody_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """See the properties in `_judge`. Every example is a campaign from freezing to its end."""
    with house(monkeypatch, tmp_path, settings) as built:

        @how(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
        @given(st.integers(0, 2**40))
        def lived(seed: int) -> None:
            chance = Random(seed)  # noqa: S311 - a drawing, no secret
            ways = chance.sample(WAYS, chance.randint(1, 4))
            people = [drawn(chance) for _ in range(chance.randint(1, 8))]
            steps = [step(chance, ways) for _ in range(chance.randint(0, 14))]
            _live(built, people, ways, chance.choice(["ward", "library"]), chance.random() < 0.4, steps)

        lived()


def _live(
    built: House,
    people: Sequence[Drawn],
    ways: list[Way],
    account: str,
    personal: bool,
    steps: Sequence[tuple[Any, ...]],
) -> None:
    built.begin()
    for one in people:
        built.meet(one)
    run = built.go(ways=ways, account=account, personal=personal)
    before = -1
    for name, *more in steps:
        _step(built, run, name, more)
        run.refresh_from_db()
        if run.state == Run.State.STOPPED:
            before = built.messages() if before < 0 else before
    built.grant()
    built.resume(run)
    built.finish()
    if before >= 0:
        assert built.messages() == before, "something began after the stop"
    _judge(built, run, stopped=before >= 0)


def _step(built: House, run: Run, name: str, more: list[Any]) -> None:
    if name == "turn":
        way, fail, lose, busy, gone, after, written = more
        built.bad_day(fail=fail, lose=lose, busy=busy, gone=gone)
        built.death.after, built.death.written = after, written
        built.turn(way)
    elif name == "clock":
        built.wait(more[0])
    elif name == "revoke":
        built.revoke()
    elif name == "grant":
        built.grant()
    elif name == "resume":
        built.resume(run)
    elif name == "stop":
        built.stop(run)
    else:
        _happen(built, name, built.people[more[0] % len(built.people)])


def _happen(built: House, name: str, met: Met) -> None:
    row = Reader.objects.filter(pk=met.row.pk)
    met.touched = True
    if name == "leave":
        met.left = True
        row.delete()
    elif name == "decline":
        row.update(declined=[1])
        if met.declined_after < 0:
            met.declined_after = sum(built.told(met).values())
    elif name == "gone":
        for one in met.browsers:
            one.gone = True
    elif name == "block" and met.line:
        met.line.blocks = met.blocked = True
        LineFriend.objects.filter(pk=met.row.friend_id or 0).update(followed=False)
    elif name == "unlink":
        row.update(friend=None)


def _judge(built: House, run: Run, *, stopped: bool) -> None:
    """Every property, for each person and for the sums."""
    run.refresh_from_db()
    ledger = {one.reader_id: one for one in Addressee.objects.filter(run_id=run.pk)}
    batches = {one.number: one for one in Batch.objects.filter(run=run)}
    report = report_of(run)
    assert len(ledger) == run.recipients
    ways = report.ways
    assert all(min(one.accepted, one.failed, one.unknown, one.open, one.stopped) >= 0 for one in ways)
    accounted = sum(one.accepted + one.unknown + one.open + one.stopped for one in ways)
    assert accounted + report.unreached == run.recipients
    assert report.open == 0 and run.state == (Run.State.STOPPED if stopped else Run.State.DONE)
    assert not Batch.objects.filter(run=run, next_try__isnull=False).exists()
    unreached = sum(bool(one.fate) for one in ledger.values())
    for met in built.people:
        row = ledger.get(met.id)
        _judge_person(met, run, row, batches[row.batch] if row else None, built.told(met))
    assert report.unreached == unreached, "the ledger knows who was not reached"


def _judge_person(
    met: Met, run: Run, row: Addressee | None, batch: Batch | None, by_way: dict[Way, int]
) -> None:
    told = sum(by_way.values())
    assert told <= 1, f"told twice: {by_way}"
    if met.declined_after >= 0:
        assert told == met.declined_after, "told after they stopped the topic"
    if row is None or batch is None:
        assert told == 0
        return
    assert not met.drawn.declined
    assert met.id in batch.members or row.fate == Addressee.Fate.FORGOTTEN
    if row.fate:
        assert told == 0, f"told, and marked as not reached: {by_way}"
        if row.fate == Addressee.Fate.REFUSED and not met.touched:
            assert batch.way == _last_way(met, run), "a way was left untried"
    elif batch.state == Batch.State.SENT:
        assert told == 1 or met.drawn.blocks or met.blocked, "never told, and nobody knows"
    elif batch.state == Batch.State.STOPPED:
        assert told == (batch.members.index(met.id) < batch.done) or met.drawn.blocks


def _last_way(met: Met, run: Run) -> Way:
    """The last way of the campaign by which somebody can be tried who always stays as they were drawn."""
    account = LineChannel.objects.get(pk=run.account_id or 0).code
    by = {
        Way.LINE: account in met.drawn.line,
        Way.PUSH: bool(met.drawn.devices),
        Way.SMS: bool(met.drawn.phone),
        Way.MAIL: met.drawn.mail,
    }
    return next(Way(one) for one in reversed(run.ways) if by[Way(one)])
