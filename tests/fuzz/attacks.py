"""Hostile values, bodies and addresses. Everything is listed or drawn by a fixed lot: two runs knock the same way."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

LONG = "あ" * 100_000
VALUES: dict[str, str] = {
    "100,000 characters": LONG,
    "NUL": "山\x00田",
    "control characters": "\x01\x02\x1b[31m\x7f\x85\u2028\u2029\ufeff",
    "right to left": "\u202egpj.exe\u202c\u2066\u200f",
    "lone surrogate": "\ud800",
    "beyond the plane": "𠮷葛\U000e0100\U0010ffff\U0001f468\u200d\U0001f469",
    "combining": "か\u3099" + "\u0301" * 500,
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% load i18n %}${7*7}",
    "statement": "'; DROP TABLE cases_case; --\\",
    "negative": "-1",
    "huge number": "9" * 400,
    "number of other digits": "１２３٤٥",
    "float": "1e309",
    "not a number": "NaN",
    "date out of range": "99999-13-45",
    "formula": "=HYPERLINK(\"http://example.com\")",
    "header": "x\r\nSet-Cookie: a=b\r\n\r\n<h1>",
    "elsewhere": "//example.com\\@example.com/",
    "path": "../../../../etc/passwd",
    "list": "[]",
    "object": '{"__proto__": {"a": 1}, "$gt": ""}',
    "space": " \u3000\t\n",
    "my number": "123456789018",
    "format": "%s%n%x{0.__class__}",
}  # fmt: skip
METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "SPAM")
QUERIES = (
    "q=%ff%fe&page=-1&size=1e9&order=__class__",
    "q=%00&page=99999999999999999999999&order=-received,-received",
    "q=" + quote(LONG[:6000]),
    "&".join(f"f{n}=x" for n in range(1500)),
    "next=//example.com/%5c&next=https://example.com&page=%E3%81%82&state[]=x&state=%ED%A0%80",
    "page=&size=&q=%F0%90%80&after=AAAA&sort=1;2&lang=../../etc",
)
ADDRESSES = {
    "slug": ["x" * 3000, "-", "__proto__", "0"],
    "page_key": ["x" * 3000, "summary", "__init__"],
    "receipt": ["a" * 5000, "JT26%00", "%FF%FE", "..%2f..%2fetc", "ＪＴ２６", "%E2%80%AEJT", "%ED%A0%80", "'--", "."],
    "int": ["0", "9223372036854775807", "9223372036854775808", "9" * 300],
    "uuid": ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    "str": ["%00", "%FF", "a" * 5000, "%E2%80%AE", "..%2f", "<script>", "%0d%0aX: y", "%ED%A0%80", "."],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent: bytes and their content type, and words for what it is."""

    what: str
    content: bytes
    content_type: str = "application/x-www-form-urlencoded"


def encoded(pairs: Sequence[tuple[str, str]]) -> bytes:
    """Form fields as a browser would send them; a lone surrogate goes out as its three bytes."""
    return urlencode(pairs, errors="surrogatepass").encode("ascii")


def raw_bodies() -> list[Body]:
    """Bodies that are no form at all, or more than a form."""
    boundary = "x" * 60
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="a"; filename="../../../etc/passwd\x00.png"\r\n\r\nx\r\n'
    multipart = f"multipart/form-data; boundary={boundary}"
    return [
        Body("2,000 fields", encoded([(f"f{n}", "x") for n in range(2000)])),
        Body("3 MB in one field", b"text=" + b"x" * 3_000_000),
        Body("invalid UTF-8", b"text=%ff%fe%c3&reason=%F0%90%80&email=%ED%A0%80@example.jp&code=%C0%80"),
        Body("names from another world", b"%ff=1&=1&a[b][c]=1&__proto__=1&change=add:children:9&csrfmiddlewaretoken="),
        Body("JSON", json.dumps({"text": "x", "change": {"a": [1]}}).encode(), "application/json"),
        Body("XML", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "text/xml"),
        Body("no content type", b"a=b", ""),
        Body("an unknown encoding", b"a=%83%86", "application/x-www-form-urlencoded; charset=no-such"),
        Body("UTF-7", b"a=+AOk-", "application/x-www-form-urlencoded; charset=utf-7"),
        Body("multipart without boundary", b"a", "multipart/form-data"),
        Body("a broken boundary", b"a", 'multipart/form-data; boundary="\x7f\xc3"'.encode().decode("latin-1")),
        Body("multipart cut short", part.encode()[:120], multipart),
        Body("a file nobody asked for", (part + f"--{boundary}--\r\n").encode(), multipart),
        Body("60 files", (part * 60 + f"--{boundary}--\r\n").encode(), multipart),
        Body("a part in an unknown encoding", part.replace("\r\n\r\nx", "\r\nContent-Transfer-Encoding: base64\r\n\r\n!!").encode() + f"--{boundary}--\r\n".encode(), multipart),
    ]  # fmt: skip


def hostile_forms(
    names: Sequence[str], there: dict[str, list[str]], lot: Random, most: int
) -> Iterator[Body]:
    """Forms with the page's real fields: all of them hostile, or one of them, or named in another way."""
    values = lot.sample(sorted(VALUES), k=min(most, len(VALUES)))
    for what in values:
        yield Body(what, encoded([(name, VALUES[what][:20_000]) for name in names]))
    kept = [(name, text) for name, texts in there.items() for text in texts]
    for name in lot.sample(list(names), k=min(len(names), most)):
        what = lot.choice(sorted(VALUES))
        others = [(one, text) for one, text in kept if one != name]
        yield Body(f"{what} in {name}", encoded([*others, (name, VALUES[what])]))
        yield Body(f"{name} three times", encoded([*kept, (name, "x"), (name, "")]))


def forged(value: str, lot: Random) -> list[str]:
    """A cookie's value, altered in the ways it may be."""
    at = lot.randrange(max(1, len(value)))
    return ["", "x", value[:-1], value + "x", value[:at] + "A" + value[at + 1 :], value.upper(), value * 40,
            '"' + value + '"', "\xff\xfe", "null", "0", value.replace(":", "."), "\x00", "a" * 9000]  # fmt: skip


def arguments(kind: str, name: str, real: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """Real and hostile values for an argument of a route."""
    hostile: list[Any] = ADDRESSES.get(name) or ADDRESSES.get(kind) or ADDRESSES["str"]
    found = real.get(name) or {"int": ["1"], "uuid": ["00000000-0000-4000-8000-000000000000"]}.get(
        kind, ["x"]
    )
    return found, hostile
