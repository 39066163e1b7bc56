"""Keyed hashes and sealing: names for people and secrets that the tables may hold."""

import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet
from django.conf import settings

from yakuba.kernel.values.email_address import parse_email


def keyed(purpose: str, text: str) -> str:
    """A hash (64 hex digits) that nobody can make or check without the field key of this installation.

    Not Django's SECRET_KEY, which may be exchanged: rows of guests are found again by this hash for years.
    """
    message = f"{purpose}\n{text}".encode()
    return hmac.new(settings.FIELD_KEY.encode(), message, hashlib.sha256).hexdigest()


def email_login(email: str) -> str:
    """The address under which an account is found: capital letters make no difference."""
    return parse_email(email).lower()


def email_key(email: str) -> str:
    """The keyed hash of an address, by which rows and audit entries may name it."""
    return keyed("email", email_login(email))


def digest(token: str) -> str:
    """What is kept of a random token (256 bits or a session key): its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two hashes in constant time."""
    return secrets.compare_digest(one, other)


def seal(text: str) -> str:
    """Encrypt a short text with the key of this installation."""
    return Fernet(settings.FIELD_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again."""
    return Fernet(settings.FIELD_KEY).decrypt(sealed.encode()).decode()
