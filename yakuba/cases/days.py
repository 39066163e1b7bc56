"""The days of cases that residents are reminded of: until when a correction is to be answered."""

from collections.abc import Collection

from yakuba.cases.models import Case, Correction
from yakuba.kernel.actor import Actor
from yakuba.messaging import api as messaging

CORRECTION = messaging.declare_date(
    messaging.DateKind(
        "cases.correction",
        "補正の期限",
        "直（なお）して もらう 期限（きげん）",
        "deadline for correcting an application",
    )
)
GUEST = "guest:"


def keep_deadline(actor: Actor, case: Case, correction: Correction) -> None:
    """Keep the deadline for whoever applied: their account, or the address they verified. Nobody else's address gets
    it: what was typed into a form proves nothing. The name is said in the language in which they applied."""
    messaging.keep_date(
        actor,
        resident_id=case.resident_id,
        mail_key=case.owner_key if case.owner_key.startswith(GUEST) else "",
        kind=CORRECTION.code,
        key=_key(correction.pk),
        day=correction.deadline,
        what=case.title_in(case.language),
    )


def drop_deadline(actor: Actor, correction_id: int) -> None:
    """The correction ended: nobody is reminded of it any more."""
    messaging.drop_date(actor, kinds=[CORRECTION.code], key=_key(correction_id))


def kept_among(corrections: Collection[int]) -> frozenset[int]:
    """Those of these corrections whose deadline is kept for somebody (1 SQL)."""
    kept = messaging.dates_kept(CORRECTION.code, [_key(one) for one in corrections])
    return frozenset(one for one in corrections if _key(one) in kept)


def _key(correction_id: int) -> str:
    return f"correction:{correction_id}"
