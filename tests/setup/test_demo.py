"""`yakuba demo` as its user meets it: opens, serves, survives, closes, and keeps the data for the next time."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.test_embedded_postgres import eventually
from yakuba.config import places, ports

OPEN, LIMIT = "役場が開きました", 90


class Running:
    """A demo on ports of its own."""

    def __init__(self, var: Path) -> None:
        self.ports = {"public": ports.pick(), "staff": ports.pick()}
        given = [word for face, port in self.ports.items() for word in (f"--{face}-port", str(port))]
        self.output = var.with_suffix(".out")
        own = {"YAKUBA_VAR": str(var), "PYTHONUNBUFFERED": "1"}
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("YAKUBA_", "DATABASE_"))
        }
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "yakuba", "demo", "--ward", "", *given],
                cwd=places.ROOT,
                env=kept | own,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        assert eventually(lambda: OPEN in self.said() or self.process.poll() is not None, LIMIT), self.said()
        assert OPEN in self.said(), self.said()

    def said(self) -> str:
        return self.output.read_text("utf-8")

    def health(self, face: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[face]}/health", timeout=20) as answer:
            return int(answer.status)

    def stop(self, number: int) -> float:
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - began


LEAVES_WITHIN_S = 40
"""A worker gives the job it is at twenty seconds to end (`yakuba worker`)."""


@pytest.fixture
def var(place: Path) -> Iterator[Path]:
    (place / "var").mkdir()
    yield place / "var"
    assert eventually(lambda: not processes_with(str(place / "var")), LEAVES_WITHIN_S), processes_with(
        str(place / "var")
    )


def processes_with(word: str) -> list[str]:
    """Command lines and environments that name the demo's directory: whatever still belongs to it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            text = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if word.encode() in text and process.name != str(os.getpid()):
            found.append(text[:200].decode(errors="replace"))
    return found


def test_it_opens_closes_and_keeps_the_data(var: Path) -> None:
    first = Running(var)
    assert first.health("public") == first.health("staff") == 200
    assert (var / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert first.stop(signal.SIGINT) < 15
    assert first.process.returncode == 0
    secrets = (var / "secrets.json").read_bytes()
    second = Running(var)
    assert second.health("staff") == 200
    assert "作っています" not in second.said()
    assert second.stop(signal.SIGTERM) < 15
    assert (var / "secrets.json").read_bytes() == secrets


def test_a_second_one_over_the_same_data_is_refused_and_the_first_goes_on(var: Path) -> None:
    first = Running(var)
    second = subprocess.run(
        [sys.executable, "-m", "yakuba", "demo"],
        cwd=places.ROOT, env=os.environ | {"YAKUBA_VAR": str(var)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert f"プロセス番号 {first.process.pid}" in second.stderr
    assert first.health("public") == 200
    first.stop(signal.SIGTERM)


def test_killed_outright_it_leaves_nothing_running(var: Path) -> None:
    demo = Running(var)
    demo.stop(signal.SIGKILL)
