"""Passwords: which are strong enough, and setting one."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yakuba.identity.models import Account
from yakuba.identity.rules.password import LONGEST
from yakuba.identity.sessions import end_sessions
from yakuba.kernel.refusals import Refusal

WEAK = {
    "password_too_short": _("パスワードは10文字以上にしてください。"),
    "password_too_common": _("よく使われるパスワードです。ほかのものにしてください。"),
    "password_entirely_numeric": _("数字だけのパスワードは使えません。文字も入れてください。"),
}


def set_password(account: Account, new: str, *, keep: int | None) -> Account:
    """Set a password, checked; every session of the account but `keep` ends."""
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
