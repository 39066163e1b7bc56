"""What an answer to bad input may be: a page in plain Japanese with its headers, nothing stored, nothing leaked."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponseBase

from tests.fuzz.world import World, state
from yakuba.ui.middleware import HEADERS

OWN_TRACES = {
    "identity_attempt", "identity_session", "identity_mailcode",  # what signing in counts
    "kernel_auditentry", "kernel_auditlane",  # reads are entries, refused or not
    "procedures_draft", "kernel_storedfile",  # a page with mistakes keeps what was right in one's own draft
    "cases_presence",  # who has the case open
}  # fmt: skip
"""Tables in which a refused request may leave a trace of the person who sent it."""
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]{4,}")
TECHNICAL = ("Traceback (most recent", "Exception", "DoesNotExist", "psycopg", "SELECT ", "Bad Request", "Not Found",
             "Method Not Allowed", "Forbidden (", "django")  # fmt: skip
HTMX = "django_htmx/"
"""The directory HTMX comes from, in the address of a script: no secret, and no technical word of a sentence."""
TO_MACHINES = {"/line/webhook"}
"""Addresses that no person comes to: a refusal is its status, without a word."""
QUIET = {"HEAD", "OPTIONS", "TRACE"}


@dataclass(frozen=True, slots=True)
class Knock:
    """One request, as it is told when something is wrong."""

    face: str
    person: str
    method: str
    address: str
    what: str

    def __str__(self) -> str:
        return f"{self.face} {self.person}: {self.method} {self.address[:120]} ({self.what})"


def faults(world: World, knock: Knock, answer: HttpResponseBase) -> list[str]:
    """Everything that is wrong with an answer."""
    body = _body(answer)
    found = [
        *_fallen(answer),
        *_headers(answer),
        *_leaks(world, knock, answer, body),
        *(_refusal(knock, answer, body) if answer.status_code >= 400 else ()),
    ]
    if answer.status_code >= 400:
        found += [f"{table} changed" for table in changed(world)]
    return [f"{knock}: {one}" for one in found]


def changed(world: World) -> list[str]:
    """Tables that a refused request left changed, own traces apart."""
    now = state()
    return [table for table, told in world.before.items() if now[table] != told and table not in OWN_TRACES]


def _body(answer: HttpResponseBase) -> str:
    parts: Iterable[bytes] = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
    return b"".join(parts).decode("utf-8", "replace")


def _fallen(answer: HttpResponseBase) -> list[str]:
    if answer.status_code < 500:
        return []
    told = getattr(answer, "exc_info", None)
    return [f"{answer.status_code} {told[0].__name__ if told else ''} {told[1] if told else ''}"[:300]]


def _headers(answer: HttpResponseBase) -> list[str]:
    found = [f"no {name}" for name, value in HEADERS.items() if answer.headers.get(name) != value]
    if not {"no-store", "private"} & set(re.split(r",\s*", answer.headers.get("Cache-Control", ""))):
        found.append("may be stored by caches")
    target = answer.headers.get("Location", "/")
    if not re.match(r"/(?![/\\])|\?", target):
        found.append(f"leads to {target[:80]}")
    return found


def _leaks(world: World, knock: Knock, answer: HttpResponseBase, body: str) -> list[str]:
    told = body + " ".join(f"{name} {value}" for name, value in answer.headers.items())
    return [f"tells {mark}" for mark in world.others(knock.person) if mark in told and mark not in knock.what]


def _refusal(knock: Knock, answer: HttpResponseBase, body: str) -> list[str]:
    own = body.replace(HTMX, "")
    found = [f"says {word}" for word in TECHNICAL if word in own]
    if knock.method in QUIET:
        return found
    if knock.address in TO_MACHINES and not body:
        return found
    kind = answer.headers.get("Content-Type", "")
    if knock.address.startswith("/api/") and kind == "application/json":
        words = str(json.loads(body).get("sentence", ""))
        if not JAPANESE.search(words):
            found.append(f"{answer.status_code} says nothing in Japanese: {body[:60]!r}")
    elif not kind.startswith("text/html"):
        found.append(f"{answer.status_code} is no page: {answer.headers.get('Content-Type')} {body[:60]!r}")
    elif not JAPANESE.search(re.sub(r"<title>.*?</title>|<[^>]*>", "", body)):
        found.append(f"{answer.status_code} says nothing in Japanese: {body[:60]!r}")
    return found
