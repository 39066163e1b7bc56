"""Somebody has shown that they read mail at an address: they are a guest from now on."""

from django.utils.translation import gettext_lazy as _

from yakuba.identity.keys import unseal
from yakuba.identity.models import MailCode
from yakuba.identity.permissions import SIGN_IN
from yakuba.identity.policy import policy
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.refusals import Refusal

EXPIRED = _("番号の期限が切れました。もう一度、番号を送ってください。")


@action(permission=SIGN_IN, audit="メールアドレスを確かめた")
def verify_email(actor: Actor, *, code: MailCode, store: SessionStore) -> str:
    """Use a code up and begin a guest's session with a new key; returns the address.

    `actor` is the guest. Refuses a code that was used in the meantime: of two browsers only one gets in.
    """
    used, _rows = MailCode.objects.filter(pk=code.pk).delete()
    if not used:
        raise Refusal("code_gone", EXPIRED)
    email = unseal(code.email_sealed)
    now = clock.now()
    store.begin(
        account=None,
        assurance=Assurance.EMAIL,
        data={"email": email, "verified_at": now.isoformat()},
        until=now + policy().resident_length,
    )
    audit.note(about=audit.Subject("identity", "Guest", actor.key.removeprefix("guest:")[:64]))
    return email
