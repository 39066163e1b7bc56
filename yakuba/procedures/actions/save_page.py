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
from yakuba.procedures.queries import draft_owner, owner_key, owner_keys
from yakuba.procedures.rules.reuse import file_ids
from yakuba.procedures.shelf import shelved

# Answers are merged in the database, key by key, so that two tabs on different pages lose nothing of each other.
# The files of the draft are kept as long as the draft itself.
MERGE = """
WITH saved AS (
    UPDATE procedures_draft SET answers = answers || %(answers)s::jsonb, done_pages = done_pages || %(done)s::jsonb,
           prefilled = prefilled - %(changed)s::text[],
           owner_key = CASE WHEN owner_key = '' THEN %(owner)s ELSE owner_key END, saved_at = %(now)s, expires_at = %(until)s
    WHERE id = %(id)s AND submitted_at IS NULL AND expires_at > %(now)s AND owner_key = ANY(%(owners)s) RETURNING id
), kept AS (
    UPDATE kernel_storedfile SET kept_until = %(until)s
    WHERE public_id = ANY(%(files)s::uuid[]) AND owner_key = %(files_of)s AND kept_until IS NOT NULL
          AND EXISTS (SELECT FROM saved)
)
SELECT id FROM saved
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

    Whoever verified an e-mail address or signed in since becomes the owner. What was filled in beforehand and says
    otherwise now is no longer marked so. Refuses a draft that was handed in, that ended or belongs to somebody else.
    """
    done = {done_page: True} if done_page else {}
    merged = {**draft.answers, **answers}
    changed = [key for key in draft.prefilled if merged.get(key) != draft.answers.get(key)]
    values: dict[str, Any] = {
        "answers": msgspec.json.encode(answers).decode(),
        "done": msgspec.json.encode(done).decode(),
        "changed": changed,
        "owner": owner_key(actor),
        "owners": ["", *owner_keys(actor)],
        "now": clock.now(),
        "until": kept_until,
        "id": draft.pk,
        "files": file_ids(shelved(draft.version_id).form, merged),
        "files_of": draft_owner(draft),
    }
    with connection.cursor() as cursor:
        cursor.execute(MERGE, values)
        if cursor.fetchone() is None:
            raise NotFound()
    draft.answers = merged
    draft.done_pages = {**draft.done_pages, **done}
    draft.prefilled = {key: source for key, source in draft.prefilled.items() if key not in changed}
