"""Make an account for a verified e-mail address."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from yakuba.identity.events import ResidentVerified
from yakuba.identity.models import Account, Resident
from yakuba.identity.passwords import check_password_strength
from yakuba.identity.permissions import OPEN_ACCOUNT
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import NotAllowed, Refusal


@action(permission=OPEN_ACCOUNT, audit="アカウントを作った")
def open_account(actor: Actor, *, password: str, language: str = "ja") -> Resident:
    """Make an account and a resident for the guest's address. Announces ResidentVerified.

    Refuses a weak password, and an address that has an account already (its owner may be told: they read its mail).
    """
    if actor.kind != "guest":
        raise NotAllowed()
    check_password_strength(password)
    try:
        with transaction.atomic():
            account = Account.objects.create_user(
                actor.email.lower(), password, kind=Account.Kind.RESIDENT, email=actor.email
            )
    except IntegrityError:
        raise Refusal(
            "account_exists",
            _("このメールアドレスのアカウントは、もうあります。パスワードでサインインしてください。"),
        ) from None
    resident = Resident.objects.create(account=account, email=actor.email, language=language)
    announce(ResidentVerified(resident_id=resident.pk, assurance=int(Assurance.ACCOUNT)))
    return resident
