"""A form that was sent twice is done once: the second answer is the first one's."""

from datetime import datetime, timedelta

from yakuba.kernel import audit, clock
from yakuba.kernel.actions import all_actions
from yakuba.kernel.actor import Actor
from yakuba.kernel.audit import Subject
from yakuba.kernel.models import AuditEntry

LAST = 50
SHORTLY = timedelta(minutes=1)


def sentence_of(verb: str) -> str:
    """What the trail says when the verb was done."""
    name = f"yakuba.cases.actions.{verb}.{verb}"
    return next((one.audit for one in all_actions() if one.name == name), "")


def just_done(actor: Actor, case_id: int, verb: str) -> bool:
    """Whether the actor did this verb on the case a moment ago."""
    since = clock.now() - SHORTLY
    entries = audit.history(Subject("cases", "Case", str(case_id)))
    return entries.filter(at__gt=since, actor_key=actor.key, text=sentence_of(verb)).exists()


def changes_since(case_id: int, seen: datetime) -> list[AuditEntry]:
    """What was done to the case after a moment, the oldest first; reading changes nothing."""
    entries = audit.history(Subject("cases", "Case", str(case_id))).filter(at__gt=seen)[:LAST]
    return [one for one in reversed(list(entries)) if not one.detail.get("read")]


def read_moment(text: str) -> datetime:
    """The moment at which a form was drawn; an hour ago where it does not say."""
    try:
        seen = datetime.fromisoformat(text[:40])
    except ValueError:
        seen = None
    if seen is None or seen.tzinfo is None:
        return clock.now() - timedelta(hours=1)
    return seen
