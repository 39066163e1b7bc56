"""Bytes that no browser sends, over a plain socket to a real web server: it answers or hangs up, and goes on serving."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import running
from tests.fuzz.world import World

QUIET_S = 0.2  # how long nothing comes before the answer counts as whole
CRLF = b"\r\n"
HOST = b"Host: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
BYTES: dict[str, bytes] = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00" + b"\xff" * 300,
    "an empty line": CRLF * 50,
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.com\r\n\r\n",
    "another host in the line": b"GET http://example.com/ HTTP/1.1\r\n" + HOST + CRLF,
    "an unknown host": b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n",
    "letters in the host": b"GET / HTTP/1.1\r\nHost: \xe3\x81\x82\r\n\r\n",
    "NUL in the path": b"GET /%00 HTTP/1.1\r\n" + HOST + CRLF,
    "a raw NUL in the path": b"GET /\x00 HTTP/1.1\r\n" + HOST + CRLF,
    "raw UTF-8 in the path": "GET /procedures/児童手当/ HTTP/1.1\r\n".encode() + HOST + CRLF,
    "invalid UTF-8 in the path": b"GET /my/applications/%ff%fe%ed%a0%80 HTTP/1.1\r\n" + HOST + CRLF,
    "dots in the path": b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + HOST + CRLF,
    "encoded dots in the path": b"GET /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + CRLF,
    "doubly encoded dots": b"GET /static/..%252f..%252fetc/passwd HTTP/1.1\r\n" + HOST + CRLF,
    "a path of 60,000 bytes": b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n" + HOST + CRLF,
    "500 headers": b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + CRLF,
    "a header of 200 kB": b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"y" * 200_000 + CRLF + CRLF,
    "a cookie in UTF-8": "GET / HTTP/1.1\r\nCookie: language=やさしい; session_public=𠮷\r\n".encode() + HOST + CRLF,
    "a cookie of bytes": b"GET /my/ HTTP/1.1\r\nCookie: session_public=\xff\xfe\x80; receipts=\xc3; a\r\n" + HOST + CRLF,
    "a token in UTF-8": "POST /sign-in HTTP/1.1\r\nCookie: csrf_public=ああ\r\nX-CSRFToken: ああ\r\nContent-Length: 0\r\n".encode() + HOST + CRLF,
    "an agent of bytes": b"GET / HTTP/1.1\r\nUser-Agent: \xff\xfe\xe3\r\nAccept-Language: \xff\r\nReferer: \xff\r\n" + HOST + CRLF,
    "a length that is no number": b"POST /sign-in HTTP/1.1\r\nContent-Length: abc\r\n" + HOST + CRLF,
    "a negative length": b"POST /sign-in HTTP/1.1\r\nContent-Length: -1\r\n" + HOST + CRLF,
    "two lengths": b"POST /sign-in HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 300\r\n" + HOST + CRLF + b"a=b",
    "length and chunks": b"POST /sign-in HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" + FORM + HOST + CRLF + b"0\r\n\r\nGET /my/ HTTP/1.1\r\n",
    "a broken chunk": b"POST /sign-in HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + FORM + HOST + CRLF + b"zz\r\nabc\r\n0\r\n\r\n",
    "a body in chunks": b"POST /sign-in HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + FORM + HOST + CRLF + b"3\r\na=b\r\n0\r\n\r\n",
    "a body cut short": b"POST /sign-in HTTP/1.1\r\nContent-Length: 5000\r\n" + FORM + HOST + CRLF + b"a=b",
    "lines split by line feeds": b"GET / HTTP/1.1\n" + b"Host: localhost\n\n",
    "a folded header": b"GET / HTTP/1.1\r\nX-A: b\r\n c\r\n" + HOST + CRLF,
    "a space before the colon": b"GET / HTTP/1.1\r\nX-A : b\r\n" + HOST + CRLF,
    "an unknown method": b"S\xe3PAM / HTTP/1.1\r\n" + HOST + CRLF,
    "a method of another kind": b"CONNECT example.com:443 HTTP/1.1\r\n" + HOST + CRLF,
    "an upgrade": b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n" + HOST + CRLF,
    "HTTP/2 without asking": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/9": b"GET / HTTP/9.9\r\n" + HOST + CRLF,
    "gzip that is none": b"POST /sign-in HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n" + FORM + HOST + CRLF + b"a=b",
    "an expectation": b"POST /sign-in HTTP/1.1\r\nExpect: 100-continue, fire\r\nContent-Length: 3\r\n" + FORM + HOST + CRLF + b"a=b",
}  # fmt: skip


@pytest.fixture(scope="module")
def port(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The Internet face over the world, by its own web server."""
    with running.face("public", world.name, tmp_path_factory.mktemp("var")) as found:
        yield found


def said(port: int, sent: bytes, quiet: float = QUIET_S) -> bytes:
    """What comes back until the server hangs up or waits for more."""
    found = b""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=5)) as line:
        line.settimeout(quiet)
        try:
            line.sendall(sent)
            while piece := line.recv(65536):
                found += piece
        except (TimeoutError, ConnectionError):
            pass
    return found


def test_every_string_of_bytes_is_answered_or_hung_up_on_and_the_house_stays_open(
    port: int, tmp_path: Path
) -> None:
    faults = []
    for what, sent in BYTES.items():
        answer = said(port, sent)
        status = answer.split(b" ", 2)[1:2]
        if status and status[0][:1] == b"5" and status[0] not in (b"501", b"505"):
            faults.append(f"{what}: {answer[:200]!r}")
        if b"root:" in answer or b"Traceback" in answer:
            faults.append(f"{what}: {answer[-300:]!r}")
        if status and status[0] == b"200" and b"content-security-policy" not in answer.lower():
            faults.append(f"{what}: 200 without headers")
        if b"host" in sent.lower() and b"example.com" in sent and b"example.com" in answer:
            faults.append(f"{what}: repeats the host")
        well = said(port, b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 10)
        if not well.startswith(b"HTTP/1.1 200"):
            faults.append(f"after {what}: {well[:100]!r}")
    assert faults == []
