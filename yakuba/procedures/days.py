"""The days of drafts that residents are reminded of: when one is removed, when what it is for is taken no longer."""

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.messaging import api as messaging
from yakuba.procedures.models import Draft
from yakuba.procedures.rules.definition import code_of
from yakuba.procedures.shelf import shelved

REMOVED = messaging.declare_date(
    messaging.DateKind(
        "procedures.draft_ends",
        "下書きが消える日",
        "下書（したが）きが 消（き）える 日（ひ）",
        "day on which a draft is removed",
    )
)
CLOSES = messaging.declare_date(
    messaging.DateKind(
        "procedures.window_ends",
        "受付が終わる日（下書きがある方）",
        "受付（うけつけ）が 終（お）わる 日（ひ）（下書（したが）きが ある 人（ひと））",
        "last day to apply, for those with a draft",
    )
)
GUEST, RESIDENT = "guest:", "resident:"


def keep_days(actor: Actor, draft: Draft) -> None:
    """Keep the days of a draft for whom it belongs to."""
    definition = shelved(draft.version_id).definition
    closes = definition.window.until if definition.window else None
    removed = draft.expires_at.astimezone(clock.TOKYO).date()
    for kind, day in ((REMOVED, removed), (CLOSES, closes)):
        if day is None:
            continue
        messaging.keep_date(
            actor,
            resident_id=_resident(draft.owner_key),
            mail_key=draft.owner_key if draft.owner_key.startswith(GUEST) else "",
            kind=kind.code,
            key=_key(draft),
            day=day,
            what=definition.title.say(code_of(draft.language)),
        )


def _resident(owner_key: str) -> int | None:
    return int(owner_key.removeprefix(RESIDENT)) if owner_key.startswith(RESIDENT) else None


def drop_days(actor: Actor, draft: Draft) -> None:
    """The draft came to its end. One that was saved today has no days yet and costs nothing: they are kept at night,
    for drafts that lay since the day before."""
    if _lay(draft):
        messaging.drop_date(actor, kinds=[REMOVED.code, CLOSES.code], key=_key(draft))


def move_days(actor: Actor, draft: Draft) -> None:
    """Somebody goes on with a draft: it is removed later than was kept; the night says when."""
    if _lay(draft):
        messaging.drop_date(actor, kinds=[REMOVED.code], key=_key(draft))


def _lay(draft: Draft) -> bool:
    return draft.saved_at.astimezone(clock.TOKYO).date() < clock.today()


def _key(draft: Draft) -> str:
    return f"draft:{draft.pk}"
