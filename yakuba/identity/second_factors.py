"""The second factor of staff, over allauth.mfa: what somebody has, and whether what they show is right.

allauth keeps the rows, makes secrets and recovery codes, and speaks WebAuthn. Ours are the clock, the refusal of a
TOTP code that was used before (whichever process took it), and that nothing here signs anybody in.
WebAuthn keeps its challenge in the session of the present request (`allauth.core.context`).
"""

from dataclasses import dataclass
from typing import Any, Literal

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction

from yakuba.identity.models import Account
from yakuba.kernel import clock

STEP_S = 30
STEPS_EITHER_WAY = 1
"""A code of the step before or after is taken too: telephones' clocks go wrong by half a minute."""

Shown = Literal["totp", "recovery"]


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner knows it."""

    id: int
    name: str
    added_at: Any
    used_at: Any


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has besides its password."""

    totp: bool
    passkeys: tuple[Passkey, ...]
    recovery_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor at all; recovery codes alone are none."""
        return self.totp or bool(self.passkeys)

    @property
    def count(self) -> int:
        """How many second factors there are, recovery codes not counted."""
        return int(self.totp) + len(self.passkeys)


def rows_of(account: Account) -> Any:
    """The authenticators of an account (rows of allauth)."""
    return Authenticator.objects.filter(user_id=account.pk)


def factors_of(account: Account) -> Factors:
    """What the account has (1 SQL)."""
    rows = list(rows_of(account).order_by("created_at", "pk"))
    kinds = Authenticator.Type
    recovery = next((row for row in rows if row.type == kinds.RECOVERY_CODES), None)
    return Factors(
        totp=any(row.type == kinds.TOTP for row in rows),
        passkeys=tuple(
            Passkey(row.pk, str(row.data.get("name", "")), row.created_at, row.last_used_at)
            for row in rows
            if row.type == kinds.WEBAUTHN
        ),
        recovery_left=len(RecoveryCodes(recovery).get_unused_codes()) if recovery else 0,
    )


def accepts_code(account: Account, typed: str) -> Shown | None:
    """Whether the account's app shows these digits now, or they are an unused recovery code; uses them up."""
    with transaction.atomic():
        rows = rows_of(account).exclude(type=Authenticator.Type.WEBAUTHN).select_for_update()
        for row in rows:
            if row.type == Authenticator.Type.TOTP and _take_totp(row, typed):
                return "totp"
            if row.type == Authenticator.Type.RECOVERY_CODES and RecoveryCodes(row).validate_code(typed):
                return "recovery"
    return None


def _take_totp(row: Any, typed: str) -> bool:
    step = totp_step(decrypt(row.data["secret"]), typed)
    if step is None or step <= row.data.get("last_step", 0):
        return False
    row.data["last_step"] = step
    row.last_used_at = clock.now()
    row.save(update_fields=["data", "last_used_at"])
    return True


def totp_step(secret: str, typed: str) -> int | None:
    """The step (of 30 seconds) for which the app with this secret shows the digits; None where it is not about now."""
    present = int(clock.now().timestamp()) // STEP_S
    for step in range(present - STEPS_EITHER_WAY, present + STEPS_EITHER_WAY + 1):
        shown = totp.format_hotp_value(totp.hotp_value(secret, step))
        if totp.compare_user_code(actual=typed, expected=shown):
            return step
    return None


def new_totp_secret() -> str:
    """A fresh secret for an app, in base 32 (160 bits)."""
    return str(totp.generate_totp_secret())


def passkey_challenge(account: Account) -> dict[str, Any]:
    """What the browser needs to ask for one of the account's passkeys."""
    return dict(webauthn.begin_authentication(account))


def accepts_passkey(account: Account, answer: object) -> bool:
    """Whether the browser's answer (JSON) proves one of the account's passkeys; the challenge is used up."""
    try:
        webauthn.parse_authentication_response(answer)
        row = webauthn.complete_authentication(account, answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    row.last_used_at = clock.now()
    row.save(update_fields=["last_used_at"])
    return True


def registration_challenge(account: Account) -> dict[str, Any]:
    """What the browser needs to make a new passkey for the account."""
    return dict(webauthn.begin_registration(account, passwordless=False))


def registers(answer: object) -> bool:
    """Whether the browser's answer (JSON) is a passkey made for the challenge; the challenge is used up."""
    try:
        webauthn.parse_registration_response(answer)
        webauthn.complete_registration(answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    return True


def recovery_codes(account: Account) -> list[str]:
    """The unused recovery codes, to be shown once after they were made."""
    row = rows_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).first()
    return list(RecoveryCodes(row).get_unused_codes()) if row else []


def give_recovery_codes(account: Account) -> None:
    """Make ten recovery codes unless there are some."""
    RecoveryCodes.activate(account)
