"""A campaign to many while its worker is killed again and again, LINE loses every fifth answer and PostgreSQL restarts.

100,000 people and ten kills with `YAKUBA_FAULTS_FULL=1`; fewer, and three kills, otherwise.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from benchmarks.house import House, opened
from yakuba.config import places
from yakuba.config.processes import Child
from yakuba.config.trouble import Trouble
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.stand_in import running

FULL = os.environ.get("YAKUBA_FAULTS_FULL") == "1"
pytestmark = pytest.mark.faults
PEOPLE, PUSHED, KILLS = (100_000, 2_000, 10) if FULL else (15_000, 300, 3)
LIMIT_S = 600.0


@dataclass
class Stage:
    """A house with a worker, and LINE's stand-in on a bad day."""

    house: House
    sandbox: Sandbox
    worker: Child
    chance: random.Random = field(default_factory=lambda: random.Random(20))

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the owner of the database reads."""
        with psycopg.connect(self.house.addresses.owner, autocommit=True) as connection:
            return connection.execute(statement.encode()).fetchall()

    def kill_worker(self) -> None:
        """kill -9, a moment after LINE took something that the worker cannot have written down yet."""
        calls, deadline = self.sandbox.world.counts.calls, time.monotonic() + 15
        while self.sandbox.world.counts.calls < calls + 3 and time.monotonic() < deadline:
            time.sleep(0.005)
        assert self.sandbox.world.counts.calls > calls, "nothing is sent any more"
        time.sleep(self.chance.uniform(0, 0.8))
        os.kill(self.house.pid(self.worker), signal.SIGKILL)
        assert self.worker.process is not None
        self.worker.process.wait()

    def kill_database(self) -> None:
        """kill -9 for PostgreSQL; `keep_alive` starts it again."""
        os.kill(self.house.postmaster(), signal.SIGKILL)
        time.sleep(1.0)

    def keep_alive(self) -> None:
        """Start again what was killed, as the supervisor of an installation does."""
        deadline = time.monotonic() + 60
        while not self.house.cluster.running() and time.monotonic() < deadline:
            with suppress(Trouble):  # it may still be leaving
                self.house.cluster.start()
            time.sleep(0.2)
        if not self.worker.alive():
            self.worker.start()


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with opened() as house:
        sandbox = Sandbox()
        ids = sandbox.world.add_crowd(PEOPLE)
        with running(sandbox):
            told = sandbox.credentials()
            words = [
                told.channel_id,
                told.channel_secret,
                told.access_token,
                told.api_base,
                str(PEOPLE),
                str(PUSHED),
            ]
            command = [sys.executable, "-m", "tests.faults.campaign_scene", *words]
            subprocess.run(
                command, cwd=places.ROOT, env=house.environment, input="\n".join(ids).encode(), check=True
            )
            sandbox.faults.lose, sandbox.faults.hold_ms, sandbox.faults.late_ms = 20.0, 300, 250
            yield Stage(house, sandbox, house.start_worker())


def test_everybody_is_told_once_whatever_happens(stage: Stage) -> None:
    for number in range(KILLS):
        stage.kill_worker()
        if number == KILLS // 2:
            stage.kill_database()
        stage.keep_alive()
    deadline = time.monotonic() + LIMIT_S
    while any(state != "done" for (state,) in stage.rows("SELECT state FROM messaging_run")):
        assert time.monotonic() < deadline, stage.rows(
            "SELECT state, way, count(*) FROM messaging_batch GROUP BY 1, 2"
        )
        stage.keep_alive()
        time.sleep(0.2)
    _ledger_and_line_agree(stage)


def _ledger_and_line_agree(stage: Stage) -> None:
    people = [one for one in stage.sandbox.world.people.values() if not one.phone]
    assert {one.received for one in people[:PUSHED]} == {2}  # the campaign and the reminder
    assert {one.received for one in people[PUSHED:]} == {1}
    assert stage.rows("SELECT count(*), count(DISTINCT (run_id, reader_id)) FROM messaging_addressee") == [
        (PEOPLE + PUSHED, PEOPLE + PUSHED)
    ]
    assert stage.rows("SELECT DISTINCT fate FROM messaging_addressee") == [(0,)]
    assert stage.rows("SELECT DISTINCT state, failed FROM messaging_batch") == [("sent", 0)]
    assert stage.rows("SELECT sum(size), sum(done) FROM messaging_batch") == [
        (PEOPLE + PUSHED, PEOPLE + PUSHED)
    ]
    assert stage.sandbox.world.counts.sent == PEOPLE + PUSHED
    assert stage.sandbox.world.counts.again > 0, "nothing was repeated: the day was not bad enough"
