"""The signature of a webhook: HMAC-SHA256 of the raw body with the channel secret, in base64."""

import base64
import hashlib
import hmac

HEADER = "x-line-signature"
_LENGTH = 44  # base64 of 32 bytes


def signed(secret: str, body: bytes) -> str:
    """The signature of a body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def matches(secret: str, body: bytes, given: str) -> bool:
    """Whether the signature is the body's; takes the same time for every wrong one of the right length."""
    if len(given) != _LENGTH or not given.isascii():
        return False
    return hmac.compare_digest(signed(secret, body), given)
