"""Encryption and identification against the examples of the RFCs and an independent package."""

import json
import time
from base64 import urlsafe_b64decode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from webpush import WebPush, WebPushSubscription

from yakuba.config import secrets
from yakuba.messaging.gateways.push import vapid
from yakuba.messaging.gateways.push.encryption import HEAD, NotOurs, decrypted, encrypted, public_bytes
from yakuba.messaging.gateways.push.vapid import BadToken, Vapid, checked, encoded
from yakuba.messaging.rules.push import LONGEST_PLAIN, Subscription

WATERMELON = b"When I grow up, I want to be a watermelon"
BROWSER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
HOUSE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SENT = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl"
    "95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
"""The example of RFC 8291, chapter 5."""


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(text), "big"), ec.SECP256R1())


RFC_BROWSER = Subscription("https://push.example.net/x", PUBLIC, AUTH)
OWN = ec.generate_private_key(ec.SECP256R1())
TO = Subscription("https://push.example.net/x", encoded(public_bytes(OWN)), encoded(bytes(range(16))))
PEM = key(HOUSE).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
PUBLIC_PEM = key(HOUSE).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
ORACLE = WebPush(private_key=PEM, public_key=PUBLIC_PEM, subscriber="it@ward.example.jp", ttl=60)


class TestEncryption:
    def test_gives_what_the_rfc_gives(self) -> None:
        made = encrypted(WATERMELON, RFC_BROWSER, own=key(HOUSE), salt=raw(SALT), step=1)
        assert made == raw(SENT)
        assert decrypted(raw(SENT), key(BROWSER), raw(AUTH)) == WATERMELON

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=LONGEST_PLAIN))
    def test_the_browser_reads_what_the_house_wrote(self, plain: bytes) -> None:
        made = encrypted(plain, TO)
        assert decrypted(made, OWN, TO.secret) == plain
        assert (len(made) <= 4096 and plain[:24] not in made) or len(plain) < 4
        assert (len(made) - HEAD - 16) % 128 == 0, "its length tells little"

    @settings(max_examples=40, deadline=None)
    @given(st.binary(min_size=1, max_size=2000))
    def test_reads_what_another_program_wrote(self, plain: bytes) -> None:
        subscription = WebPushSubscription.model_validate(
            {"endpoint": TO.endpoint, "keys": {"p256dh": TO.p256dh, "auth": TO.auth}}
        )
        assert decrypted(ORACLE.get(plain, subscription).encrypted, OWN, TO.secret) == plain

    @settings(max_examples=80, deadline=None)
    @given(st.integers(0, 10_000), st.integers(1, 255))
    def test_whatever_is_altered_does_not_open(self, place: int, change: int) -> None:
        made = bytearray(encrypted(b"words", TO))
        place %= len(made)
        if 16 <= place < 20:  # the record size is looked at, not signed
            return
        made[place] ^= change
        with pytest.raises(NotOurs):
            decrypted(bytes(made), OWN, TO.secret)

    def test_nobody_else_opens_it_and_too_much_is_refused(self) -> None:
        made = encrypted(b"words", TO)
        with pytest.raises(NotOurs):
            decrypted(made, ec.generate_private_key(ec.SECP256R1()), TO.secret)
        with pytest.raises(NotOurs):
            decrypted(made, OWN, bytes(16))
        for short in (b"", made[:30], made[:HEAD], made + bytes(5000)):
            with pytest.raises(NotOurs):
                decrypted(short, OWN, TO.secret)
        with pytest.raises(ValueError, match="too long"):
            encrypted(bytes(LONGEST_PLAIN + 1), TO)
        off_the_curve = Subscription("x", encoded(b"\x04" + bytes(64)), TO.auth)
        with pytest.raises(ValueError, match=r"curve|point|key"):
            encrypted(b"words", off_the_curve)

    def test_every_message_has_keys_of_its_own(self) -> None:
        assert len({encrypted(b"words", TO)[:HEAD] for _ in range(20)}) == 20


class TestIdentification:
    HOUSE = Vapid(HOUSE, "mailto:it@ward.example.jp")
    ORIGIN = "https://push.example.net"

    def test_another_program_verifies_the_token(self) -> None:
        header = self.HOUSE.authorization(self.ORIGIN)
        token, k = header.removeprefix("vapid t=").split(", k=")
        assert k == encoded(public_bytes(key(HOUSE)))
        claims = jwt.decode(token, PUBLIC_PEM, algorithms=["ES256"], audience=self.ORIGIN)
        assert claims["sub"] == "mailto:it@ward.example.jp" and 0 < claims["exp"] - time.time() <= 24 * 3600
        assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "ES256"}

    def test_the_stand_in_takes_tokens_of_another_program(self) -> None:
        subscription = WebPushSubscription.model_validate(
            {"endpoint": TO.endpoint, "keys": {"p256dh": TO.p256dh, "auth": TO.auth}}
        )
        header = ORACLE.get(b"x", subscription).headers["authorization"]
        assert checked(header, self.ORIGIN, now=time.time()).rstrip("=") == encoded(public_bytes(key(HOUSE)))

    def test_is_made_once_for_a_service_and_again_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one = Vapid(HOUSE, "mailto:x@example.jp")
        assert one.authorization("https://a.example") == one.authorization("https://a.example")
        assert one.authorization("https://a.example") != one.authorization("https://b.example")
        first, now = one.authorization("https://a.example"), time.time()
        monkeypatch.setattr("yakuba.messaging.gateways.push.vapid.time.time", lambda: now + 7 * 3600)
        assert one.authorization("https://a.example") != first
        for number in range(100):
            one.authorization(f"https://{number}.example")
        assert len(one._made) <= vapid.KEPT

    def signed(self, **changes: object) -> str:
        claims = {"aud": self.ORIGIN, "exp": int(time.time()) + 600, "sub": "mailto:x@example.jp", **changes}
        token = jwt.encode(
            {name: value for name, value in claims.items() if value is not None}, PEM, algorithm="ES256"
        )
        return f"vapid t={token}, k={encoded(public_bytes(key(HOUSE)))}"

    @pytest.mark.parametrize(
        "changes",
        [
            {"aud": "https://other.example"},
            {"aud": None},
            {"exp": 1},
            {"exp": None},
            {"exp": True},
            {"exp": int(time.time()) + 25 * 3600},
            {"sub": "x@example.jp"},
        ],
    )
    def test_the_stand_in_refuses_what_the_rfc_refuses(self, changes: dict[str, object]) -> None:
        assert checked(self.signed(), self.ORIGIN, now=time.time())
        with pytest.raises(BadToken):
            checked(self.signed(**changes), self.ORIGIN, now=time.time())

    def test_the_stand_in_refuses_forged_tokens(self) -> None:
        good = self.signed()
        other = encoded(public_bytes(OWN))
        token = good.removeprefix("vapid t=").split(", ")[0]
        none = jwt.encode({"aud": self.ORIGIN, "exp": int(time.time()) + 60}, "", algorithm="none")
        hashed = jwt.encode({"aud": self.ORIGIN, "exp": int(time.time()) + 60}, "x" * 32, algorithm="HS256")
        for bad in (
            "", "vapid", "Bearer x", "vapid t=a", f"vapid t={token}", f"vapid t={token}, k=", f"vapid t={token}, k={other}",
            f"vapid t={token[:-4]}AAAA, k={self.HOUSE.public}", f"vapid t={none}, k={self.HOUSE.public}",
            f"vapid t={hashed}, k={self.HOUSE.public}", f"vapid t=a.b.c, k={self.HOUSE.public}",
            f"vapid t=MQ.MQ.MQ, k={self.HOUSE.public}",
        ):  # fmt: skip
            with pytest.raises(BadToken):
                checked(bad, self.ORIGIN, now=time.time())


def test_the_key_of_an_installation_is_one_of_the_curve() -> None:
    made = {secrets._push_key() for _ in range(5)}
    assert len(made) == 5
    for one in made:
        assert len(raw(Vapid(one, "mailto:x@example.jp").public)) == 65
    assert json.dumps(sorted(made))
