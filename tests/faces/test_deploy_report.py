"""`yakuba check --deploy`: says in Japanese what is missing, and lets a complete installation pass."""

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.running import House, command
from yakuba.config import deploy_checks
from yakuba.kernel import clock
from yakuba.messaging.models import LineChannel


@pytest.fixture
def clamd() -> Iterator[str]:
    """A scanner that says it is there; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def answer() -> None:
            while not over.is_set():
                try:
                    line, _from = server.accept()
                except TimeoutError:
                    continue
                with line:
                    line.recv(64)
                    line.sendall(b"PONG\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        over.set()
        thread.join()


def test_a_house_that_is_not_ready_is_told_what_is_missing(house: House) -> None:
    done = house.run("check", "--deploy")
    assert done.returncode == 1, done.stdout
    for wanted in (
        "YAKUBA_DEMO=1",
        "YAKUBA_HOSTS",
        "YAKUBA_TLS=1",
        "YAKUBA_CLAMD",
        "YAKUBA_MAIL_FROM",
        "https://",
        "見本",
    ):
        assert wanted in done.stdout, wanted
    for well in ("仕事係：1 人が働いています", "メールの出口", "利用者の権限", "三つを、毎日写し"):
        assert well in done.stdout, done.stdout
    assert "公開できません" in done.stdout.splitlines()[-1]
    assert done.stderr == "" and "Traceback" not in done.stdout
    for secret in ("YAKUBA_SECRET_KEY", "YAKUBA_STAFF_PASSWORD", "YAKUBA_FIELD_KEY"):
        assert house.environment[secret] not in done.stdout


def test_a_complete_one_passes(house: House, clamd: str) -> None:
    complete = {
        "YAKUBA_DEMO": "",
        "YAKUBA_HOSTS": "yakuba.city.test,desk.city.test",
        "YAKUBA_TLS": "1",
        "YAKUBA_CLAMD": clamd,
        "YAKUBA_MAIL_FROM": "yakuba@city.test",
        "YAKUBA_PUBLIC_URL": "https://yakuba.city.test",
        "YAKUBA_STAFF_URL": "https://desk.city.test",
    }
    done = command({**house.environment, **complete}, "check", "--deploy")
    lines = [
        line
        for line in done.stdout.splitlines()
        if line.startswith("要対応") and "書き込みの確かさ" not in line and "試しの受け皿" not in line
    ]
    assert lines == [], (
        done.stdout
    )  # on purpose the tests' database is not durable, and their LINE is the stand-in


def test_without_the_word_it_is_djangos_own(house: House) -> None:
    done = house.run("check")
    assert done.returncode == 0 and "no issues" in done.stdout
    assert house.run("check", "--deploy", "--no-such-option").returncode != 0


@pytest.mark.django_db
def test_accounts_at_line_are_looked_at() -> None:
    row = LineChannel.objects.create(
        code="demo",
        name="区",
        secret=b"",
        token=b"",
        api_base="http://localhost:8026",
        written_at=clock.now(),
    )
    [stand_in] = deploy_checks.line()
    assert stand_in.level == "bad" and "試しの受け皿" in stand_in.sentence
    row.api_base = "https://api.line.me"
    row.save()
    assert [one.level for one in deploy_checks.line()] == ["ok", "note"]
    row.state = LineChannel.State.WELL
    row.save()
    assert [one.level for one in deploy_checks.line()] == ["ok", "ok"]
    row.active = False
    row.save()
    assert list(deploy_checks.line()) == []
