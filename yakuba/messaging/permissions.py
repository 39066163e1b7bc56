"""Who may send, read and change what the office says."""

from yakuba.kernel.actor import Kind
from yakuba.kernel.permissions import RESIDENTS, Permission

_ANYBODY_AT_WORK: frozenset[Kind] = frozenset({"anonymous", "guest", "resident", "staff"})

NOTIFY = Permission("messaging.notify", "お知らせを書く", open_to=_ANYBODY_AT_WORK)
"""Held by everybody: whoever may do the thing may cause the notice of it. No page leads here."""

SEND = Permission("messaging.send", "お知らせを送り出す")
"""The worker alone."""

READ_INBOX = Permission("messaging.read_inbox", "自分あてのお知らせを読む", open_to=RESIDENTS)
READ_DELIVERIES = Permission("messaging.read_deliveries", "お知らせの送信状況を見て、送り直す")
EDIT_TEMPLATES = Permission("messaging.edit_templates", "お知らせの文例を変える")
