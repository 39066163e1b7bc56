"""Rows of the conversation on LINE: where a chat stands, talks by whoever may read them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.portal.models import LineChat, Talk, TalkLine
from yakuba.portal.permissions import ANSWER_TALKS


def chat_of(friend_id: int) -> LineChat:
    """Where the conversation with a friend stands, locked until the transaction ends; made at the first time."""
    LineChat.objects.bulk_create([LineChat(friend_id=friend_id)], ignore_conflicts=True)
    return LineChat.objects.select_for_update().get(pk=friend_id)


def open_talk_of(friend_id: int) -> Talk | None:
    """The talk a friend is in, locked."""
    return Talk.objects.select_for_update().filter(friend_id=friend_id, closed_at=None).first()


def talks_visible_to(actor: Actor) -> QuerySet[Talk]:
    """The talks of the sections for which somebody answers."""
    return Talk.objects.filter(section_id__in=actor.sections_for(ANSWER_TALKS))


def waiting_talks(actor: Actor) -> int:
    """How many open talks of one's sections wait for an answer (1 SQL); 0 without one for whoever answers none."""
    if not actor.sections_for(ANSWER_TALKS):
        return 0
    return talks_visible_to(actor).filter(closed_at=None, waiting_since__isnull=False).count()


def talk_for(actor: Actor, talk_id: int) -> Talk:
    """One of them; another section's is as unknown as one that never was."""
    row = talks_visible_to(actor).filter(pk=talk_id).first()
    if row is None:
        raise NotFound()
    return row


def lock_talk(actor: Actor, talk_id: int) -> Talk:
    """The same, locked for a change."""
    row = talks_visible_to(actor).select_for_update().filter(pk=talk_id).first()
    if row is None:
        raise NotFound()
    return row


def lines_of(talk: Talk) -> QuerySet[TalkLine]:
    """The words of a talk in the order they were said."""
    return TalkLine.objects.filter(talk=talk).select_related("staff").order_by("at", "pk")


def listed_talks(actor: Actor) -> QuerySet[Talk]:
    """Talks as the desk lists them: who waits longest first, then the open ones, then those that ended."""
    rows = talks_visible_to(actor).annotate(said=Count("lines", filter=Q(lines__event__isnull=False)))
    return rows.order_by("waiting_since", "closed_at", "-last_at")


def talks_of_friend(friend_id: int) -> list[tuple[str, datetime, datetime | None]]:
    """What a friend talked about with the office and when: (about, opened, closed), latest first."""
    rows = Talk.objects.filter(friend_id=friend_id, forgotten_at=None).order_by("-opened_at")
    return list(rows.values_list("about", "opened_at", "closed_at")[:50])
