"""Encryption at rest of words and addresses.

What is sealed begins with a byte that says how: today AES-256-GCM (NIST SP 800-38D) under a key made from the
installation's field key. Sealing takes some microseconds, so that the addresses of a whole ward are opened in a second.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORM = b"\x01"
_NONCE = 12


class Unreadable(Exception):
    """What was sealed cannot be read any more."""


@lru_cache(maxsize=2)
def _box(key: str) -> AESGCM:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"yakuba messaging")
    return AESGCM(made.derive(base64.urlsafe_b64decode(key)))


def seal(value: str) -> bytes:
    """A text, encrypted with the installation's field key."""
    nonce = os.urandom(_NONCE)
    return _FORM + nonce + _box(settings.FIELD_KEY).encrypt(nonce, value.encode(), _FORM)


def unseal(sealed: bytes | memoryview) -> str:
    """The text again. Raises `Unreadable` when it was forgotten or altered, or when the key is another."""
    return next(unseal_all([sealed]))


def unseal_all(sealed: Iterable[bytes | memoryview]) -> Iterator[str]:
    """Many texts again, in order. Raises `Unreadable` at the first that cannot be read."""
    decrypt = _box(settings.FIELD_KEY).decrypt
    for one in sealed:
        content = bytes(one)
        try:
            if content[:1] == _FORM:
                yield decrypt(content[1 : _NONCE + 1], content[_NONCE + 1 :], _FORM).decode()
            else:
                yield _old_box(settings.FIELD_KEY).decrypt(content).decode()
        except (InvalidTag, InvalidToken, ValueError) as error:
            raise Unreadable from error


@lru_cache(maxsize=2)
def _old_box(key: str) -> Fernet:
    """What opens what was sealed until November 2026."""
    return Fernet(key)


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one message as they were written; `url` is "" where it leads nowhere.

    `line` is what goes to LINE instead, as JSON (`LineLetter`); `body` then tells the same in plain words.
    """

    subject: str
    body: str
    url: str = ""
    line: str = ""


def line_user_key(user_id: str) -> str:
    """The keyed hash by which a user of LINE is found without reading any sealed id."""
    return hmac.new(settings.FIELD_KEY.encode(), f"line\n{user_id}".encode(), hashlib.sha256).hexdigest()


def device_key(endpoint: str, p256dh: str, auth: str) -> str:
    """The keyed hash by which a browser is found without reading where it is reached."""
    told = f"push\n{endpoint}\n{p256dh}\n{auth}"
    return hmac.new(settings.FIELD_KEY.encode(), told.encode(), hashlib.sha256).hexdigest()


def letter_key(run: UUID, reader_id: int) -> UUID:
    """What a mail of a campaign is called: the same at every attempt, and nobody else can make it up, so that a mail that
    says that it came back is believed."""
    told = hmac.digest(settings.FIELD_KEY.encode(), f"letter\n{run}\n{reader_id}".encode(), hashlib.sha256)
    return UUID(bytes=told[:16])


def nonce_digest(nonce: str) -> str:
    """What is kept of the word that links an account."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def seal_words(words: Said) -> bytes:
    """The words of a message, encrypted."""
    return seal(json.dumps(asdict(words), ensure_ascii=False))


def unseal_words(sealed: bytes | memoryview) -> Said:
    """The words of a message again. Raises `Unreadable`."""
    return Said(**json.loads(unseal(sealed)))
