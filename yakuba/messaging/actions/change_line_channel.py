"""Change how an official account of LINE is connected, or let it rest."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, Refusal
from yakuba.messaging.models import LineChannel
from yakuba.messaging.permissions import CONNECT_CHANNELS
from yakuba.messaging.queries_line import channel_for
from yakuba.messaging.rules.line_channels import mistakes
from yakuba.messaging.sealing import seal


@action(permission=CONNECT_CHANNELS, audit="LINEの公式アカウントの設定を変えた")
def change_line_channel(
    actor: Actor,
    *,
    code: str,
    name: str,
    channel_id: str,
    secret: str,
    token: str,
    active: bool,
    seen_version: int,
    app_url: str = "",
) -> LineChannel:
    """Put new entries in place; an empty secret or token leaves the old one. A resting account neither sends nor hears.

    Refuses with Conflict what was changed after `seen_version`, and entries that do not look like LINE's.
    """
    row = channel_for(actor, code)
    if row.version != seen_version:
        raise Conflict("changed", "ほかの人が先に変えました。今の設定を見てから、もう一度変えてください。")
    wrong = mistakes(name=name, channel_id=channel_id, secret=secret, token=token, app_url=app_url)
    if wrong:
        raise Refusal("bad_channel", "入力に直すところがあります。", wrong)
    row.name, row.channel_id, row.active, row.app_url = name, channel_id, active, app_url
    row.secret = seal(secret) if secret else row.secret
    row.token = seal(token) if token else row.token
    row.state, row.finding, row.version = LineChannel.State.UNCHECKED, "", row.version + 1
    row.save(
        update_fields=[
            "name",
            "channel_id",
            "active",
            "app_url",
            "secret",
            "token",
            "state",
            "finding",
            "version",
        ]
    )
    return row
