"""Begin an application."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.procedures.models import Draft
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import owner_key, token_hash


@action(permission=APPLY, unaudited="下書きは本人だけのもので、役所の記録ではありません", one_statement=True)
def start_draft(
    actor: Actor,
    *,
    version_id: int,
    token: str,
    language: str,
    kept_until: datetime,
    answers: Mapping[str, Any] | None = None,
    prefilled: Mapping[str, str] | None = None,
    done_page: str = "",
) -> Draft:
    """Begin a draft with the answers known so far.

    `token` is a fresh secret of the browser, at least 128 bits. `prefilled` maps a field's key to where its
    answer came from: the id of the version that asked for it before, or "" for what the office knows.
    """
    now = clock.now()
    return Draft.objects.create(
        token_hash=token_hash(token),
        owner_key=owner_key(actor),
        version_id=version_id,
        answers=dict(answers or {}),
        prefilled=dict(prefilled or {}),
        done_pages={done_page: True} if done_page else {},
        language=language,
        started_at=now,
        saved_at=now,
        expires_at=kept_until,
    )
