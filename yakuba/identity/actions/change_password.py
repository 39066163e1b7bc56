"""Choose another password."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yakuba.identity.actions.revoke_session import end_sessions
from yakuba.identity.models import Account
from yakuba.identity.permissions import OPEN_ACCOUNT, OWN_SIGN_IN
from yakuba.identity.queries import account_of
from yakuba.identity.rules.password import LONGEST
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal

WEAK = {
    "password_too_short": _("パスワードは10文字以上にしてください。"),
    "password_too_common": _("よく使われるパスワードです。ほかのものにしてください。"),
    "password_entirely_numeric": _("数字だけのパスワードは使えません。文字も入れてください。"),
}


@action(permission=OWN_SIGN_IN, audit="パスワードを変えた")
def change_password(actor: Actor, *, new: str, keep: int | None) -> Account:
    """Set one's own password; every other session ends. Refuses a weak one."""
    return _set(account_of(actor), new, keep)


@action(permission=OPEN_ACCOUNT, audit="忘れたパスワードを、メールで確かめて変えた")
def reset_password(actor: Actor, *, new: str) -> Account:
    """Set the password of the account that stands on the actor's freshly verified address; all its sessions end.

    Refuses (NotFound) where no account stands on it, and a weak password.
    """
    account = Account.objects.filter(login=actor.email.lower(), kind="resident", is_active=True).first()
    if account is None:
        raise NotFound("no_account", _("このメールアドレスのアカウントはありません。"))
    return _set(account, new, None)


def _set(account: Account, new: str, keep: int | None) -> Account:
    check_password_strength(new, account)
    account.set_password(new)
    account.password_is_initial = False
    account.save(update_fields=["password", "password_is_initial"])
    end_sessions(account, keep=keep)
    return account


def check_password_strength(new: str, account: Account | None = None) -> None:
    """Refuse a password that is too short, too long, common, or all digits; the sentence belongs to field `new`."""
    if len(new) > LONGEST:
        sentence = _("パスワードは200文字までにしてください。")
        raise Refusal("weak_password", sentence, {"new": sentence})
    try:
        validate_password(new, account)
    except ValidationError as error:
        sentence = WEAK.get(error.error_list[0].code or "", WEAK["password_too_short"])
        raise Refusal("weak_password", sentence, {"new": sentence}) from None
