"""Every foreseeable obstacle has a sentence, and the command shows it without a traceback."""

import errno
import os
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from yakuba.__main__ import run
from yakuba.config import explain, places, preflight
from yakuba.config.trouble import DISK_FULL, Trouble, disk_full
from yakuba.kernel.refusals import Refusal

Usage = namedtuple("Usage", "total used free")


def test_a_taken_port_names_its_holder_and_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        sentence = preflight.port_taken(port, "--public-port")
        assert sentence is not None
        assert f"ポート {port} は使われています" in sentence
        assert f"pid {os.getpid()}" in sentence
        assert "--public-port" in sentence
    assert preflight.port_taken(port, "--public-port") is None


def test_a_nearly_full_disk_is_told_with_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert preflight.disk_short(tmp_path / "not" / "yet") is None
    monkeypatch.setattr("shutil.disk_usage", lambda place: Usage(10**10, 10**10, 12_000_000))
    assert "12 MB しかありません" in str(preflight.disk_short(tmp_path))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "YAKUBA_VAR" in str(preflight.not_writable(tmp_path / "file"))
    assert "YAKUBA_VAR" in str(preflight.not_writable(tmp_path / "file" / "below"))
    assert preflight.not_writable(tmp_path / "new") is None


def test_an_unreachable_database_is_told() -> None:
    assert "データベースに接続できません" in str(
        preflight.database_unreachable("postgresql://u:p@127.0.0.1:9/x")
    )


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Trouble("こまりました。"), "こまりました。"),
        (Refusal("late", "受付期間を過ぎています。"), "受付期間を過ぎています。"),
        (OSError(errno.ENOSPC, "No space left on device"), DISK_FULL),
        (OperationalError('could not extend file "base/1": No space left on device'), DISK_FULL),
        (OSError(errno.EADDRINUSE, "Address already in use"), "ポート"),
        (OperationalError("connection failed: Connection refused"), "Connection refused"),
        (PermissionError(errno.EACCES, "Permission denied", "/var/x"), "/var/x"),
        (ImproperlyConfigured("YAKUBA_X"), "YAKUBA_X"),
    ],
)
def test_foreseen_errors_become_sentences(error: Exception, expected: str) -> None:
    assert expected in str(explain.sentence_for(error))


def test_an_error_nobody_foresaw_keeps_its_traceback() -> None:
    assert explain.sentence_for(KeyError("x")) is None


def test_a_full_disk_is_seen_through_other_errors() -> None:
    outer = RuntimeError("could not store")
    outer.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert disk_full(outer)
    assert not disk_full(RuntimeError("could not store"))


@pytest.mark.django_db(transaction=True)
def test_a_pending_migration_is_told_with_the_way_out() -> None:
    assert explain.migrations_pending() is None
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'kernel' RETURNING app, name, applied")
        removed = cursor.fetchall()
        try:
            sentence = str(explain.migrations_pending())
        finally:
            cursor.executemany(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", removed
            )
    assert f"未適用の移行が {len(removed)} 件" in sentence
    assert "yakuba prepare" in sentence


@pytest.mark.parametrize("words", [["migrate"], ["serve", "public", "--port", "0"], ["prepare"], ["worker"]])
def test_commands_say_in_one_sentence_that_the_database_is_away(words: list[str], tmp_path: Path) -> None:
    done = command(words, DATABASE_URL="postgresql://u:secret@127.0.0.1:9/x", YAKUBA_VAR=str(tmp_path))
    assert done.returncode == 1
    assert "データベースに接続できません" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_the_demo_says_that_its_ports_are_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = command(["demo", "--public-port", port, "--staff-port", port], YAKUBA_VAR=str(tmp_path))
    assert done.returncode == 1
    assert "--public-port" in done.stderr
    assert "--staff-port" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unwritable_place_for_data_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command(["demo"], YAKUBA_VAR=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_not_a_crash(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["no_such_command"])
    assert ended.value.code == 1
    assert "no_such_command" in capsys.readouterr().err


def command(words: list[str], **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "yakuba", *words],
        cwd=places.ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
