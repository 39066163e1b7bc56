"""Things a browser claims: cookies, tokens, keys, ids, places to go. Forged ones give nothing and break nothing."""

import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from tests.fuzz import attacks
from tests.fuzz.conftest import Serve, browser
from tests.fuzz.judging import Knock, faults
from tests.fuzz.world import MARKS, PEOPLE, SLUG, World, undone
from yakuba.procedures.models import Draft

OTHER = MARKS["other"]
ASKED = {
    "public": ("/", "/my/", f"/procedures/{SLUG}/", f"/procedures/{SLUG}/go-on", f"/procedures/{SLUG}/summary", "/account", "/sign-in/code"),
    "staff": ("/", "/cases/", "/sections", "/staff", "/my-sign-in", "/sign-in/second"),
}  # fmt: skip


def cookies_of(world: World, face: str) -> dict[str, str]:
    """One real value for every cookie that a face gives."""
    person = "other" if face == "public" else "chief"
    signed = signing.dumps([world.receipts["other"]], salt="receipts")
    more = {"receipts": signed, f"draft_{SLUG}": world.tokens["other"]} if face == "public" else {}
    return {**world.cookies[person], **more, f"csrf_{face}": "x" * 32, "language": "en"}


def forgeries(world: World, face: str) -> Iterator[tuple[str, str]]:
    """Every cookie in every forged way, in which it is worth nothing."""
    lot = Random(face)
    for name, value in cookies_of(world, face).items():
        for forged in attacks.forged(value, lot):
            if forged.strip('"') != value:
                yield name, forged


@pytest.mark.parametrize("face", PEOPLE)
def test_a_forged_cookie_is_no_cookie(world: World, serve: Serve, face: str) -> None:
    found: list[str] = []
    with serve(face):
        for name, value in forgeries(world, face):
            for address in ASKED[face]:
                client = browser(world, "anonymous")
                client.cookies[name] = value
                with undone():
                    answer = client.get(address)
                    found += faults(
                        world, Knock(face, "anonymous", "GET", address, f"{name}={value[:40]}"), answer
                    )
                    found += [
                        f"{name}: told {mark}" for mark in MARKS.values() if mark in answer.content.decode()
                    ]
    assert found == []


def test_a_session_of_one_face_is_nobody_at_the_other(world: World, serve: Serve) -> None:
    for face, person, address in (("public", "chief", "/my/"), ("staff", "resident", "/sections")):
        with serve(face):
            client = browser(world, "anonymous")
            for value in world.cookies[person].values():
                client.cookies[f"session_{face}"] = value
                answer = client.get(address)
                assert answer.status_code == 302 and "/sign-in" in answer["Location"]


@pytest.mark.parametrize("person", ["anonymous", "guest", "resident"])
def test_anothers_receipt_number_gives_the_same_answer_as_one_that_never_was(
    world: World, serve: Serve, person: str
) -> None:
    asked = ("", "/received", "/answers.pdf", "/correction", "/withdraw", "/documents/1", "/reply")
    with serve("public"):
        client = browser(world, person)
        for page in asked:
            for method in ("get", "post"):
                with undone():
                    theirs = getattr(client, method)(f"/my/applications/{world.receipts['other']}{page}")
                    nobodys = getattr(client, method)(f"/my/applications/JT26-0000-0000{page}")
                assert theirs.status_code == nobodys.status_code, page
                assert _without_names(theirs) == _without_names(nobodys), page


def _without_names(answer: HttpResponse) -> str:
    """The page without its token and its own address."""
    page = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())
    return re.sub(r"JT\d\d-[0-9A-Z-]+", "", page)


def test_receipts_signed_for_another_browser_open_nothing_after_their_time(
    world: World, serve: Serve
) -> None:
    with serve("public"):
        old = signing.TimestampSigner(salt="receipts").sign_object([world.receipts["other"]])
        other_salt = signing.dumps([world.receipts["other"]], salt="other")
        for value in (other_salt, old[:-1] + "A", "[]", signing.dumps("x", salt="receipts")):
            client = browser(world, "anonymous", receipts=value)
            answer = client.get(f"/my/applications/{world.receipts['other']}")
            assert answer.status_code == 404, value


def test_a_draft_opens_for_its_token_only(world: World, serve: Serve) -> None:
    """Neither the number of a draft, nor its digest, nor a token under another name opens it."""
    with serve("public"):
        row = Draft.objects.filter(submitted_at=None).latest("pk")
        for value in (str(row.pk), row.token_hash, "0", "' OR 1=1 --"):
            client = browser(world, "anonymous", **{f"draft_{SLUG}": value})
            page = client.get(f"/procedures/{SLUG}/page/applicant")
            assert not any(mark in page.content.decode() for mark in MARKS.values())
        client = browser(world, "resident", **{f"draft_{SLUG}": world.tokens["other"]})
        page = client.get(f"/procedures/{SLUG}/page/applicant")
        assert OTHER not in page.content.decode()


FORGED_FIELDS = {
    "version": "999", "version_id": "1", "procedure": "x", "page": "money", "page_key": "money", "draft": "1", "token": "x",
    "owner_key": "system:worker", "actor": "system:worker", "status": "decided", "outcome": "accepted", "section": "1",
    "revision": "-1", "receipt": "x", "monthly": "99999999", "third": "99", "base": "99999999", "children.base": "9999999",
    "children.0.base": "9999999", "children.9999999999.name": "x", "children.-1.name": "x", "children.0.0.0": "x", "passbook": "../../etc/passwd",
    "assurance": "40", "resident_id": "1", "done_pages": "money", "change": "remove:children:99999999999999999999", "hx": "1",
}  # fmt: skip


def test_what_the_form_never_asked_for_changes_nothing(world: World, serve: Serve) -> None:
    """Version, owner, computed values and keys of rows that are posted along are not read."""
    with serve("public"):
        plain, forged = (_answers_after(world, extra) for extra in ({}, FORGED_FIELDS))
    assert plain == forged


def _answers_after(world: World, extra: dict[str, str]) -> object:
    client = browser(world, "guest", **{f"draft_{SLUG}": world.tokens["guest"]})
    with undone():
        draft = Draft.objects.filter(submitted_at=None, owner_key__startswith="guest").order_by("pk").first()
        assert draft is not None
        before = (draft.version_id, draft.owner_key, draft.token_hash)
        for page in ("applicant", "children", "money"):
            answer = client.post(f"/procedures/{SLUG}/page/{page}", extra)
            assert answer.status_code in (200, 422)
        draft.refresh_from_db()
        assert (draft.version_id, draft.owner_key, draft.token_hash) == before
        return draft.answers


def test_a_forged_page_key_leads_nowhere(world: World, serve: Serve) -> None:
    with serve("public"):
        client = browser(world, "guest", **{f"draft_{SLUG}": world.tokens["guest"]})
        for key in ("no-such-page", "summary", "__class__", "0", "x" * 500):
            assert client.get(f"/procedures/{SLUG}/page/{key}").status_code == 404
            assert client.post(f"/procedures/{SLUG}/page/{key}", {"a": "b"}).status_code == 404


ELSEWHERE = (
    "https://example.com/", "//example.com", "/\\example.com", "\\\\example.com", "https:example.com", "http:///example.com",
    "javascript:alert(1)", "data:text/html,x", " //example.com", "\t//example.com",
    "/\t/example.com", "/\n/example.com", "https://localhost@example.com", "https://testserver.example.com", "//\u3002example.com", "/\x00//example.com",
)  # fmt: skip


@pytest.mark.parametrize("face", PEOPLE)
@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_site(world: World, serve: Serve, face: str, target: str) -> None:
    found: list[str] = []
    with serve(face):
        for address in ("/language", "/sign-in", "/sign-in/password", "/sign-out"):
            for person in ("anonymous", "guest" if face == "public" else "officer"):
                client = browser(world, person)
                with undone():
                    for answer in (
                        client.get(address, {"next": target}),
                        client.post(address, {"next": target, "language": "ja", "email": "a@example.jp", "login": "yamada", "password": "x"}),
                    ):  # fmt: skip
                        found += faults(world, Knock(face, person, "POST", address, target), answer)
                        page = answer.content.decode()
                        found += (
                            [f"{address}: a link to {target!r}"]
                            if f'href="{target}' in page or f'action="{target}' in page
                            else []
                        )
    assert found == []


@pytest.mark.parametrize("face", PEOPLE)
def test_without_the_token_of_the_page_nothing_is_taken(world: World, serve: Serve, face: str) -> None:
    """A form from elsewhere: no token, somebody else's, or a cookie that the sender made up."""
    person = "guest" if face == "public" else "chief"
    address = f"/procedures/{SLUG}/page/applicant" if face == "public" else "/my-sign-in/sessions"
    with serve(face):
        for cookie, token in (("", ""), ("a" * 32, ""), ("a" * 32, "b" * 32), ("", "a" * 32), ("é", "あ")):
            client = Client(enforce_csrf_checks=True, raise_request_exception=False)
            for name, value in {**world.cookies[person], f"csrf_{face}": cookie}.items():
                client.cookies[name] = value
            with undone():
                answer = client.post(address, {"csrfmiddlewaretoken": token, "x": "y"})
                assert answer.status_code == 403
                assert faults(world, Knock(face, person, "POST", address, "no token"), answer) == []


HEADERS: dict[str, Any] = {
    "host": {"HTTP_HOST": "evil.example.com"}, "host and port": {"HTTP_HOST": "localhost:8000@evil.example.com"}, "empty host": {"HTTP_HOST": ""},
    "host of letters": {"HTTP_HOST": "あ.example.com"}, "host header": {"HTTP_HOST": "a\r\nX-Evil: 1"},
    "forwarded": {"HTTP_X_FORWARDED_HOST": "evil.example.com", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "1.2.3.4, あ"},
    "rewritten": {"HTTP_X_ORIGINAL_URL": "/staff", "HTTP_X_REWRITE_URL": "/staff", "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    "languages": {"HTTP_ACCEPT_LANGUAGE": "xx-" * 3000 + ";q=9, *;q=-1, ja\x00"},
    "a long agent": {"HTTP_USER_AGENT": "あ" * 20000 + "<script>\x00"},
    "a bad date": {"HTTP_IF_MODIFIED_SINCE": "99999", "HTTP_IF_NONE_MATCH": '"' * 100, "HTTP_RANGE": "bytes=-1,0-,9999999999999999999-"},
    "htmx": {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "https://evil.example.com/%ff", "HTTP_HX_TARGET": "あ<script>"},
    "no length": {"CONTENT_LENGTH": "-5"},
    "an agent address": {"REMOTE_ADDR": "not an address"},
}  # fmt: skip


@pytest.mark.parametrize("what", HEADERS)
@pytest.mark.parametrize("face", PEOPLE)
def test_headers_are_not_believed(world: World, serve: Serve, face: str, what: str) -> None:
    found: list[str] = []
    with serve(face):
        for person in ("anonymous", "guest" if face == "public" else "officer"):
            for method, address in (
                ("GET", "/"),
                ("GET", "/sign-in"),
                ("POST", "/sign-in"),
                ("GET", "/nowhere"),
            ):
                client = browser(world, person)
                with undone():
                    answer = client.generic(method, address, b"email=a%40example.jp&login=x&password=y", "application/x-www-form-urlencoded", **HEADERS[what])  # fmt: skip
                    found += faults(world, Knock(face, person, method, address, what), answer)
                    told = answer.content.decode() + str(answer.headers)
                    found += ["repeats the host"] if "evil.example.com" in told else []
                    if "host" in what:
                        found += [] if answer.status_code in (400, 404) else [f"{what}: {answer.status_code}"]
    assert found == []
