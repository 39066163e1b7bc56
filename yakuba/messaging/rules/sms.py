"""Short messages as their provider takes them: numbers, lengths, what its answers mean, what an entry has to look like."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from yakuba.kernel.values.phone import parse_phone

LONGEST = 1600
"""Letters of a short message (the provider's own limit)."""
OF_THE_NUMBER = frozenset({21211, 21214, 21217, 21408, 21610, 21612, 21614})
"""Codes by which the provider refuses this one number: none, not to be reached from here, stopped by its owner, no mobile one."""
LONGEST_WAIT = timedelta(hours=6)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SID = re.compile(r"[A-Za-z0-9_-]{2,64}")
_TOKEN = re.compile(r"[!-~]{8,200}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_SENDER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,6}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
NAMES = ("YAKUBA_SMS_URL", "YAKUBA_SMS_ACCOUNT", "YAKUBA_SMS_TOKEN", "YAKUBA_SMS_FROM")


def dialled(number: str) -> str:
    """E.164 of a number as it is kept, national or not. Raises BadPhoneNumber."""
    return parse_phone(number).international


def is_service(sender: str) -> bool:
    """Whether messages leave from a group of numbers (Messaging Service) instead of one."""
    return _SERVICE.fullmatch(sender) is not None


def faults(url: str, account: str, token: str, sender: str, *, stand_in: bool) -> list[str]:
    """What is wrong with the entries, in sentences that repeat none of them; nothing where all are there and sound.

    `stand_in`: the demo, whose stand-in is called by http on this machine.
    """
    given = dict(zip(NAMES, (url, account, token, sender), strict=True))
    wrong = [f"{name} がありません。" for name, value in given.items() if not value]
    if url and not _is_base(url, stand_in=stand_in):
        wrong.append("YAKUBA_SMS_URL は、https:// で始まる事業者の番地にしてください。")
    if account and not _SID.fullmatch(account):
        wrong.append("YAKUBA_SMS_ACCOUNT は、英数字のアカウントの番号にしてください。")
    if token and not _TOKEN.fullmatch(token):
        wrong.append("YAKUBA_SMS_TOKEN は、8文字以上の英数字と記号にしてください。")
    if sender and not (is_service(sender) or _SENDER.fullmatch(sender)):
        wrong.append("YAKUBA_SMS_FROM は、+81 で始まる番号か、11文字までの英数字の名前にしてください。")
    return wrong


def _is_base(url: str, *, stand_in: bool) -> bool:
    """Whether a base address is https (the stand-in's: http on this machine), without anything that leads elsewhere."""
    if not url.isascii() or any(one in url for one in " \\\t\r\n") or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.query or parts.fragment or ".." in parts.path:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and stand_in and host in _LOOPBACK)
