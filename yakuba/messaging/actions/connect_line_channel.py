"""Connect an official account of LINE."""

import re

from django.db import IntegrityError, transaction

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import LineChannel
from yakuba.messaging.permissions import CONNECT_CHANNELS
from yakuba.messaging.rules.line_channels import mistakes
from yakuba.messaging.sealing import seal

_TAKEN = "この記号は、別の公式アカウントで使っています。"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")


@action(permission=CONNECT_CHANNELS, audit="LINEの公式アカウントをつないだ")
def connect_line_channel(
    actor: Actor,
    *,
    code: str,
    name: str,
    channel_id: str,
    secret: str,
    token: str,
    api_base: str,
    data_base: str,
    app_url: str = "",
) -> LineChannel:
    """Keep an account's credentials, sealed; whether LINE takes them is found out afterwards.

    Refuses a code that is taken, and credentials that do not look like LINE's, field by field.
    """
    wrong = mistakes(name=name, channel_id=channel_id, secret=secret, token=token, app_url=app_url)
    if not _CODE.fullmatch(code):
        wrong["code"] = "半角の小文字と数字とハイフンで、39文字までで入力してください。"
    if wrong:
        raise Refusal("bad_channel", "入力に直すところがあります。", wrong)
    try:
        with transaction.atomic():
            return LineChannel.objects.create(
                code=code,
                name=name,
                channel_id=channel_id,
                secret=seal(secret),
                token=seal(token),
                api_base=api_base,
                data_base=data_base,
                app_url=app_url,
                written_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refusal("taken", _TAKEN, {"code": _TAKEN}) from error
