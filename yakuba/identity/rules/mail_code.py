"""The six digits sent by mail: how they are made, read and judged. Pure but for the system's randomness."""

import secrets
import unicodedata
from datetime import datetime, timedelta

DIGITS = 6
VALID_FOR = timedelta(minutes=15)
TRIES = 5
FRESH_FOR = timedelta(minutes=15)
"""How long after the code was shown a new password may be set with it."""


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def new_link_token() -> str:
    """The random part of the address in the mail (192 bits)."""
    return secrets.token_urlsafe(24)


def read_code(text: str) -> str:
    """The digits somebody typed: full-width read as half-width, spaces and hyphens left out; "" if not six digits."""
    plain = unicodedata.normalize("NFKC", text[:40])
    digits = "".join(letter for letter in plain if letter not in " \t\u3000-‐－ー")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def is_alive(*, expires_at: datetime, tries: int, now: datetime) -> bool:
    """Whether a code may still be tried: 15 minutes, five tries."""
    return now < expires_at and tries < TRIES


def is_fresh(verified_at: datetime, now: datetime) -> bool:
    """Whether the address was verified lately enough to set a password with it."""
    return timedelta(0) <= now - verified_at < FRESH_FOR
