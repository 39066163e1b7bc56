"""Keeps the processes of a running house alive: starts them, watches them, brings them back, stops them.

Every service is a process group of its own with a log of its own (var/log/<name>.log). One that dies is started
again, each time after a longer pause; when the supervisor itself is killed, its services are told to stop too.
"""

import ctypes
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yakuba.config.services import Service
from yakuba.config.trouble import Trouble

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between a crash and the next start
SETTLED = 60.0  # a service that lived this long starts again with the first pause
PATIENCE = 3  # crashes before the first sign of health after which a service is given up
STOPPING = 8.0  # seconds a service has for stopping
LOG_LIMIT = 10_000_000
_PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


@dataclass(slots=True)
class Child:
    """One service at work."""

    service: Service
    log: Path
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    crashes: int = 0
    healthy: bool = False

    def start(self) -> None:
        """Starts the process, with everything it prints going to its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - commands from services.py
                self.service.command,
                env=dict(self.environment) | dict(self.service.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # safe: the supervisor has one thread
            )
        self.started = time.monotonic()

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def well(self) -> bool:
        """Whether the service answers at its health address (without one: whether it is alive)."""
        if not self.alive():
            return False
        if not self.service.health:
            return True
        try:
            with urllib.request.urlopen(self.service.health, timeout=2) as answer:  # noqa: S310 - our own http address
                return bool(answer.status == 200)
        except OSError:
            return False

    def signal(self, number: int) -> None:
        """Sends a signal to the process and all it has started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def last_words(self, lines: int = 6) -> str:
        """The end of the log."""
        with self.log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 4000))
            text = log.read().decode("utf-8", errors="replace")
        return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:])


@dataclass(slots=True)
class Supervisor:
    """All services of one house. `say` gets a sentence whenever something worth knowing happens."""

    logs: Path
    environment: Mapping[str, str]
    say: Say
    children: list[Child] = field(default_factory=list)

    def start(self, service: Service) -> Child:
        """Starts a service and keeps it from now on."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{service.name}.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        child = Child(service, log, self.environment)
        child.start()
        self.children.append(child)
        return child

    def wait_until_well(self, seconds: float, interrupted: Callable[[float], bool]) -> bool:
        """Waits until all services answer; False when `interrupted` said to stop. `interrupted` sleeps as it asks.

        Raises Trouble when a service keeps dying or does not answer within `seconds`.
        """
        deadline = time.monotonic() + seconds
        while True:
            self.revive()
            for child in self.children:
                child.healthy = child.healthy or child.well()
            waiting = [child for child in self.children if not child.healthy]
            if not waiting:
                return True
            if time.monotonic() > deadline:
                first = waiting[0]
                raise Trouble(
                    f"{first.service.label}が応答しません。記録（{first.log}）の最後:\n{first.last_words()}"
                )
            if interrupted(0.1):
                return False

    def revive(self) -> None:
        """Starts the services again that have died, once their pause is over.

        Raises Trouble for one that has never been well and died for the third time: it will not get better.
        """
        for child in self.children:
            if child.process is None:
                self._start_again(child)
            elif not child.alive():
                self._report(child)

    def _report(self, child: Child) -> None:
        code = child.process.returncode if child.process else 0
        if time.monotonic() - child.started > SETTLED:
            child.crashes = 0
        child.crashes += 1
        child.signal(signal.SIGKILL)  # what it may have left behind in its group
        child.process = None
        child.started = time.monotonic()
        how = f"シグナル {-code}" if code < 0 else f"終了コード {code}"
        tail = (
            f"{child.service.label}が止まりました（{how}）。記録（{child.log}）の最後:\n{child.last_words()}"
        )
        if not child.healthy and child.crashes >= PATIENCE:
            raise Trouble(tail)
        self.say(f"{tail}\n  {_pause(child):g} 秒後に起動し直します。")

    def _start_again(self, child: Child) -> None:
        if time.monotonic() - child.started >= _pause(child):
            child.start()

    def stop(self) -> None:
        """Stops all services, the last started first; whoever does not listen is killed."""
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOPPING
        for child in reversed(self.children):
            if child.process is not None:
                try:
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.signal(signal.SIGKILL)
                    child.process.wait()
                child.signal(signal.SIGKILL)
        self.children.clear()


def _pause(child: Child) -> float:
    return min(FIRST_PAUSE * 2.0 ** (child.crashes - 1), LONGEST_PAUSE)


_libc = ctypes.CDLL(None)


def _die_with_parent() -> None:
    if hasattr(_libc, "prctl"):
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
