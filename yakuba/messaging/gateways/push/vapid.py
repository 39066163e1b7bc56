"""Voluntary identification of the house at push services (RFC 8292): a token signed with the house's own key."""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from yakuba.messaging.gateways.push.encryption import point, public_bytes

HOLDS_S = 12 * 3600
"""How long a token holds: at most a day is allowed."""
RENEWED_S = 6 * 3600
LONGEST_S = 24 * 3600
KEPT = 64
"""More services than this are never known at a time."""
_HEAD = {"typ": "JWT", "alg": "ES256"}
_SIGNED = ec.ECDSA(SHA256())
_HALF = 32


class BadToken(ValueError):
    """A token that a push service does not accept; says why."""


def encoded(raw: bytes) -> str:
    """Bytes in URL-safe base64 without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes again. Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Vapid:
    """The key of the house, and what it signs. `contact` is a `mailto:` or https address for the push service."""

    def __init__(self, private: str, contact: str) -> None:
        self._key = ec.derive_private_key(int.from_bytes(decoded(private), "big"), ec.SECP256R1())
        self._contact = contact
        self.public = encoded(public_bytes(self._key))
        self._made: dict[str, tuple[float, str]] = {}

    def authorization(self, origin: str) -> str:
        """The header for a push service; its token is made anew every some hours."""
        now = time.time()
        known = self._made.get(origin)
        if known is None or now - known[0] > RENEWED_S:
            if len(self._made) >= KEPT:
                self._made.clear()
            known = self._made[origin] = (now, f"vapid t={self._token(origin, int(now))}, k={self.public}")
        return known[1]

    def _token(self, origin: str, now: int) -> str:
        claims = {"aud": origin, "exp": now + HOLDS_S, "sub": self._contact}
        said = f"{_json(_HEAD)}.{_json(claims)}"
        r, s = decode_dss_signature(self._key.sign(said.encode(), _SIGNED))
        return f"{said}.{encoded(r.to_bytes(_HALF, 'big') + s.to_bytes(_HALF, 'big'))}"


def _json(value: dict[str, object] | dict[str, str]) -> str:
    return encoded(json.dumps(value, separators=(",", ":")).encode())


@lru_cache(maxsize=4)
def vapid_of(private: str, contact: str) -> Vapid:
    """The house's identity, made once in a process."""
    return Vapid(private, contact)


def checked(header: str, origin: str, *, now: float) -> str:
    """What a push service does with the header (RFC 8292 2, 3): the public key `k` of who signed. Raises BadToken."""
    scheme, _, rest = header.partition(" ")
    parts = dict(one.strip().partition("=")[::2] for one in rest.split(","))
    if scheme.lower() != "vapid" or not parts.get("t") or not parts.get("k"):
        raise BadToken("no vapid token")
    try:
        said, _, mark = parts["t"].rpartition(".")
        head, claims = (json.loads(decoded(one)) for one in said.split("."))
        raw, key = decoded(mark), point(decoded(parts["k"]))
        signature = encode_dss_signature(
            int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
        )
        key.verify(signature, said.encode(), _SIGNED)
    except (ValueError, InvalidSignature, TypeError) as error:
        raise BadToken("signature") from error
    if (
        not isinstance(head, dict)
        or not isinstance(claims, dict)
        or head.get("alg") != "ES256"
        or len(raw) != 2 * _HALF
    ):
        raise BadToken("not signed with ES256")
    if claims.get("aud") != origin:
        raise BadToken("aud is another push service")
    until = claims.get("exp")
    if (
        not isinstance(until, int | float)
        or isinstance(until, bool)
        or not now < until <= now + LONGEST_S + 60
    ):
        raise BadToken("exp is past, or more than a day ahead")
    if "sub" in claims and not str(claims["sub"]).startswith(("mailto:", "https://")):
        raise BadToken("sub is no mailto: or https: address")
    return parts["k"]
