"""Take a browser in which a person wants notifications."""

import json
from dataclasses import asdict
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.actions.keep_wishes import fresh_reader, set_address, settle_way
from yakuba.messaging.models import PushDevice, Reader
from yakuba.messaging.options import PUSH_HOSTS
from yakuba.messaging.permissions import KEEP_WISHES
from yakuba.messaging.queries.audience import reader_of
from yakuba.messaging.rules.channels import LANGUAGES, Way
from yakuba.messaging.rules.push import BadSubscription, hosts_in, read_subscription
from yakuba.messaging.sealing import device_key, seal

MOST_DEVICES = 10
LONGEST_NAME = 60


@action(permission=KEEP_WISHES, unaudited="本人が自分への知らせ方を決めるだけで、役所の記録ではありません")
def add_device(
    actor: Actor, *, endpoint: str, p256dh: str, auth: str, name: str, language: str = "ja"
) -> PushDevice:
    """Take the subscription of a browser (PushSubscription.toJSON); `name` is what its owner knows it by.

    A browser belongs to who registered it last: who shares it with others must not read another's notices there.
    Refuses what is no subscription, a push service that the house does not know, and more than ten devices.
    """
    try:
        subscription = read_subscription(
            endpoint, p256dh, auth, hosts_in(PUSH_HOSTS.value()), settings.PUSH_SANDBOX
        )
    except BadSubscription:
        raise Refusal(
            "device", _("この端末は登録できません。ブラウザーを新しくして、もう一度試してください。")
        ) from None
    row = reader_of(actor) or _fresh(actor, language)
    key = device_key(endpoint, p256dh, auth)
    before = list(PushDevice.objects.filter(key=key).values_list("reader_id", flat=True))
    if row.devices.exclude(key=key).count() >= MOST_DEVICES:
        raise Refusal("devices", _("登録できる端末は10台までです。使っていない端末を消してください。"))
    PushDevice.objects.filter(key=key).delete()
    device = PushDevice(
        id=uuid4(),
        reader=row,
        key=key,
        subscription=seal(json.dumps(asdict(subscription))),
        name=name[:LONGEST_NAME],
        since=clock.now(),
    )
    PushDevice.objects.bulk_create([device])
    settle_way([row.pk, *before])
    return device


def _fresh(actor: Actor, language: str) -> Reader:
    """A row for who has none. An account gets mail besides, as one does that never chose anything."""
    row = fresh_reader(actor)
    row.changed_at = clock.now()
    row.language = language if language in LANGUAGES else "ja"
    row.save()
    if actor.resident_id is not None and actor.email:
        set_address(row, Way.MAIL, actor.email)
        row.save(update_fields=["ways"])
    return row
