"""The client against odd providers, the entries that nobody may make us call, and the stand-in's own answers."""

import asyncio
import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from yakuba.messaging.gateways.base import NotCarried
from yakuba.messaging.gateways.sms.client import SmsClient
from yakuba.messaging.gateways.sms.wire import SmsAccount, no_of
from yakuba.messaging.gateways.sms_sandbox import SmsFaults, Telephones
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.rules.sms import dialled, faults
from yakuba.messaging.tests.campaign_scene import NOON

TO = "+819012345678"
SOUND = ("https://api.twilio.com", "AC" + "0" * 32, "0123456789abcdef", "+815012345678")
PATH = "/2010-04-01/Accounts/ACtest/Messages.json"


class Odd(BaseHTTPRequestHandler):
    """A provider that answers as the test says, and remembers what it was asked."""

    status, body, headers_sent = 201, b"{}", {}  # type: ignore[var-annotated]
    asked: list[tuple[str, str, dict[str, str], bytes]] = []

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        self.asked.append((self.command, self.path, dict(self.headers), self.rfile.read(size)))
        self.send_response(self.status)
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(self.body)

    do_GET = do_POST  # noqa: N815 - the name the server calls

    def log_message(self, *given: Any) -> None:
        """Nothing."""


@contextmanager
def odd(status: int, body: bytes, headers: dict[str, str] | None = None) -> Iterator[SmsAccount]:
    Odd.status, Odd.body, Odd.headers_sent = status, body, headers or {}
    Odd.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Odd)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield SmsAccount(f"http://127.0.0.1:{server.server_port}", "ACtest", "a-token-of-the-test", "YAKUBA")
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


async def _send(account: SmsAccount, body: str) -> str:
    async with SmsClient(account, timeout_s=5) as client:
        return await client.send(TO, body)


async def _look(account: SmsAccount) -> bool:
    async with SmsClient(account, timeout_s=5) as client:
        return await client.was_taken(TO, "訓練", NOON)


def sent(account: SmsAccount, body: str = "訓練") -> str | NotCarried:
    try:
        return asyncio.run(_send(account, body))
    except NotCarried as failure:
        return failure


class TestClient:
    def test_asks_as_the_provider_documents_it(self) -> None:
        with odd(201, b'{"sid": "SM1", "status": "queued"}') as account:
            assert sent(account, "訓練 & more=1") == "SM1"
        method, path, headers, body = Odd.asked[0]
        assert (method, path) == ("POST", PATH)
        assert headers["Content-Type"] == "application/x-www-form-urlencoded"
        assert headers["Authorization"] == "Basic " + base64.b64encode(b"ACtest:a-token-of-the-test").decode()
        assert parse_qs(body.decode()) == {"To": [TO], "From": ["YAKUBA"], "Body": ["訓練 & more=1"]}

    def test_a_group_of_numbers_is_named_as_such(self) -> None:
        service = "MG" + "a1" * 16
        assert SmsAccount("https://x", "AC1", "t", service).form(TO, "b") == {
            "To": TO, "MessagingServiceSid": service, "Body": "b",
        }  # fmt: skip

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_follows_nowhere(self, status: int) -> None:
        with odd(status, b"", {"Location": "http://169.254.169.254/latest/meta-data"}) as account:
            failure = sent(account)
        assert isinstance(failure, NotCarried) and failure.fault is Fault.CLOSED and len(Odd.asked) == 1

    @pytest.mark.parametrize(
        "body", [b"", b"<html>sign in</html>", b"[]", b'{"status": "queued"}', b'{"sid": 7}', b"\xff", b"[" * 9999,
                 b'{"sid": "SM1", "x": "' + b"a" * 20_000 + b'"}'],
    )  # fmt: skip
    def test_a_yes_that_cannot_be_read_is_no_yes(self, body: bytes) -> None:
        with odd(201, body) as account:
            failure = sent(account)
        assert isinstance(failure, NotCarried) and failure.fault is Fault.BROKEN_OFF

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ({"messages": []}, False),
            ({"messages": [{"to": TO, "body": "訓練", "date_created": "Fri, 20 Nov 2026 03:00:01 +0000"}]}, True),
            ({"messages": [{"to": TO, "body": "Sent from a trial account - 訓練", "date_created": "Fri, 20 Nov 2026 03:00:01 +0000"}]}, True),
            ({"messages": [{"to": TO, "body": "訓練", "date_created": "Thu, 19 Nov 2026 03:00:01 +0000"}]}, False),
            ({"messages": [{"to": "+819012345679", "body": "訓練", "date_created": "Fri, 20 Nov 2026 03:00:01 +0000"}]}, False),
            ({"messages": [{"to": TO, "body": "別", "date_created": "Fri, 20 Nov 2026 03:00:01 +0000"}]}, False),
            ({"messages": [{"to": TO, "body": "訓練", "direction": "inbound", "date_created": "Fri, 20 Nov 2026 03:00:01 +0000"}]}, False),
            ({"messages": [{"to": TO, "body": "訓練", "date_created": "nonsense"}]}, False),
            ({"messages": [{}]}, False),
            ({}, None), ({"messages": "x"}, None), ({"messages": [1]}, None), ([], None),
        ],
    )  # fmt: skip
    def test_looks_for_the_same_words_to_the_same_number(self, body: Any, found: bool | None) -> None:
        with odd(200, json.dumps(body).encode()) as account:
            if found is None:
                with pytest.raises(NotCarried) as failure:
                    asyncio.run(_look(account))
                assert failure.value.fault is Fault.UNREACHABLE
            else:
                assert asyncio.run(_look(account)) is found
        assert Odd.asked[0][1] == f"{PATH}?To=%2B819012345678&PageSize=50"

    @pytest.mark.parametrize(
        ("status", "fault"),
        [(500, Fault.UNREACHABLE), (400, Fault.CLOSED), (401, Fault.CLOSED), (429, Fault.UNREACHABLE)],
    )
    def test_a_question_without_an_answer_changes_nothing(self, status: int, fault: Fault) -> None:
        with odd(status, b'{"code": 21211}') as account, pytest.raises(NotCarried) as failure:
            asyncio.run(_look(account))
        assert failure.value.fault is fault

    def test_nothing_of_an_answer_is_repeated_and_no_secret_shown(self) -> None:
        no = no_of(400, {"code": 21212, "message": f"{TO} <script>"}, no_wait())
        assert TO not in no.words and "script" not in no.words and "21212" in no.words
        for code in ("21211", True, -1, 10**9, None, [1]):
            assert no_of(400, {"code": code}, no_wait()).fault is Fault.CLOSED
        assert "a-token" not in repr(SmsAccount("https://x", "AC1", "a-token-of-the-test", "Y"))


def no_wait() -> timedelta:
    return timedelta(0)


class TestEntries:
    def test_sound_ones(self) -> None:
        assert faults(*SOUND, stand_in=False) == []
        for sender in ("YAKUBA", "MG" + "0f" * 16, "0120", "TOSHIMA KU"):
            assert faults(*SOUND[:3], sender, stand_in=False) == []
        assert faults("https://sms.example.jp/gateway/v1", *SOUND[1:], stand_in=False) == []

    def test_missing_ones_are_named(self) -> None:
        assert faults("", "", "", "", stand_in=False) == [
            "YAKUBA_SMS_URL がありません。", "YAKUBA_SMS_ACCOUNT がありません。",
            "YAKUBA_SMS_TOKEN がありません。", "YAKUBA_SMS_FROM がありません。",
        ]  # fmt: skip
        assert len(faults(SOUND[0], SOUND[1], "", SOUND[3], stand_in=False)) == 1

    @pytest.mark.parametrize(
        "url", ["http://api.twilio.com", "ftp://x", "file:///etc/passwd", "https://", "https://user:pass@x", "https://x?y=1", "https://x#y",
                "https://x\r\nHost: y", "https://x /", "https:\\\\x", "https://x/../..", "//x", "x", "https://[::1", "https://x:99999",
                "http://localhost:8025", "https://例え.jp", "gopher://x", "http://169.254.169.254"],
    )  # fmt: skip
    def test_an_address_that_is_none_of_a_provider_is_never_called(self, url: str) -> None:
        assert faults(url, *SOUND[1:], stand_in=False)

    @pytest.mark.parametrize(
        "url",
        [
            "http://169.254.169.254",
            "http://localhost.evil.example",
            "http://evil.example",
            "http://10.0.0.1:80",
            "http://127.0.0.1@evil.example",
        ],
    )
    def test_nor_by_the_demo_anything_but_this_machine(self, url: str) -> None:
        assert faults(url, *SOUND[1:], stand_in=True)
        assert not faults("http://localhost:8025", *SOUND[1:], stand_in=True)

    @pytest.mark.parametrize(
        "odd",
        ["+81\r\nX: y", "YAKUBA\n", "＋815012345678", "A" * 12, "a&To=+81", "12", "+0", "MG" + "x" * 32],
    )
    def test_an_odd_sender_is_refused_and_not_repeated(self, odd: str) -> None:
        [sentence] = faults(*SOUND[:3], odd, stand_in=False)
        assert odd not in sentence

    @pytest.mark.parametrize("odd", ["AC/../..", "AC?x", "AC:x", "", "A" * 65, "AC\r\n"])
    def test_nor_an_account_that_leads_elsewhere(self, odd: str) -> None:
        assert faults(SOUND[0], odd, *SOUND[2:], stand_in=False)

    def test_numbers_as_they_are_kept(self) -> None:
        assert {
            dialled(one)
            for one in ("09012345678", "090-1234-5678", "+819012345678", "０９０－１２３４－５６７８")
        } == {TO}


class TestStandIn:
    def ask(
        self,
        box: Telephones,
        method: str = "POST",
        path: str = PATH,
        query: str = "",
        sign: str = "ACtest:token123",
        **form: str,
    ) -> Any:
        key = "Basic " + base64.b64encode(sign.encode()).decode()
        reply = box.answer(method, path, query, key, urlencode(form).encode())
        return (reply.status, reply.data.get("code"), reply.data) if reply else None

    def test_speaks_as_the_provider_does(self) -> None:
        box = Telephones("ACtest", "token123")
        status, _, data = self.ask(box, To=TO, From="YAKUBA", Body="訓練")
        assert (
            status == 201 and data["status"] == "queued" and data["sid"].startswith("SM") and data["to"] == TO
        )
        for given, code in (
            ({"From": "Y", "Body": "b"}, 21604), ({"To": TO, "Body": "b"}, 21603), ({"To": TO, "From": "Y"}, 21602),
            ({"To": "+819012340000", "From": "Y", "Body": "b"}, 21211), ({"To": "09012345678", "From": "Y", "Body": "b"}, 21211),
            ({"To": TO, "From": "a\nb", "Body": "b"}, 21212), ({"To": TO, "From": "Y", "Body": "b" * 1601}, 21617),
        ):  # fmt: skip
            assert self.ask(box, **given)[:2] == (400, code)
        for sign in ("ACtest:wrong", "AC:token123", ":", ""):
            assert self.ask(box, sign=sign, To=TO, From="Y", Body="b")[:2] == (401, 20003)
        assert self.ask(box, path="/2010-04-01/Accounts/ACother/Messages.json")[:2] == (404, 20404)
        assert self.ask(box, "DELETE")[:2] == (405, 20004)
        assert self.ask(box, path="/other") is None and len(box.all()) == 1

    def test_lists_by_number_and_day_in_pages(self) -> None:
        box = Telephones("ACtest", "token123")
        for place in range(5):
            self.ask(box, To=TO, From="Y", Body=f"{place}")
        self.ask(box, To="+819012345679", From="Y", Body="x")
        data = self.ask(box, "GET", query="To=%2B819012345678&PageSize=3")[2]
        assert [one["body"] for one in data["messages"]] == ["4", "3", "2"] and "Page=1" in data[
            "next_page_uri"
        ]
        data = self.ask(box, "GET", query="To=%2B819012345678&PageSize=3&Page=1")[2]
        assert [one["body"] for one in data["messages"]] == ["1", "0"] and data["next_page_uri"] is None
        assert not self.ask(box, "GET", query="DateSent%3E=2999-01-01")[2]["messages"]

    def test_bad_days(self) -> None:
        box = Telephones("ACtest", "token123", SmsFaults(fail_every=2, fail_status=429))
        assert [self.ask(box, To=TO, From="Y", Body="b")[:2] for _ in range(2)] == [(201, None), (429, 20429)]
        nobody = Telephones("", "")
        assert self.ask(nobody, path="/2010-04-01/Accounts/x/Messages.json", sign=":")[:2] == (401, 20003)
