"""A security key in software: makes and uses one passkey, as a browser would hand it over (ES256, no attestation)."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG
USED = FLAG.UP | FLAG.UV


class SoftKey:
    """One key pair that answers challenges for one site."""

    def __init__(self, site: str = "testserver", origin: str = "https://testserver") -> None:
        self.site = site
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.uses = 0

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer a challenge to make a passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(
            hashlib.sha256(self.site.encode()).digest(), USED | FLAG.AT, 0, credential
        )
        client = self._client("webauthn.create", options)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            clientDataJSON=websafe_encode(client), attestationObject=websafe_encode(bytes(attestation))
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer a challenge to use the passkey."""
        self.uses += 1
        data = AuthenticatorData.create(hashlib.sha256(self.site.encode()).digest(), USED, self.uses)
        client = self._client("webauthn.get", options)
        signature = self.key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=websafe_encode(client),
            authenticatorData=websafe_encode(bytes(data)),
            signature=websafe_encode(signature),
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: str) -> dict[str, Any]:
        named = websafe_encode(self.id)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": response,
        }
