"""Write down what is said to a friend on LINE."""

from collections.abc import Mapping, Sequence
from typing import Any

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.write_message import identity_of
from yakuba.messaging.declarations import LINE_PRIVATE, LINE_TEMPLATE
from yakuba.messaging.models import Delivery, LineFriend, Message
from yakuba.messaging.permissions import NOTIFY
from yakuba.messaging.rules.line_events import shown
from yakuba.messaging.rules.line_letters import LineLetter, checked, written
from yakuba.messaging.sealing import Said, seal_words

GONE = "相手がLINEで友だちではありません（ブロックされています）。"
LONGEST_SUBJECT = 60


@action(permission=NOTIFY, unaudited="知らせる理由になった出来事のほうに記録が残ります")
def write_line_message(
    actor: Actor,
    *,
    key: str,
    friend: LineFriend,
    messages: Sequence[Mapping[str, Any]],
    reply: str,
    reply_until: float,
    quiet: bool,
    private: bool = False,
) -> None:
    """Write messages to a friend and their delivery; the same key a second time writes nothing.

    `private` words are shown to nobody afterwards and forgotten once sent.

    To somebody who is no friend a delivery is written that was given up: LINE would say yes and show it to nobody.
    Raises ValueError for messages that LINE can never take.
    """
    now = clock.now()
    letter = LineLetter(friend.channel.code, checked(messages), reply, reply_until, quiet)
    plain = shown(letter.messages)
    message = Message(
        id=identity_of(key),
        key=key,
        template=LINE_PRIVATE if private else LINE_TEMPLATE,
        language=friend.language,
        words=seal_words(Said(plain.split("\n")[0][:LONGEST_SUBJECT], plain, line=written(letter))),
        written_at=now,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    own_id = identity_of(f"{key}:line")
    delivery = Delivery(
        id=own_id,
        message_id=message.id,
        channel=Delivery.Channel.LINE,
        key=f"{key}:line",
        address=bytes(friend.user_id),
        address_key=friend.user_key,
        state=Delivery.State.WAITING if friend.followed else Delivery.State.GAVE_UP,
        next_try=now if friend.followed else None,
        last_error="" if friend.followed else GONE,
        header_id=str(own_id),
        written_at=now,
        counted_from=now,
    )
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
