"""What allauth asks of us: how secrets are kept, and how the office and its staff are called on their devices."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from yakuba.identity.keys import keyed, seal, unseal
from yakuba.identity.models import Account, Staff


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth.mfa for staff: secrets sealed with the key of this installation."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return unseal(encrypted_text)

    def get_totp_label(self, user: Account) -> str:
        """What the app shows under the office's name."""
        return user.login

    def get_totp_issuer(self) -> str:
        """The office's name in the app."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return f"{settings.WARD.name} 職員"

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """Who the passkey is for. The id goes into the device and says nothing of the person."""
        staff = Staff.objects.filter(account=user).first()
        return {
            "id": bytes.fromhex(keyed("passkey-user", str(user.pk))),
            "display_name": staff.name if staff else user.login,
            "name": user.login,
        }
