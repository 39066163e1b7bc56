"""A resident moves to another e-mail address."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from yakuba.identity.actions.verify_email import EXPIRED
from yakuba.identity.events import EmailChanged
from yakuba.identity.keys import unseal
from yakuba.identity.models import MailCode, Resident
from yakuba.identity.permissions import OWN_ACCOUNT
from yakuba.identity.queries import account_of
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import Refusal


@action(permission=OWN_ACCOUNT, audit="メールアドレスを変えた")
def change_email(actor: Actor, *, code: MailCode) -> Resident:
    """Use a code up and make its address the actor's own. Announces EmailChanged.

    Refuses a code that was used meanwhile, and an address that another account stands on.
    """
    used, _rows = MailCode.objects.filter(pk=code.pk).delete()
    if not used:
        raise Refusal("code_gone", EXPIRED)
    email = unseal(code.email_sealed)
    account = account_of(actor)
    account.login, account.email = email.lower(), email
    try:
        with transaction.atomic():
            account.save(update_fields=["login", "email"])
    except IntegrityError:
        raise Refusal("address_taken", _("このメールアドレスには、ほかのアカウントがあります。")) from None
    resident = Resident.objects.get(account=account)
    resident.email = email
    resident.save(update_fields=["email"])
    announce(EmailChanged(resident_id=resident.pk))
    return resident
