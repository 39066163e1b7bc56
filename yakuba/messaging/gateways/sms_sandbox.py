"""A stand-in for the provider of short messages: answers in the shapes of Twilio's Messages resource, reaches nobody.

Everything is kept in memory and gone with the process. Part of `yakuba mailbox`, which listens on the loopback address.
"""

import base64
import hmac
import itertools
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, quote
from uuid import uuid4

from yakuba.kernel import clock
from yakuba.messaging.gateways.sms.wire import VERSION

KEPT = 2000
LARGEST = 64 * 1024
LONGEST_BODY = 1600
_PATH = re.compile(rf"/{VERSION}/Accounts/([^/]+)/Messages\.json")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_WORDS = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20004: (405, "Method not allowed"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21211: (400, "Invalid 'To' Phone Number"),
    21212: (400, "Invalid 'From' Number"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
}


@dataclass(slots=True)
class SmsFaults:
    """What goes wrong on purpose; 0 is never, 1 every time, N every Nth message."""

    refuse_every: int = 0
    refuse_code: int = 21610
    lose_every: int = 0
    """The message is taken, and the connection breaks off instead of an answer."""
    fail_every: int = 0
    fail_status: int = 500
    retry_after_s: int = 1


@dataclass(frozen=True, slots=True)
class Short:
    """One message that was taken."""

    sid: str
    to: str
    sender: str
    service: str
    body: str
    made: datetime

    def resource(self, account: str) -> dict[str, Any]:
        """The message as the provider tells it."""
        made = format_datetime(self.made.astimezone(UTC))
        return {
            "account_sid": account,
            "api_version": VERSION,
            "body": self.body,
            "date_created": made,
            "date_sent": None,
            "date_updated": made,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": self.sender or None,
            "messaging_service_sid": self.service or None,
            "num_media": "0",
            "num_segments": str(-(-len(self.body) // 67) if len(self.body) > 70 else 1),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": "queued",
            "subresource_uris": {},
            "to": self.to,
            "uri": f"/{VERSION}/Accounts/{account}/Messages/{self.sid}.json",
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `lost`: it is not given, the connection breaks off instead."""

    status: int
    data: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False


class Telephones:
    """What was sent, and the resource that takes it. `account` and `token` are the only ones that may."""

    def __init__(
        self,
        account: str,
        token: str,
        faults: SmsFaults | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._account = account
        self._token = token
        self._now = now
        self.faults = faults or SmsFaults()
        self._kept: deque[Short] = deque(maxlen=KEPT)
        self._asked: Iterator[int] = itertools.count(1)
        self._taken: Iterator[int] = itertools.count(1)
        self._lock = threading.Lock()

    def all(self) -> list[Short]:
        """What was taken, latest first."""
        with self._lock:
            return list(reversed(self._kept))

    def empty(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def answer(self, method: str, path: str, query: str, authorization: str, body: bytes) -> Reply | None:
        """What the provider says; None where the address is none of its own."""
        found = _PATH.fullmatch(path)
        if not found:
            return None
        if not self._knows(authorization):
            return _no(20003)
        if found[1] != self._account:
            return _no(20404)
        if method == "GET":
            return self._list(parse_qs(query, keep_blank_values=True))
        if method != "POST":
            return _no(20004)
        number = next(self._asked)
        if _due(self.faults.fail_every, number):
            code = {429: 20429}.get(self.faults.fail_status, 20500)
            return _no(code, self.faults.fail_status, {"Retry-After": str(self.faults.retry_after_s)})
        return self._take(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True), number)

    def _knows(self, authorization: str) -> bool:
        scheme, _, sent = authorization.partition(" ")
        known = base64.b64encode(f"{self._account}:{self._token}".encode())
        same = hmac.compare_digest(sent.strip().encode("utf-8", "replace"), known)
        return scheme.lower() == "basic" and same and bool(self._account and self._token)

    def _take(self, form: Mapping[str, list[str]], number: int) -> Reply:
        to, body = _first(form, "To"), _first(form, "Body")
        sender, service = _first(form, "From"), _first(form, "MessagingServiceSid")
        if code := _wrong(to, sender or service, body):
            return _no(code)
        if _due(self.faults.refuse_every, number):
            return _no(self.faults.refuse_code, 400)
        short = Short(f"SM{uuid4().hex}", to, sender, service, body, self._now())
        with self._lock:
            self._kept.append(short)
        return Reply(201, short.resource(self._account), lost=_due(self.faults.lose_every, next(self._taken)))

    def _list(self, query: Mapping[str, list[str]]) -> Reply:
        size, at = _number(_first(query, "PageSize"), 50, 1000), _number(_first(query, "Page"), 0, 10**6)
        to, since = _first(query, "To"), _first(query, "DateSent>")
        rows = [
            one
            for one in self.all()
            if (not to or one.to == to)
            and (not since or one.made.astimezone(UTC).date().isoformat() >= since)
        ]
        shown = rows[at * size : (at + 1) * size]
        base = f"/{VERSION}/Accounts/{self._account}/Messages.json?To={quote(to)}&PageSize={size}"
        more = (at + 1) * size < len(rows)
        return Reply(
            200,
            {
                "messages": [one.resource(self._account) for one in shown],
                "end": at * size + len(shown) - 1 if shown else 0,
                "first_page_uri": f"{base}&Page=0",
                "next_page_uri": f"{base}&Page={at + 1}" if more else None,
                "page": at,
                "page_size": size,
                "previous_page_uri": f"{base}&Page={at - 1}" if at else None,
                "start": at * size,
                "uri": f"{base}&Page={at}",
            },
        )


def _wrong(to: str, sender: str, body: str) -> int:
    """The code by which a message is refused; 0 where nothing is wrong. A number that ends in 0000 does not exist."""
    for code, wrong in (
        (21604, not to),
        (21603, not sender),
        (21602, not body.strip()),
        (21211, not _E164.fullmatch(to) or to.endswith("0000")),
        (21212, not sender.isascii() or not sender.isprintable()),
        (21617, len(body) > LONGEST_BODY),
    ):
        if wrong:
            return code
    return 0


def _no(code: int, status: int = 0, headers: Mapping[str, str] | None = None) -> Reply:
    own, words = _WORDS.get(code, (400, "Refused on purpose"))
    more = f"https://www.twilio.com/docs/errors/{code}"
    data = {"code": code, "message": words, "more_info": more, "status": status or own}
    return Reply(status or own, data, headers or {})


def as_json(data: Mapping[str, Any]) -> bytes:
    """The body of an answer."""
    return json.dumps(data).encode()


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _number(text: str, usual: int, most: int) -> int:
    return min(int(text), most) if re.fullmatch(r"[0-9]{1,7}", text) and int(text) else usual


def _due(every: int, number: int) -> bool:
    return every > 0 and number % every == 0
