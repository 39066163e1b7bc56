"""Register a member of staff."""

from django.db import IntegrityError, transaction

from yakuba.identity.models import Account, Staff
from yakuba.identity.permissions import MANAGE_STAFF
from yakuba.identity.queries import search_key
from yakuba.identity.rules.logins import is_staff_login
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal


@action(permission=MANAGE_STAFF, audit="職員を登録した")
def add_staff(
    actor: Actor,
    *,
    login: str,
    family: str,
    given: str,
    family_kana: str = "",
    given_kana: str = "",
    email: str = "",
) -> Staff:
    """Register somebody who cannot sign in yet: a password is issued next (`issue_password`).

    Refuses a login that is taken or is not small letters and digits, and a missing name.
    """
    if not is_staff_login(login):
        raise _wrong("login", "ログイン名は、半角の英小文字と数字（2文字から40文字）にしてください。")
    if not family.strip():
        raise _wrong("family", "氏を入れてください。")
    try:
        with transaction.atomic():
            account = Account.objects.create_user(login, None, kind=Account.Kind.STAFF, email=email)
    except IntegrityError:
        raise _wrong("login", "このログイン名は、もう使われています。") from None
    names = {"family": family, "given": given, "family_kana": family_kana, "given_kana": given_kana}
    return Staff.objects.create(account=account, search_key=search_key(login, **names), **names)


def _wrong(field: str, sentence: str) -> Refusal:
    return Refusal("staff", sentence, {field: sentence})
