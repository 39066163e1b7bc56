"""A house at work under a crowd, while something happens to it; and what is found in it afterwards."""

import hashlib
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import machine
from benchmarks.house import House
from yakuba.config import places, services
from yakuba.config.processes import Child
from yakuba.config.trouble import Trouble

LIMIT_S = 240.0
_RECEIPT = re.compile(r"KZ[0-9A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}")


Watch = Callable[["Scene", int, int], None]
"""Called with the scene, how many are done, how often somebody got no answer or was asked for patience."""
Deed = Callable[["Scene"], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one applicant came home with: the receipt number, "" for nothing."""

    number: int
    sha256: str
    receipt: str
    wrong: str


@dataclass
class Crowd:
    """What people came home with, and what they met on the way: 0 for no answer, else the status."""

    came: list[Outcome] = field(default_factory=list)
    met: list[int] = field(default_factory=list)


@dataclass
class Scene:
    """A running house with its public face, worker and mailbox."""

    house: House
    web: Child
    worker: Child
    mailbox: Child
    bad_day: tuple[str, ...]
    """The options with which the mailbox is started."""
    next_number: int = 1
    outcomes: list[Outcome] = field(default_factory=list)
    """Of all crowds so far: what was acknowledged once must be there until the end."""
    read: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What was read of each mail: the receipt number it names, its Message-ID."""

    def crowd(self, count: int, watch: Watch) -> Crowd:
        """Let `count` people apply at once. `watch` is called whenever one of them is done or has to try again."""
        first, self.next_number = self.next_number, self.next_number + count
        port = str(self.house.ports["public"])
        command = [sys.executable, "-m", "tests.faults.crowd", port, str(count), str(first)]
        crowd = Crowd()
        with subprocess.Popen(command, cwd=places.ROOT, stdout=subprocess.PIPE) as people:
            assert people.stdout is not None
            try:
                for line in self._lines(people.stdout.fileno()):
                    told = json.loads(line)
                    if "met" in told:
                        crowd.met.append(told["met"])
                    else:
                        crowd.came.append(Outcome(**told))
                    watch(self, len(crowd.came), len(crowd.met))
            finally:
                people.kill()
        assert len(crowd.came) == count
        self.outcomes += crowd.came
        return crowd

    def _lines(self, stream: int) -> Iterator[bytes]:
        """The lines as they come, while the house is kept alive as its supervisor would."""
        deadline = time.monotonic() + LIMIT_S
        os.set_blocking(stream, False)
        rest = b""
        with selectors.DefaultSelector() as ready:
            ready.register(stream, selectors.EVENT_READ)
            while time.monotonic() < deadline:
                self.keep_alive()
                if not ready.select(0.1):
                    continue
                read = os.read(stream, 65536)
                if not read:
                    return
                *lines, rest = (rest + read).split(b"\n")
                yield from lines
        raise TimeoutError("the crowd does not come to an end")

    def keep_alive(self) -> None:
        """What `yakuba demo` does twice a second: start again what died."""
        self.house.supervisor.revive()
        if not self.house.cluster.running():
            with suppress(Trouble):  # no room yet: it is tried again
                self.house.cluster.start()

    def eventually(self, true: Callable[[], bool], what: str) -> None:
        """Wait for something, keeping the house alive and letting time pass. Fails after a generous limit."""
        deadline = time.monotonic() + LIMIT_S
        while not true():
            assert time.monotonic() < deadline, what
            self.keep_alive()
            self.let_time_pass()
            time.sleep(0.3)

    def let_time_pass(self) -> None:
        """Everything that waits for a time waits ten minutes less, and the work of a minute is done."""
        with self.database() as connection:
            connection.execute(
                "UPDATE messaging_delivery SET next_try = next_try - interval '10 minutes'"
                " WHERE line = '' AND next_try > now()"
            )
            connection.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - interval '10 minutes'"
                " WHERE status = 'todo' AND scheduled_at > now()"
            )
            connection.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '10 minutes'"
                " WHERE last_heartbeat < now() - interval '15 seconds'"
            )
        subprocess.run(
            [sys.executable, "-m", "tests.faults.minute"],
            cwd=places.ROOT,
            env={
                **self.house.environment,
                **services.only(self.house.addresses.staff),
                "YAKUBA_FACE": "worker",
            },
            check=True,
        )

    def database(self) -> "psycopg.Connection[Any]":
        """A connection of the owner."""
        return psycopg.connect(self.house.addresses.owner, autocommit=True)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        with self.database() as connection:
            return connection.execute(statement.encode(), values).fetchall()

    def one(self, statement: str, *values: object) -> Any:
        """The one value of a statement."""
        return self.rows(statement, *values)[0][0]

    def mails(self) -> dict[str, list[str]]:
        """The Message-IDs of the mails that arrived, by the receipt number they name; copies are counted as they came."""
        for file in (self.house.var / "mailbox").glob("*.eml"):
            if file.name not in self.read:
                mail = message_from_bytes(file.read_bytes(), policy=modern)
                named = _RECEIPT.search(mail.get_content())
                self.read[file.name] = (named[0] if named else "", str(mail["Message-ID"]))
        found: dict[str, list[str]] = {}
        for receipt, header_id in self.read.values():
            found.setdefault(receipt, []).append(header_id)
        return found


def after(*plan: tuple[int, Deed]) -> Watch:
    """A watch that does each deed once so many people are done."""
    waiting = list(plan)

    def watch(scene: Scene, done: int, troubled: int) -> None:
        while waiting and done >= waiting[0][0]:
            waiting.pop(0)[1](scene)

    return watch


def kill_web_process(scene: Scene) -> None:
    """kill -9 for one of the processes that answer requests; the server puts another in its place."""
    answering = [pid for pid in machine.tree(scene.house.pid(scene.web)) if _is_worker(pid)]
    os.kill(max(answering), signal.SIGKILL)


def kill_web_server(scene: Scene) -> None:
    """kill -9 for the whole public face."""
    os.killpg(scene.house.pid(scene.web), signal.SIGKILL)


def kill_worker(scene: Scene) -> None:
    """kill -9 for the worker, in the middle of its jobs and mails."""
    os.kill(scene.house.pid(scene.worker), signal.SIGKILL)


def kill_database(scene: Scene) -> None:
    """kill -9 for PostgreSQL's postmaster."""
    os.kill(scene.house.postmaster(), signal.SIGKILL)


def _is_worker(pid: int) -> bool:
    """Whether a process of the web server is one that answers: it has loaded Django, its parent has not."""
    return "libpq" in Path(f"/proc/{pid}/maps").read_text("utf-8", errors="replace")


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
