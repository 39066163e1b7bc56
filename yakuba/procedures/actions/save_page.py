"""Keep the answers of one page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.procedures.models import Draft
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import owner_key

# Answers are merged in the database, key by key, so that two tabs on different pages lose nothing of each other.
MERGE = """
UPDATE procedures_draft SET answers = answers || %s::jsonb, done_pages = done_pages || %s::jsonb,
       owner_key = CASE WHEN owner_key = '' THEN %s ELSE owner_key END, saved_at = %s, expires_at = %s
WHERE id = %s AND submitted_at IS NULL AND owner_key IN ('', %s) RETURNING id
"""


@action(permission=APPLY, unaudited="下書きは本人だけのもので、役所の記録ではありません", one_statement=True)
def save_page(
    actor: Actor,
    *,
    draft: Draft,
    answers: Mapping[str, Any],
    done_page: str = "",
    kept_until: datetime,
) -> None:
    """Merge a page's answers into the draft; `done_page` names the page when it is complete.

    Whoever verified an e-mail address or signed in since becomes the owner. Refuses a draft that was handed in
    or belongs to somebody else.
    """
    done = {done_page: True} if done_page else {}
    owner = owner_key(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            MERGE,
            [
                msgspec.json.encode(answers).decode(),
                msgspec.json.encode(done).decode(),
                owner,
                clock.now(),
                kept_until,
                draft.pk,
                owner,
            ],
        )
        if cursor.fetchone() is None:
            raise NotFound()
    draft.answers = {**draft.answers, **answers}
    draft.done_pages = {**draft.done_pages, **done}
