"""The mail stand-in: what it keeps, how its page shows it, whom it lets in."""

import base64
import os
import signal
import smtplib
import subprocess
import sys
import urllib.request
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings

from yakuba.config import ports
from yakuba.messaging.gateways.sandbox import Mailbox
from yakuba.messaging.gateways.sandbox_page import MailboxPage
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.management.commands.mailbox import SMS_FAULTS, _telephones


def mail(subject: str = "受付のお知らせ", text: str = "本文です。", html: str = "", key: str = "") -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "yakuba@example.jp", "hanako@example.jp"
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    head = f"Message-ID: <{key}@example.jp>\n".encode() if key else b""
    return head + made.as_bytes()


class Browser:
    """Asks the page as a browser on this machine would."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.page = MailboxPage(mailbox)
        self.status = ""
        self.body = b""
        self.headers: dict[str, str] = {}

    def ask(self, path: str, method: str = "GET", **headers: str) -> str:
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        setup_testing_defaults(environ)
        environ["wsgi.input"] = BytesIO(self.body)
        environ.update({"HTTP_HOST": "localhost:8025", **headers})

        def start(status: str, sent: list[tuple[str, str]]) -> None:
            self.status, self.headers = status, dict(sent)

        return b"".join(self.page(environ, start)).decode()


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mails", keep=5)


@pytest.fixture
def browser(mailbox: Mailbox) -> Browser:
    return Browser(mailbox)


class TestKeeping:
    def test_only_the_latest_stay(self, mailbox: Mailbox) -> None:
        for number in range(8):
            mailbox.store(["a@example.jp"], mail(f"件名{number}"))
        assert [one.subject for one in mailbox.all()] == [f"件名{number}" for number in range(7, 2, -1)]
        assert len(list(mailbox.folder.iterdir())) == 5

    def test_they_are_there_after_a_new_start(self, mailbox: Mailbox) -> None:
        name = mailbox.store(["a@example.jp"], mail("再起動"))
        again = Mailbox(mailbox.folder)
        assert [(one.name, one.subject, one.recipient) for one in again.all()] == [
            (name, "再起動", "a@example.jp")
        ]

    def test_duplicates_are_counted(self, mailbox: Mailbox) -> None:
        for key in ("x", "x", "y", ""):
            mailbox.store(["a@example.jp"], mail(key=key))
        assert [one.copies for one in mailbox.all()] == [1, 1, 2, 1]

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00", b"Subject: =?utf-8?b?!!!?=\r\n\r\n\x80", b"\r\n\r\n"]
    )
    def test_malformed_mails_are_kept_too(self, mailbox: Mailbox, browser: Browser, content: bytes) -> None:
        name = mailbox.store(["a@example.jp"], content)
        browser.ask("/")
        assert browser.status.startswith("200")
        browser.ask(f"/mail/{name}")
        assert browser.status.startswith("200")


class TestPage:
    def test_lists_and_shows(self, mailbox: Mailbox, browser: Browser) -> None:
        name = mailbox.store(
            ["hanako@example.jp"], mail(text="こちら：https://example.jp/a?b=1&c=2をご覧ください。")
        )
        listed = browser.ask("/")
        assert "受付のお知らせ" in listed
        assert f"/mail/{name}" in listed
        assert 'http-equiv="refresh"' in listed
        shown = browser.ask(f"/mail/{name}")
        assert '<a href="https://example.jp/a?b=1&amp;c=2" rel="noreferrer">' in shown
        assert "</a>をご覧ください。" in shown
        assert "Subject:" in browser.ask(f"/mail/{name}/raw")
        assert browser.headers["Content-Type"].startswith("text/plain")

    def test_finds_by_recipient_and_subject_and_then_stands_still(
        self, mailbox: Mailbox, browser: Browser
    ) -> None:
        mailbox.store(["hanako@example.jp"], mail("一つ目"))
        mailbox.store(["taro@example.jp"], mail("二つ目"))
        found = browser.ask("/?q=TARO")
        assert "二つ目" in found
        assert "一つ目" not in found
        assert 'http-equiv="refresh"' not in found
        assert "合うメールはありません" in browser.ask("/?q=zzz")

    def test_nothing_in_a_mail_runs(self, mailbox: Mailbox, browser: Browser) -> None:
        bad = "<script>alert(1)</script>"
        name = mailbox.store([f"{bad}@example.jp"], mail(bad, bad, f"<p>{bad}</p>", bad))
        for path in ("/", f"/mail/{name}"):
            assert bad not in browser.ask(path)
            assert "default-src 'none'" in browser.headers["Content-Security-Policy"]
        assert "sandbox" in browser.ask(f"/mail/{name}")
        browser.ask(f"/mail/{name}/html")
        assert browser.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert browser.headers["X-Content-Type-Options"] == "nosniff"

    def test_empties_on_demand(self, mailbox: Mailbox, browser: Browser) -> None:
        mailbox.store(["a@example.jp"], mail())
        browser.ask("/empty", "POST", HTTP_ORIGIN="http://localhost:8025")
        assert (browser.status[:3], browser.headers["Location"]) == ("303", "/")
        assert mailbox.all() == []
        assert "まだメールは届いていません" in browser.ask("/")

    @pytest.mark.parametrize(
        ("path", "method", "headers", "status"),
        [
            ("/", "GET", {"HTTP_HOST": "evil.example"}, "403"),
            ("/", "GET", {"HTTP_HOST": "localhost.evil.example:8025"}, "403"),
            ("/", "GET", {"HTTP_HOST": ""}, "403"),
            ("/", "GET", {"HTTP_HOST": "[::1]:8025"}, "200"),
            ("/", "HEAD", {}, "200"),
            ("/", "DELETE", {}, "405"),
            ("/empty", "POST", {"HTTP_ORIGIN": "http://evil.example"}, "403"),
            ("/other", "POST", {}, "404"),
            ("/mail/../../secrets.json", "GET", {}, "404"),
            ("/mail/0-0/raw", "GET", {}, "404"),
            ("/mail/0-0", "GET", {}, "404"),
            ("/mailbox.css", "GET", {}, "200"),
        ],
    )
    def test_answers_only_what_it_offers(
        self, mailbox: Mailbox, browser: Browser, path: str, method: str, headers: dict[str, str], status: str
    ) -> None:
        mailbox.store(["a@example.jp"], mail())
        browser.ask(path, method, **headers)
        assert browser.status[:3] == status
        assert len(mailbox.all()) == 1


def test_the_command_catches_and_shows_until_it_is_stopped(tmp_path: Path) -> None:
    smtp_port, page_port = ports.pick(), ports.pick()
    command = [
        sys.executable,
        "-m",
        "django",
        "mailbox",
        "--folder",
        str(tmp_path),
        "--smtp-port",
        str(smtp_port),
    ]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--page-port", str(page_port)],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "yakuba.config.settings", "PYTHONPATH": str(settings.ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert str(page_port) in process.stdout.readline()
        with smtplib.SMTP("127.0.0.1", smtp_port, timeout=5) as server:
            server.sendmail("yakuba@example.jp", ["hanako@example.jp"], mail("届いた"))
        with urllib.request.urlopen(f"http://127.0.0.1:{page_port}/", timeout=5) as answer:
            assert "届いた" in answer.read().decode()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        if process.stdout:
            process.stdout.close()


class TestShorts:
    """The page beside the list of mails, and the provider's resource on the same server."""

    @pytest.fixture
    def telephones(self) -> Telephones:
        return Telephones("ACtest", "token123")

    @pytest.fixture
    def page(self, mailbox: Mailbox, telephones: Telephones) -> Browser:
        browser = Browser(mailbox)
        browser.page = MailboxPage(mailbox, telephones)
        return browser

    def send(self, page: Browser, words: str, sign: str = "ACtest:token123", **more: str) -> str:
        body = urlencode({"To": "+819012345678", "From": "YAKUBA", "Body": words}).encode()
        page.body = body
        return page.ask(
            "/2010-04-01/Accounts/ACtest/Messages.json", "POST", CONTENT_LENGTH=str(len(body)),
            HTTP_AUTHORIZATION="Basic " + base64.b64encode(sign.encode()).decode(), **more,
        )  # fmt: skip

    def test_are_taken_and_shown_and_forgotten(self, page: Browser, telephones: Telephones) -> None:
        assert '"status": "queued"' in self.send(page, "訓練です。\nhttps://example.jp/n/1")
        assert page.status.startswith("201 ")
        shown = page.ask("/sms")
        assert "+819012345678" in shown and '<a href="https://example.jp/n/1" rel="noreferrer">' in shown
        assert 'href="/sms" aria-current="page"' in shown and 'href="/sms"' in page.ask("/")
        assert "合うSMSはありません" in page.ask("/sms?q=zzz") and "訓練です" in page.ask("/sms?q=5678")
        page.ask("/sms/empty", "POST", HTTP_ORIGIN="http://evil.example")
        assert page.status.startswith("403") and telephones.all()
        page.ask("/sms/empty", "POST", HTTP_ORIGIN="http://localhost:8025")
        assert page.headers["Location"] == "/sms" and not telephones.all()

    def test_nothing_in_them_runs_and_strangers_put_nothing_in(
        self, page: Browser, telephones: Telephones
    ) -> None:
        self.send(page, "<script>alert(1)</script>")
        assert "<script>alert" not in page.ask("/sms")
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert '"code": 20003' in self.send(page, "x", "ACtest:wrong") and page.status.startswith("401")
        self.send(page, "x", HTTP_HOST="evil.example")
        assert page.status.startswith("403")
        self.send(page, "x" * 70_000)
        assert page.status.startswith("400") and len(telephones.all()) == 1

    def test_nothing_stays_on_the_disk(self, page: Browser, mailbox: Mailbox) -> None:
        self.send(page, "訓練")
        assert not list(mailbox.folder.iterdir())

    def test_without_the_demo_there_is_none(self, browser: Browser, settings: Any) -> None:
        assert "SMS" not in browser.ask("/")
        browser.ask("/sms")
        assert browser.status.startswith("404")
        self.send(browser, "x")
        assert browser.status.startswith("404")
        settings.SMS_ACCOUNT, settings.SMS_TOKEN = "ACtest", "token123"
        assert _telephones({}) is None
        settings.DEMO = True
        given = {f"sms_{name.replace('-', '_')}": default for name, default, _ in SMS_FAULTS}
        assert _telephones(given) is not None
