"""The pages that show what the stand-in caught, mails and short messages, for whoever tries the house out. Loopback only.

A server of its own, apart from the faces: it belongs to no role and reads no table.
"""

import re
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from html import escape
from http import HTTPStatus
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.template.loader import get_template
from django.utils.safestring import SafeString

from yakuba.kernel.clock import TOKYO
from yakuba.messaging.gateways.sandbox import Kept, Mailbox, header
from yakuba.messaging.gateways.sms_sandbox import LARGEST, Reply, Short, Telephones, as_json
from yakuba.messaging.gateways.stand_in import LOOPBACK, is_local

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Answer = tuple[str, str, bytes, dict[str, str]]

STYLE = Path(__file__).parents[1] / "static" / "messaging" / "mailbox.css"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
PART_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
_LINK = re.compile(r"https?://[!-~]+")
_LAST = ".,;:!?)>]'\""
_NAME = re.compile(r"/mail/([0-9a-z-]{1,60})(/html|/raw)?")
CONNECTION = "yakuba.connection"


class MailboxPage:
    """The WSGI application."""

    def __init__(self, mailbox: Mailbox, telephones: Telephones | None = None) -> None:
        self._mailbox = mailbox
        self._telephones = telephones

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        status, kind, body, more = self._answer(environ)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": PAGE_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            **more,
        }
        start_response(status, list(headers.items()))
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _answer(self, environ: Environ) -> Answer:
        if not is_local(environ.get("HTTP_HOST", "")):
            return _refused("403 Forbidden", "このページは、この機械からだけ見られます。")
        path, method = environ.get("PATH_INFO", "/"), environ["REQUEST_METHOD"]
        if self._telephones and (reply := _asked(self._telephones, environ, method, path)):
            return _replied(reply, environ)
        if method == "POST":
            return self._post(environ, path)
        if method not in ("GET", "HEAD"):
            return _refused("405 Method Not Allowed", "この操作はできません。")
        if path == "/":
            return self._list(_words(environ))
        if path == "/sms" and self._telephones:
            return self._shorts(self._telephones, _words(environ))
        if path == "/mailbox.css":
            return "200 OK", "text/css; charset=utf-8", STYLE.read_bytes(), {}
        found = _NAME.fullmatch(path)
        return self._mail(found[1], found[2] or "") if found else _missing()

    def _post(self, environ: Environ, path: str) -> Answer:
        origin = urlsplit(environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER") or "").netloc
        if path != "/empty" and not (path == "/sms/empty" and self._telephones):
            return _missing()
        if origin and origin != environ.get("HTTP_HOST"):
            return _refused("403 Forbidden", "ほかのページからは操作できません。")
        if path == "/sms/empty" and self._telephones:
            self._telephones.empty()
        else:
            self._mailbox.empty()
        return "303 See Other", "text/plain", b"", {"Location": path.removesuffix("empty").rstrip("/") or "/"}

    def _list(self, words: str) -> Answer:
        mails = self._mailbox.all()
        sought = words.strip().casefold()
        if sought:
            mails = [one for one in mails if sought in f"{one.recipient} {one.subject}".casefold()]
        context = {"mails": [_row(one) for one in mails], "words": words, "total": len(mails)}
        return _page("list", context | {"telephones": self._telephones is not None})

    def _shorts(self, telephones: Telephones, words: str) -> Answer:
        sought = words.strip().casefold()
        found = [one for one in telephones.all() if sought in f"{one.to} {one.body}".casefold()]
        shown = [_short(one) for one in found[:SHOWN]]
        return _page("sms", {"shorts": shown, "words": words, "total": len(found)})

    def _mail(self, name: str, part: str) -> Answer:
        if part == "/raw":
            raw = self._mailbox.raw(name)
            return _missing() if raw is None else ("200 OK", "text/plain; charset=utf-8", raw, {})
        mail = self._mailbox.mail(name)
        if mail is None:
            return _missing()
        if part == "/html":
            html = _part(mail, "html") or ""
            return (
                "200 OK",
                "text/html; charset=utf-8",
                html.encode("utf-8", "replace"),
                {"Content-Security-Policy": PART_POLICY},
            )
        shown = next((_row(one) for one in self._mailbox.all() if one.name == name), None)
        headers = [(one, text) for one in SHOWN_HEADERS if (text := header(mail, one))]
        context = {
            "mail": shown,
            "headers": headers,
            "text": _linked(_part(mail, "plain") or ""),
            "html": _part(mail, "html") is not None,
        }
        return _page("mail", context)


SHOWN = 500
SHOWN_HEADERS = ("From", "To", "Delivered-To", "Date", "Message-ID", "Auto-Submitted", "Content-Language")


def _words(environ: Environ) -> str:
    query: str = environ.get("QUERY_STRING", "")
    return parse_qs(query).get("q", [""])[0]


def _asked(telephones: Telephones, environ: Environ, method: str, path: str) -> Reply | None:
    """What the provider of short messages answers, where it is asked."""
    size = environ.get("CONTENT_LENGTH") or "0"
    body = b""
    if method == "POST" and path.startswith("/20") and size.isdecimal() and int(size) <= LARGEST:
        body = environ["wsgi.input"].read(int(size))
    authorization, query = environ.get("HTTP_AUTHORIZATION", ""), environ.get("QUERY_STRING", "")
    return telephones.answer(method, path, query, authorization, body)


def _replied(reply: Reply, environ: Environ) -> Answer:
    connection = environ.get(CONNECTION)
    if reply.lost and connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
    return status, "application/json; charset=utf-8", as_json(reply.data), dict(reply.headers)


def _short(one: Short) -> dict[str, Any]:
    return {"to": one.to, "text": _linked(one.body), "received": one.made.astimezone(TOKYO)}


def _row(kept: Kept) -> dict[str, Any]:
    return {
        "name": kept.name,
        "recipient": kept.recipient,
        "subject": kept.subject,
        "copies": kept.copies,
        "received": datetime.fromtimestamp(kept.received, TOKYO),
    }


def _part(mail: EmailMessage, kind: str) -> str | None:
    """The text of the first part of this kind, read as well as can be; None where there is none."""
    part = mail.get_body((kind,))
    if part is None:
        return None
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, KeyError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _linked(text: str) -> SafeString:
    """The text escaped, with its web addresses as links; an address ends where Japanese begins."""
    pieces, end = [], 0
    for found in _LINK.finditer(text):
        url = found[0].rstrip(_LAST)
        shown = escape(url)
        pieces += [escape(text[end : found.start()]), f'<a href="{shown}" rel="noreferrer">{shown}</a>']
        end = found.start() + len(url)
    return SafeString("".join([*pieces, escape(text[end:])]))


def _page(name: str, context: dict[str, Any]) -> Answer:
    html = get_template(f"messaging/mailbox/{name}.html").render(context)
    return "200 OK", "text/html; charset=utf-8", html.encode("utf-8", "replace"), {}


def _missing() -> Answer:
    return _refused("404 Not Found", "このメールはありません。古いものから順に消えます。")


def _refused(status: str, sentence: str) -> Answer:
    return status, "text/plain; charset=utf-8", sentence.encode(), {}


class _Quiet(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        """With the connection, which a fault on purpose breaks off."""
        environ: dict[str, Any] = super().get_environ()
        return environ | {CONNECTION: self.connection}

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not worth a line."""


class _Threading(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def page_server(mailbox: Mailbox, port: int, telephones: Telephones | None = None) -> WSGIServer:
    """The server, listening on the loopback address. Raises OSError if the port is taken."""
    return make_server(
        LOOPBACK, port, MailboxPage(mailbox, telephones), server_class=_Threading, handler_class=_Quiet
    )
