"""What credentials of LINE look like, and what an answer of LINE means for whoever connects a channel."""

import re

_NUMBER = re.compile(r"[0-9]{4,20}")
_SECRET = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r"[A-Za-z0-9+/=._~-]{40,600}")
LONGEST_NAME = 100
_APP = re.compile(r"https://(?:miniapp|liff)\.line\.me/[0-9]{5,20}-[A-Za-z0-9]{4,20}")


def mistakes(*, name: str, channel_id: str, secret: str, token: str, app_url: str = "") -> dict[str, str]:
    """What is wrong with an account's entries, by field; "" for secret or token means that the old one stays."""
    wrong = {}
    if not name.strip() or len(name) > LONGEST_NAME:
        wrong["name"] = f"名前を{LONGEST_NAME}文字までで入力してください。"
    if not _NUMBER.fullmatch(channel_id):
        wrong["channel_id"] = "チャネルIDは数字です。LINE Developersの「チャネル基本設定」にあります。"
    if secret and not _SECRET.fullmatch(secret):
        wrong["secret"] = "チャネルシークレットは、0から9とaからfの32文字です。"  # noqa: S105 - a sentence
    if token and not _TOKEN.fullmatch(token):
        wrong["token"] = "チャネルアクセストークン（長期）を、途中で切らずに貼り付けてください。"  # noqa: S105 - a sentence
    if app_url and not _APP.fullmatch(app_url):
        wrong["app_url"] = (
            "「https://miniapp.line.me/」か「https://liff.line.me/」のあとに、IDを付けた番地を入力してください。"
        )
    return wrong
