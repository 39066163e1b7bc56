"""Message encryption for Web Push: one record of aes128gcm (RFC 8188) under keys of RFC 8291."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yakuba.messaging.rules.push import LONGEST_PLAIN, POINT, Subscription

_CURVE, _ECDH = ec.SECP256R1(), ec.ECDH()
_LAST = b"\x02"
_TAG = 16
SALT = 16
HEAD = SALT + 4 + 1 + POINT
RECORD = 4096
STEP = 128
"""Messages are filled up to a multiple of this, so that their length tells less of what they say."""


class NotOurs(ValueError):
    """What came is no message for this browser, or was altered on the way."""


def encrypted(
    plain: bytes,
    to: Subscription,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
    step: int = STEP,
) -> bytes:
    """A message that only this browser can open. `own` and `salt` are new for every message (given in tests alone).

    Raises ValueError for one that no push service takes, and for a key that is no point of the curve.
    """
    if len(plain) > LONGEST_PLAIN:
        raise ValueError("too long for a push")
    own = own or ec.generate_private_key(_CURVE)
    salt = salt or os.urandom(SALT)
    theirs = to.public_key
    ours = public_bytes(own)
    key, nonce = _keys(own.exchange(_ECDH, point(theirs)), to.secret, theirs, ours, salt)
    filled = plain + _LAST + bytes(-(len(plain) + 1) % step)
    head = salt + RECORD.to_bytes(4, "big") + bytes([POINT]) + ours
    return head + AESGCM(key).encrypt(nonce, filled, None)


def decrypted(body: bytes, own: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """The message again, as the browser with this key opens it (one record). Raises NotOurs."""
    if (
        len(body) < HEAD + _TAG + 1
        or body[SALT + 4] != POINT
        or int.from_bytes(body[SALT : SALT + 4], "big") < 18
    ):
        raise NotOurs("head")
    salt, theirs = body[:SALT], body[SALT + 5 : HEAD]
    if len(body) - HEAD > int.from_bytes(body[SALT : SALT + 4], "big"):
        raise NotOurs("more than one record")
    try:
        key, nonce = _keys(own.exchange(_ECDH, point(theirs)), secret, public_bytes(own), theirs, salt)
        filled = AESGCM(key).decrypt(nonce, body[HEAD:], None).rstrip(b"\0")
    except (InvalidTag, ValueError) as error:
        raise NotOurs("sealed for another") from error
    if not filled.endswith(_LAST):
        raise NotOurs("end of the record")
    return filled[:-1]


def _keys(shared: bytes, secret: bytes, browser: bytes, house: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Content encryption key and nonce (RFC 8291 3.4)."""
    info = b"WebPush: info\0" + browser + house
    keying = HKDF(algorithm=SHA256(), length=32, salt=secret, info=info).derive(shared)
    key = HKDF(algorithm=SHA256(), length=16, salt=salt, info=b"Content-Encoding: aes128gcm\0").derive(keying)
    return key, HKDF(algorithm=SHA256(), length=12, salt=salt, info=b"Content-Encoding: nonce\0").derive(
        keying
    )


def point(raw: bytes) -> ec.EllipticCurvePublicKey:
    """A public key out of its 65 bytes. Raises ValueError for what is no point of the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)


def public_bytes(own: ec.EllipticCurvePrivateKey) -> bytes:
    """The 65 bytes of the public half of a key."""
    return own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
