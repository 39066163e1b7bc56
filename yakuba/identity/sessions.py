"""Sessions in our own table: listed, revocable, of one face only, read with one statement.

The dictionary is Django's (`SessionBase`), as allauth expects one; what the cookie says is a random key whose
digest finds the row. A key is exchanged whenever somebody's assurance rises, so that a key known before is dead.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.utils.crypto import get_random_string

from yakuba.identity.keys import digest
from yakuba.identity.models import Account, Session
from yakuba.identity.rules.device import device_name
from yakuba.kernel import clock
from yakuba.kernel.actor import Assurance

KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
OWN_KEYS = {
    "email",
    "verified_at",
    "stage",
    "next",
    "code_id",
    "code_to",
    "totp_secret",
    "show_recovery",
    "said",
}
"""What identity itself keeps in a session; it ends when somebody signs in."""
UNSETTLED = timedelta(hours=1)
"""How long a session lasts in which nobody has signed in."""


class SessionStore(SessionBase):
    """One session: a dictionary over a row of `identity.Session`; a session of the other face is not found."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._row: Session | None = None
        self._looked = False
        self.issued = False  # the browser does not know the key yet
        self.user_agent = ""

    @property
    def row(self) -> Session | None:
        """The row behind the key, or None; read once (1 SQL)."""
        if not self._looked:
            self._looked = True
            self._row = self._find()
        return self._row

    def _find(self) -> Session | None:
        if self.session_key is None:
            return None
        owner = "account__resident" if settings.FACE == "public" else "account__staff"
        return (
            Session.objects.select_related(owner)
            .filter(key_digest=digest(self.session_key), face=settings.FACE, expires_at__gt=clock.now())
            .first()
        )

    @property
    def gone(self) -> bool:
        """Whether it was looked for and is not (or no longer) there."""
        return self._looked and self._row is None

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing where there is no such session (the key is then forgotten)."""
        row = self.row
        if row is None:
            self._session_key = None
            return {}
        return dict(row.data)

    def exists(self, session_key: str) -> bool:
        """Whether a session has this key."""
        return Session.objects.filter(key_digest=digest(session_key)).exists()

    def create(self) -> None:
        """Start an empty session with a new key."""
        self._session_cache: dict[str, Any] = {}
        self._looked, self._row = True, None
        self.save()

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Write the session; refuses (UpdateError) where it was revoked in the meantime."""
        data = dict(self.items())
        row = self.row
        if row is None:
            self._insert(data, None, Assurance.NONE, clock.now() + UNSETTLED)
        elif not Session.objects.filter(pk=row.pk).update(data=data):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End this session."""
        if session_key is None and self.row is not None:
            Session.objects.filter(pk=self.row.pk).delete()
        elif session_key is not None:
            Session.objects.filter(key_digest=digest(session_key)).delete()

    def flush(self) -> None:
        """End this session and begin with nothing."""
        self.delete()
        self.clear()
        self._session_key = None
        self._looked, self._row, self.modified = True, None, False

    def cycle_key(self) -> None:
        """Exchange the key and keep what the session holds; the old key is dead at once."""
        row = self.row
        if row is None:
            self.create()
            return
        self._new_key()
        Session.objects.filter(pk=row.pk).update(key_digest=digest(self.session_key or ""))

    def begin(
        self, *, account: Account | None, assurance: Assurance, data: dict[str, Any], until: datetime
    ) -> Session:
        """Somebody has shown who they are: a new row with a new key.

        What other modules put into the session stays where nobody, or the same person, was signed in before.
        """
        kept = self._kept_for(account, data)
        self.delete()
        row = self._insert({**kept, **data}, account, assurance, until)
        self._session_cache = dict(row.data)
        self.modified = False
        return row

    def _kept_for(self, account: Account | None, data: dict[str, Any]) -> dict[str, Any]:
        before = self.row
        if before is not None and before.assurance > Assurance.NONE:
            address = data.get("email") or (account.email if account else "")
            same_account = account is not None and before.account_id == account.pk
            if not same_account and before.data.get("email", "").lower() != address.lower():
                return {}
        return {
            key: value for key, value in self.items() if key not in OWN_KEYS and not key.startswith("mfa.")
        }

    def _insert(
        self, data: dict[str, Any], account: Account | None, assurance: Assurance, until: datetime
    ) -> Session:
        now = clock.now()
        self._new_key()
        self._row = Session.objects.create(
            key_digest=digest(self.session_key or ""),
            face=settings.FACE,
            account=account,
            assurance=assurance,
            data=data,
            device=device_name(self.user_agent),
            started_at=now,
            seen_at=now,
            expires_at=until,
        )
        self._looked = True
        return self._row

    def _new_key(self) -> None:
        self._session_key = get_random_string(40, KEY_LETTERS)
        self.issued = True


def end_sessions(account: Account, *, keep: int | None = None) -> None:
    """End every session of an account, also half made ones, but `keep`: after a change of password and the like."""
    Session.objects.filter(account=account).exclude(pk=keep or 0).delete()
