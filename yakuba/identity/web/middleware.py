"""Settles who asks: every request carries a session, an Actor and (for allauth) a user, all of them lazy.

A request without a session cookie touches no database. Otherwise the session is read once, when somebody first asks
who is there; staff are read with it, so that whoever was removed, left or was revoked is out at the next request.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from yakuba.identity import actors
from yakuba.identity.models import Account, Session
from yakuba.identity.policy import policy
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance, anonymous

Answer = Callable[[HttpRequest], HttpResponseBase]
SEEN_EVERY = timedelta(minutes=1)
NOBODY = AnonymousUser()


class ActorMiddleware:
    """Sets `request.session`, `request.actor` and `request.user`; keeps the cookie."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        session = SessionStore(key)
        session.user_agent = request.META.get("HTTP_USER_AGENT", "")
        request.session = session
        if key is None:
            request.actor = anonymous()  # type: ignore[attr-defined]
            request.user = NOBODY
        else:
            request.actor = SimpleLazyObject(lambda: actor_of(session))  # type: ignore[attr-defined]
            request.user = SimpleLazyObject(lambda: _user(session))  # type: ignore[assignment]
        response = self.get_response(request)
        _keep(session, response, known=key is not None)
        return response


def actor_of(session: SessionStore) -> Actor:
    """Who is behind a session: 1 SQL, and for staff at most 2 more; once a minute one to say they were seen."""
    row = session.row
    if row is None or row.assurance == Assurance.NONE:
        return anonymous()
    if not _still_there(session, row):
        return anonymous()
    if row.account is not None:
        return _with_account(row, row.account)
    email = row.data.get("email", "")
    return actors.guest(email) if email else anonymous()


def least_for_staff() -> Assurance:
    """What a staff session must have shown: both factors; in the demonstration a password."""
    return Assurance.ACCOUNT if settings.DEMO else Assurance.TWO_FACTOR


def _with_account(row: Session, account: Account) -> Actor:
    if not account.is_active:
        return anonymous()
    assurance = Assurance(row.assurance)
    if account.kind == Account.Kind.STAFF:
        staff = account.staff
        if staff.left_on is not None or assurance < least_for_staff():
            return anonymous()
        return actors.for_staff(staff, assurance)
    return actors.for_resident(account.resident, assurance)


def _still_there(session: SessionStore, row: Session) -> bool:
    """Whether the session was used lately enough; ends it where not, and notes the time at most once a minute."""
    now = clock.now()
    quiet = now - row.seen_at
    if quiet < SEEN_EVERY:
        return True
    if quiet > policy().idle(settings.FACE):
        session.flush()
        return False
    Session.objects.filter(pk=row.pk).update(seen_at=now)
    return True


def _user(session: SessionStore) -> Account | AnonymousUser:
    row = session.row
    return NOBODY if row is None or row.account is None else row.account


def _keep(session: SessionStore, response: HttpResponseBase, *, known: bool) -> None:
    if session.modified and response.status_code < 500:
        try:
            session.save()
        except UpdateError:
            session.flush()
    if session.issued and session.session_key:
        row = session.row
        lasting = settings.FACE == "public" and row is not None and row.assurance > Assurance.NONE
        response.set_cookie(
            settings.SESSION_COOKIE_NAME,
            session.session_key,
            expires=row.expires_at if row is not None and lasting else None,
            path=settings.SESSION_COOKIE_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    elif known and session.gone:
        response.delete_cookie(
            settings.SESSION_COOKIE_NAME,
            path=settings.SESSION_COOKIE_PATH,
            samesite="Lax",
        )
