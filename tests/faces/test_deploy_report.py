"""`yakuba check --deploy`: says in Japanese what is missing, and lets a complete installation pass."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.running import House, command
from yakuba.config import deploy_checks, services
from yakuba.config.demo import Demo, parser
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


def test_the_provider_of_short_messages_is_looked_at(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    names = ("SMS_URL", "SMS_ACCOUNT", "SMS_TOKEN", "SMS_FROM")
    for name in names:
        setattr(settings, name, "")
    assert [(one.level, one.sentence) for one in deploy_checks.sms()] == [("ok", "使いません。")]
    for name, value in zip(names, ("https://sms.example.jp", "ACtest", "", "YAKUBA"), strict=True):
        setattr(settings, name, value)
    assert [(one.level, one.sentence) for one in deploy_checks.sms()] == [
        ("bad", "YAKUBA_SMS_TOKEN がありません。")
    ]
    settings.SMS_TOKEN = "a-secret-token"
    assert [(one.level, one.sentence) for one in deploy_checks.sms()] == [
        ("ok", "sms.example.jp を使います。")
    ]
    settings.SMS_URL, settings.DEMO = "http://localhost:8025", True
    [wrong] = deploy_checks.sms()
    assert wrong.level == "bad" and "https://" in wrong.sentence and "localhost" not in wrong.sentence
    (tmp_path / "sms").mkdir()
    (tmp_path / "sms" / "sent.jsonl").write_text("x")
    assert [one.level for one in deploy_checks.sms()] == ["bad", "bad"]


def test_the_demo_hands_the_secret_of_short_messages_to_who_needs_it_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("YAKUBA_SMTP_HOST", raising=False)
    one, two = (Demo(parser().parse_args([])) for _ in range(2))
    assert one.environment["YAKUBA_SMS_URL"].startswith("http://localhost:")
    assert not {"YAKUBA_SMS_TOKEN", "YAKUBA_SMS_ACCOUNT"} & one.environment.keys() - os.environ.keys()
    assert one.sms["YAKUBA_SMS_TOKEN"] != two.sms["YAKUBA_SMS_TOKEN"]
    assert (
        services.worker("postgres://x", one.sms).environment["YAKUBA_SMS_TOKEN"]
        == one.sms["YAKUBA_SMS_TOKEN"]
    )
    assert services.mailbox(smtp_port=1, page_port=2, given=one.sms)
    monkeypatch.setenv("YAKUBA_SMTP_HOST", "mail.example.jp")
    assert not Demo(parser().parse_args([])).sms
