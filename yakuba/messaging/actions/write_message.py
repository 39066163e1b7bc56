"""Write down what is said to somebody, and by which channels."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.values.email_address import BadEmailAddress, parse_email
from yakuba.messaging.models import Delivery, InboxItem, Message
from yakuba.messaging.permissions import NOTIFY
from yakuba.messaging.sealing import Said, seal, seal_words

NO_ADDRESS = "あて先のメールアドレスの形が正しくありません。"


def identity_of(key: str) -> UUID:
    """The id of whatever a key stands for: the same everywhere and always, so that a repeat meets itself."""
    return uuid5(NAMESPACE_URL, f"yakuba:messaging:{key}")


@action(permission=NOTIFY, unaudited="知らせる理由になった出来事のほうに記録が残ります")
def write_message(
    actor: Actor,
    *,
    key: str,
    template: str,
    language: str,
    words: Said,
    email: str,
    resident_id: int | None,
    mail: bool,
    inbox: bool,
) -> None:
    """Write a message, its mail if `mail`, its place in the inbox if `inbox`.

    The same key a second time writes nothing, also when both happen at the same moment. An address no mail can
    be sent to leaves a delivery that was given up, for staff to see.
    """
    now = clock.now()
    message = Message(
        id=identity_of(key),
        key=key,
        template=template,
        language=language,
        words=seal_words(words),
        written_at=now,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    address, sound = _address(email)
    if mail:
        Delivery.objects.bulk_create([_mail(message, address, sound=sound)], ignore_conflicts=True)
    if inbox and (resident_id is not None or sound):
        reader = f"resident:{resident_id}" if resident_id is not None else identity.guest_key(address)
        InboxItem.objects.bulk_create(
            [InboxItem(message_id=message.id, reader=reader, written_at=now)], ignore_conflicts=True
        )


def _mail(message: Message, address: str, *, sound: bool) -> Delivery:
    key = f"{message.key}:mail"
    own_id = identity_of(key)
    return Delivery(
        id=own_id,
        message_id=message.id,
        channel=Delivery.Channel.MAIL,
        key=key,
        address=seal(address),
        address_key=identity.guest_key(address) if sound else "",
        state=Delivery.State.WAITING if sound else Delivery.State.GAVE_UP,
        next_try=message.written_at if sound else None,
        last_error="" if sound else NO_ADDRESS,
        header_id=f"<{own_id}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>",
        written_at=message.written_at,
        counted_from=message.written_at,
    )


def _address(email: str) -> tuple[str, bool]:
    try:
        return parse_email(email), True
    except BadEmailAddress:
        return email.encode("utf-8", "replace").decode("utf-8")[:254], False
