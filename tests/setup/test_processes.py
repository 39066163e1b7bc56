"""The supervisor brings back what dies, gives up what cannot live, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.setup.test_embedded_postgres import eventually
from yakuba.config import places, processes
from yakuba.config.processes import Supervisor
from yakuba.config.services import Service
from yakuba.config.trouble import Trouble


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Supervisor:
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(processes, "STOPPING", 0.5)
    return Supervisor(tmp_path / "log", os.environ, said.append)


def shell(script: str, **rest: str) -> Service:
    return Service("try", "試し", ["sh", "-c", script], **rest)  # type: ignore[arg-type]


def sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def test_a_killed_service_is_told_with_its_last_words_and_comes_back(
    supervisor: Supervisor, said: list[str]
) -> None:
    child = supervisor.start(shell("echo 最後の言葉; exec sleep 60"))
    assert supervisor.wait_until_well(5, sleep)
    assert eventually(lambda: "最後の言葉" in child.last_words())
    assert child.process
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: not child.alive())
    supervisor.revive()
    assert "シグナル 9" in said[0]
    assert "最後の言葉" in said[0]
    assert eventually(lambda: supervisor.revive() or child.alive())  # type: ignore[func-returns-value]
    assert child.process.pid != first
    supervisor.stop()


def test_a_service_that_never_lives_is_given_up_with_its_reason(supervisor: Supervisor) -> None:
    supervisor.start(shell("echo こわれています >&2; exit 3", health="http://127.0.0.1:9/"))
    with pytest.raises(Trouble, match="終了コード 3") as told:
        supervisor.wait_until_well(20, sleep)
    assert "こわれています" in str(told.value)


def test_a_service_that_does_not_answer_in_time_is_named(supervisor: Supervisor) -> None:
    supervisor.start(shell("exec sleep 60", health="http://127.0.0.1:9/"))
    with pytest.raises(Trouble, match="試しが応答しません"):
        supervisor.wait_until_well(0.3, sleep)
    supervisor.stop()


def test_pauses_grow_up_to_a_limit(supervisor: Supervisor) -> None:
    child = supervisor.start(shell("exit 1"))
    pauses = []
    for child.crashes in (1, 2, 3, 20):
        pauses.append(processes._pause(child))
    assert pauses == [0.05, 0.1, 0.2, processes.LONGEST_PAUSE]
    supervisor.stop()


def test_stopping_ends_the_whole_group_even_one_that_does_not_listen(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    note = tmp_path / "pids"
    child = supervisor.start(shell(f"trap '' TERM; sleep 60 & echo $! > {note}; wait; wait; sleep 60"))
    assert eventually(lambda: note.exists() and note.read_text().strip() != "")
    supervisor.stop()
    assert not child.alive()
    assert eventually(lambda: not Path(f"/proc/{note.read_text().strip()}").exists())


def test_asked_to_stop_while_waiting_it_stops_waiting(supervisor: Supervisor) -> None:
    supervisor.start(shell("exec sleep 60", health="http://127.0.0.1:9/"))
    assert supervisor.wait_until_well(60, lambda seconds: True) is False
    supervisor.stop()


def test_services_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    script = f"""
import os, time
from pathlib import Path
from yakuba.config.processes import Supervisor
from yakuba.config.services import Service
supervisor = Supervisor(Path({str(tmp_path)!r}), os.environ, print)
print(supervisor.start(Service("try", "試し", ["sleep", "60"])).process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=places.ROOT, stdout=subprocess.PIPE, text=True
    ) as supervising:
        assert supervising.stdout
        pid = supervising.stdout.readline().strip()
        assert Path(f"/proc/{pid}").exists()
        supervising.kill()
    assert eventually(lambda: not Path(f"/proc/{pid}").exists())
