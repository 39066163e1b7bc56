"""Secrets are made once, kept closed, and never overwritten."""

import base64
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from yakuba.config import places, secrets


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YAKUBA_VAR", str(tmp_path))
    for field in fields(secrets.Secrets):
        monkeypatch.delenv(f"YAKUBA_{field.name.upper()}", raising=False)


def test_the_first_start_makes_them_and_the_second_finds_them() -> None:
    first = secrets.load()
    assert secrets.load() == first
    assert secrets.path().stat().st_mode & 0o777 == 0o600
    values = [getattr(first, field.name) for field in fields(first)]
    assert len(set(values)) == len(values)
    assert min(len(value) for value in values) >= 32
    assert len(base64.urlsafe_b64decode(first.field_key)) == 32


def test_printing_shows_none_of_them() -> None:
    kept = secrets.load()
    assert kept.secret_key not in repr(kept)
    assert kept.owner_password not in f"{kept}"


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = secrets.load()
    monkeypatch.setenv("YAKUBA_STAFF_PASSWORD", "given")
    assert secrets.load().staff_password == "given"
    assert secrets.load().public_password == kept.public_password


def test_no_file_is_written_when_all_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in fields(secrets.Secrets):
        monkeypatch.setenv(f"YAKUBA_{field.name.upper()}", f"given {field.name}")
    assert secrets.load().field_key == "given field_key"
    assert not secrets.path().exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"secret_key": 1}'])
def test_a_damaged_file_is_reported_and_left_alone(content: str) -> None:
    secrets.path().write_text(content)
    with pytest.raises(ValueError, match="damaged"):
        secrets.load()
    assert secrets.path().read_text() == content


def test_a_later_version_adds_what_is_missing_and_changes_nothing_else() -> None:
    secrets.path().write_text('{"secret_key": "old", "unknown": "kept"}')
    assert secrets.load().secret_key == "old"
    assert '"unknown": "kept"' in secrets.path().read_text()


def test_processes_that_start_together_agree() -> None:
    script = "from yakuba.config import secrets; print(secrets.load().secret_key)"
    running = [
        subprocess.Popen([sys.executable, "-c", script], cwd=places.ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in running}) == 1
