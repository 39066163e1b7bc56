"""Encryption at rest of words and addresses."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """What was sealed cannot be read any more."""


@lru_cache(maxsize=2)
def _box(key: str) -> Fernet:
    return Fernet(key)


def seal(value: str) -> bytes:
    """A text, encrypted with the installation's field key."""
    return _box(settings.FIELD_KEY).encrypt(value.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """The text again. Raises `Unreadable` when it was forgotten or altered, or when the key is another."""
    try:
        return _box(settings.FIELD_KEY).decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise Unreadable from error


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one message as they were written; `url` is "" where it leads nowhere."""

    subject: str
    body: str
    url: str = ""


def seal_words(words: Said) -> bytes:
    """The words of a message, encrypted."""
    return seal(json.dumps(asdict(words), ensure_ascii=False))


def unseal_words(sealed: bytes | memoryview) -> Said:
    """The words of a message again. Raises `Unreadable`."""
    return Said(**json.loads(unseal(sealed)))
