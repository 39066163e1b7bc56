"""Signing in with a password: counted, slow, and the same for known and unknown logins."""

from django.utils.translation import gettext_lazy as _

from yakuba.identity import actors
from yakuba.identity.actions.sign_in import sign_in
from yakuba.identity.attempts import attempt, forget
from yakuba.identity.models import Account
from yakuba.identity.queries import account_of
from yakuba.identity.rules.password import LONGEST
from yakuba.identity.rules.throttle import PASSWORD, PASSWORD_NETWORK
from yakuba.identity.sessions import SessionStore
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.refusals import Refusal

WRONG = {
    Account.Kind.RESIDENT: _("メールアドレスかパスワードが違います。"),
    Account.Kind.STAFF: _("ログイン名かパスワードが違います。"),
}
WRONG_NOW = _("いまのパスワードが違います。")


def check(*, kind: str, login: str, password: str, network: str) -> Account:
    """The account with this login and password.

    Refuses with one sentence whatever is wrong, after the same work; too many wrong ones with TooMany, for one login
    and for one network.
    """
    subject = f"{kind}:{login.strip().lower()[:254]}"
    of_network = attempt(PASSWORD_NETWORK, network)
    attempt(PASSWORD, subject)
    account = Account.objects.filter(kind=kind, login=login.strip().lower()[:254], is_active=True).first()
    if not _right(account, password) or account is None:
        raise Refusal("sign_in_failed", WRONG[Account.Kind(kind)])
    forget(PASSWORD, subject)
    of_network.delete()
    return account


def confirm(actor: Actor, password: str) -> Account:
    """One's own account, shown once more by its password before something weighty; counted like a sign-in."""
    account = account_of(actor)
    subject = f"{account.kind}:{account.login}"
    attempt(PASSWORD, subject)
    if not _right(account, password):
        raise Refusal("wrong_password", WRONG_NOW, {"password": WRONG_NOW})
    forget(PASSWORD, subject)
    return account


def sign_in_resident(*, email: str, password: str, network: str, store: SessionStore) -> Actor:
    """Begin the session of a resident with an account."""
    account = check(kind=Account.Kind.RESIDENT, login=email, password=password, network=network)
    actor = actors.for_resident(account.resident, Assurance.ACCOUNT)
    sign_in(actor, account=account, store=store, how="password")
    return actor


def _right(account: Account | None, password: str) -> bool:
    if len(password) > LONGEST:
        return False
    if account is None:
        Account().set_password(password)  # the same work as for a login that exists
        return False
    return account.check_password(password)
