"""Who may send, read and change what the office says."""

from yakuba.kernel.actor import Assurance, Kind
from yakuba.kernel.permissions import RESIDENTS, Permission

_ANYBODY_AT_WORK: frozenset[Kind] = frozenset({"anonymous", "guest", "resident", "staff"})

NOTIFY = Permission("messaging.notify", "お知らせを書く", open_to=_ANYBODY_AT_WORK)
"""Held by everybody: whoever may do the thing may cause the notice of it. No page leads here."""

SEND = Permission("messaging.send", "お知らせを送り出す")
"""The worker alone."""

READ_INBOX = Permission("messaging.read_inbox", "自分あてのお知らせを読む", open_to=RESIDENTS)
READ_DELIVERIES = Permission("messaging.read_deliveries", "お知らせの送信状況を見て、送り直す")
EDIT_TEMPLATES = Permission("messaging.edit_templates", "お知らせの文例を変える")

RECEIVE = Permission("messaging.receive", "LINEからの知らせを受け取る")
"""The webhook after it has seen LINE's signature, and the worker. No role holds it."""

CONNECT_CHANNELS = Permission("messaging.connect_channels", "LINEの公式アカウントをつなぐ")
LINK_LINE = Permission(
    "messaging.link_line", "自分のアカウントとLINEをつなぐ", open_to=RESIDENTS, needs=Assurance.ACCOUNT
)
