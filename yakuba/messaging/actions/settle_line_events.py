"""Do what follows from what LINE reported: who is a friend, what was said, what was taken back."""

import json
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.messaging import events
from yakuba.messaging.line_readers import merge_friend, part_friend
from yakuba.messaging.models import LineChannel, LineEvent, LineFriend, LineNonce
from yakuba.messaging.permissions import RECEIVE
from yakuba.messaging.rules import line_events as rules
from yakuba.messaging.sealing import Unreadable, line_user_key, nonce_digest, seal, unseal

log = logging.getLogger("yakuba.messaging")
MOST_ATTEMPTS = 5
_State = LineEvent.State


@action(permission=RECEIVE, unaudited="LINEの友だちが自分でしたことの控えで、役所の判断は含みません")
def settle_line_events(actor: Actor, *, most: int) -> int:
    """Settle up to `most` waiting events, by the time they happened; how many were looked at.

    Events may come late and out of order: one that is older than what holds changes nothing. An event that trips the
    program is left for later, five times, and stops no other.
    """
    waiting = LineEvent.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=_State.WAITING)
    taken = list(waiting.order_by("attempts", "occurred_at", "id")[:most])
    for row in taken:
        try:
            with transaction.atomic():
                _settle(row)
        except Exception:
            log.exception("event %s of LINE", row.pk)
            row.attempts += 1
            row.state = _State.FAILED if row.attempts >= MOST_ATTEMPTS else _State.WAITING
            row.save(update_fields=["attempts", "state"])
    return len(taken)


def _settle(row: LineEvent) -> None:
    try:
        told = json.loads(unseal(row.body))
    except Unreadable:
        told = {}
    user_id = rules.text_of(rules.part(told, "source"), "userId", rules.LONGEST_ID)
    row.state = _State.DONE if user_id else _State.IGNORED
    if user_id:
        row.friend = _friend(row, user_id)
        _tell(row, row.friend, told)
    row.save(update_fields=["state", "friend", "body"])


def _friend(row: LineEvent, user_id: str) -> LineFriend:
    """The friend, met now or before, with what this event says of their following."""
    follows = rules.follows_after(row.kind)
    fresh = LineFriend(
        channel_id=row.channel_id,
        user_key=line_user_key(user_id),
        user_id=seal(user_id),
        followed=False,
        decided_at=row.occurred_at - timedelta(days=36500),
        decided_by="",
        written_at=clock.now(),
    )
    LineFriend.objects.bulk_create([fresh], ignore_conflicts=True)
    friend = LineFriend.objects.select_for_update(of=("self",)).get(
        channel_id=row.channel_id, user_key=fresh.user_key
    )
    newer = rules.decides(row.occurred_at, row.webhook_event_id, friend.decided_at, friend.decided_by)
    if follows is None or not newer:
        return friend
    _count(friend, follows=follows)
    friend.followed, friend.decided_at, friend.decided_by = follows, row.occurred_at, row.webhook_event_id
    if follows and (friend.followed_at is None or row.kind == "follow"):
        friend.followed_at = row.occurred_at
    if not follows:
        friend.blocked_at = row.occurred_at
    friend.save(update_fields=["followed", "decided_at", "decided_by", "followed_at", "blocked_at"])
    return friend


def _count(friend: LineFriend, *, follows: bool) -> None:
    """Keep the channel's numbers: who was never counted, who came, who went."""
    first = not friend.decided_by
    more = int(follows) - int(friend.followed and not first)
    gone = int(not follows) - int(not friend.followed and not first)
    if more or gone:
        LineChannel.objects.filter(pk=friend.channel_id).update(
            friends=F("friends") + more, blocked=F("blocked") + gone
        )


def _tell(row: LineEvent, friend: LineFriend, told: dict[str, object]) -> None:
    """Announce what happened. Words that were taken back before they were settled are told to nobody."""
    ours = {"friend_id": friend.pk, "event_id": row.pk}
    kind, _, content = row.kind.partition(".")
    if kind == "follow" and friend.decided_by == row.webhook_event_id:
        announce(events.LineFollowed(**ours, again=rules.part(told, "follow").get("isUnblocked") is True))
    elif kind == "unfollow" and friend.decided_by == row.webhook_event_id:
        announce(events.LineUnfollowed(friend_id=friend.pk))
    elif kind == "message" and _taken_back(row):
        row.body = b""
    elif kind == "message" and content == "text":
        announce(events.LineTextReceived(**ours))
    elif kind == "message":
        announce(events.LineContentReceived(**ours, kind=content))
    elif kind == "postback":
        postback = rules.part(told, "postback")
        announce(
            events.LinePostbackReceived(
                **ours,
                data=rules.text_of(postback, "data", 300),
                picked=_picked(rules.part(postback, "params")),
            )
        )
    elif kind == "unsend":
        _unsend(row, friend)
    elif kind == "accountLink":
        _link(row, friend, rules.part(told, "link"))


def _picked(params: object) -> str:
    chosen = params if isinstance(params, dict) else {}
    return next(
        (text for name in ("datetime", "date", "time") if (text := rules.text_of(chosen, name, 40))), ""
    )


def _taken_back(row: LineEvent) -> bool:
    same = LineEvent.objects.filter(channel_id=row.channel_id, message_id=row.message_id, kind="unsend")
    return bool(row.message_id) and same.exists()


def _unsend(row: LineEvent, friend: LineFriend) -> None:
    """Remove the words of the message, whether they were settled or still wait."""
    if not row.message_id:
        return
    said = LineEvent.objects.select_for_update().filter(
        channel_id=row.channel_id, message_id=row.message_id, kind__startswith="message"
    )
    for one in said.exclude(body=b""):
        settled = one.state == _State.DONE
        one.body, one.state = b"", _State.DONE
        one.save(update_fields=["body", "state"])
        if settled:
            announce(events.LineMessageWithdrawn(friend_id=friend.pk, event_id=one.pk))


def _link(row: LineEvent, friend: LineFriend, link: object) -> None:
    """Join friend and resident by the word that went around; a word that is unknown, old or used joins nobody."""
    told = link if isinstance(link, dict) else {}
    if told.get("result") != "ok":
        return
    digest = nonce_digest(rules.text_of(told, "nonce", 255))
    nonce = (
        LineNonce.objects.select_for_update()
        .filter(pk=digest, used_at=None, until__gte=row.occurred_at)
        .first()
    )
    if nonce is None:
        return
    nonce.used_at = row.occurred_at
    nonce.save(update_fields=["used_at"])
    if friend.resident_id not in (None, nonce.resident_id):
        part_friend(friend.pk, keep=False)
    friend.resident_id, friend.linked_at, friend.line_only = nonce.resident_id, row.occurred_at, False
    friend.save(update_fields=["resident", "linked_at", "line_only"])
    merge_friend(friend.pk)
    announce(events.LineAccountLinked(friend_id=friend.pk, event_id=row.pk, resident_id=nonce.resident_id))
