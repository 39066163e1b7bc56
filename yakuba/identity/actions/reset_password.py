"""Choose another password in place of a forgotten one."""

from django.utils.translation import gettext_lazy as _

from yakuba.identity.models import Account
from yakuba.identity.passwords import set_password
from yakuba.identity.permissions import OPEN_ACCOUNT
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


@action(permission=OPEN_ACCOUNT, audit="忘れたパスワードを、メールで確かめて変えた")
def reset_password(actor: Actor, *, new: str) -> Account:
    """Set the password of the account that stands on the actor's freshly verified address; all its sessions end.

    Refuses (NotFound) where no account stands on it, and a weak password.
    """
    account = Account.objects.filter(login=actor.email.lower(), kind="resident", is_active=True).first()
    if account is None:
        raise NotFound("no_account", _("このメールアドレスのアカウントはありません。"))
    return set_password(account, new, keep=None)
