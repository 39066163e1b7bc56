"""Who may send, read and change what the office says."""

from yakuba.kernel.actor import Assurance, Kind
from yakuba.kernel.permissions import PUBLIC, RESIDENTS, Permission

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

KEEP_WISHES = Permission("messaging.keep_wishes", "自分に届くお知らせの希望を決める", open_to=RESIDENTS)
STOP_BY_LINK = Permission("messaging.stop_by_link", "届いたお知らせから停止する", open_to=PUBLIC)
"""Whoever holds the link of a message may stop what it is about: the sealed link says whose it is (RFC 8058)."""

OPEN_FILES = Permission("messaging.open_files", "お知らせのファイルを開く", open_to=PUBLIC)
"""Whoever holds the link of a message may open its files: it cannot be guessed, and it ends."""

WRITE_CAMPAIGNS = Permission("messaging.write_campaigns", "届ける先を選び、配信を書き、承認を求め、止める")
APPROVE_CAMPAIGNS = Permission(
    "messaging.approve_campaigns", "ほかの人が書いた配信を承認する（「配信を書く」といっしょに持つ）"
)
EXPORT_LETTERS = Permission("messaging.export_letters", "郵便で送る方の宛名を書き出す")
