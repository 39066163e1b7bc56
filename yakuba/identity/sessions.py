"""Sessions in our own table: listed, revocable, and of one face only."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from yakuba.identity.models import Session
from yakuba.kernel import clock


class SessionStore(DatabaseStore):
    """Django's database sessions over `identity.Session`; a session of the other face is not found."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        try:
            row = Session.objects.get(
                session_key=self.session_key, expire_date__gt=clock.now(), face=settings.FACE
            )
        except Session.DoesNotExist:
            self._session_key = None
            return None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)
        account = data.get("_auth_user_id")
        row.account_id = int(account) if account else None
        row.face = settings.FACE
        row.assurance = int(data.get("assurance", 0))
        row.device = str(data.get("device", ""))[:120]
        row.started_at = row.seen_at = clock.now()
        return row
