"""Which draft a browser is working on: a secret of the session in a cookie, or the owner's own draft."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.procedures.models import Draft
from yakuba.procedures.options import KEEP_DRAFTS_DAYS
from yakuba.procedures.queries import draft_by_token, open_drafts, owner_key, token_hash
from yakuba.procedures.shelf import shelved

RECEIPTS_COOKIE = "receipts"
RECEIPTS_KEPT = 5
RECEIPTS_FOR_S = 3 * 3600


def cookie_name(slug: str) -> str:
    """The cookie of a procedure's draft; it lives as long as the browser's session, so that a shared machine forgets."""
    return f"draft_{slug}"


def new_token() -> str:
    """A secret for a new draft: 192 random bits."""
    return secrets.token_urlsafe(24)


def remember(answer: HttpResponseBase, slug: str, token: str) -> None:
    """Give the browser the secret of its draft."""
    answer.set_cookie(
        cookie_name(slug), token, path="/procedures/", secure=settings.TLS, httponly=True, samesite="Lax"
    )


def forget(answer: HttpResponseBase, slug: str) -> None:
    """Take the secret back."""
    answer.delete_cookie(cookie_name(slug), path="/procedures/", samesite="Lax")


def find(request: HttpRequest, actor: Actor, slug: str) -> Draft | None:
    """The draft this person is writing for a procedure: of this browser, else their own latest (1 SQL, 0 for strangers)."""
    token = request.COOKIES.get(cookie_name(slug), "")
    if token:
        with suppress(NotFound):
            draft = draft_by_token(actor, token)
            if shelved(draft.version_id).definition.slug == slug:
                return draft
    if not owner_key(actor):
        return None
    return open_drafts(actor).filter(version__procedure__slug=slug).first()


def held(request: HttpRequest, slug: str) -> str:
    """The hash of the secret this browser holds, under which its draft or what became of it is found; or ""."""
    token = request.COOKIES.get(cookie_name(slug), "")
    return token_hash(token) if token else ""


def kept_until() -> datetime:
    """How long a draft saved now, and its files, are kept."""
    return clock.now() + timedelta(days=KEEP_DRAFTS_DAYS.value())


def receipts_shown(request: HttpRequest) -> tuple[str, ...]:
    """The receipt numbers of what this browser handed in without saying who it is, for three hours."""
    signed = request.COOKIES.get(RECEIPTS_COOKIE, "")
    if not signed:
        return ()
    try:
        known = signing.loads(signed, salt=RECEIPTS_COOKIE, max_age=RECEIPTS_FOR_S)
    except signing.BadSignature:
        return ()
    return tuple(item for item in known if isinstance(item, str))


def show_receipt(request: HttpRequest, answer: HttpResponseBase, receipt: str) -> None:
    """Let this browser see one more application; the oldest is forgotten."""
    known = [receipt, *(item for item in receipts_shown(request) if item != receipt)][:RECEIPTS_KEPT]
    answer.set_cookie(
        RECEIPTS_COOKIE,
        signing.dumps(known, salt=RECEIPTS_COOKIE),
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
    )
