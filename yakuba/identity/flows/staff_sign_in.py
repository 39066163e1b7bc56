"""Staff sign in step by step: password, then (a new password), then the second factor or its setting up.

Until the last step the session has no assurance: to the rest of the house nobody is there. What stage it is at, and
of whom, stands in the session's row.
"""

from datetime import timedelta
from typing import Any, Literal

from django.conf import settings

from yakuba.identity import actors
from yakuba.identity.actions.add_passkey import add_passkey
from yakuba.identity.actions.add_totp import add_totp
from yakuba.identity.actions.change_password import change_password
from yakuba.identity.actions.sign_in import sign_in
from yakuba.identity.attempts import attempt, forget
from yakuba.identity.flows.passwords import check
from yakuba.identity.models import Account
from yakuba.identity.rules.throttle import SECOND_FACTOR
from yakuba.identity.second_factors import accepts_code, accepts_passkey, factors_of, registers
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.refusals import NotFound, Refusal

Stage = Literal["password", "second", "set_up", "done"]
HALF_SIGNED_IN = timedelta(minutes=15)
WRONG_CODE = "番号が違います。アプリに出ている番号か、予備の番号を入れてください。"
WRONG_PASSKEY = "パスキーを確かめられませんでした。もう一度お試しください。"


def begin(*, login: str, password: str, network: str, next_path: str, store: SessionStore) -> Stage:
    """The first step; returns the next one. Refuses a wrong login or password, and floods."""
    account = check(kind=Account.Kind.STAFF, login=login, password=password, network=network)
    if account.password_is_initial:
        return _wait_for("password", account, next_path, store)
    return _after_password(account, next_path, store)


def choose_password(*, new: str, store: SessionStore) -> Stage:
    """Replace the password that was handed over. Refuses a weak one, and the same one again."""
    account = half_signed_in(store, "password")
    if account.check_password(new):
        sentence = "渡されたパスワードとは別のものにしてください。"
        raise Refusal("weak_password", sentence, {"new": sentence})
    row = store.row
    changed = change_password(_actor(account, Assurance.ACCOUNT), new=new, keep=row.pk if row else None)
    return _after_password(changed, str(store.get("next", "")), store)


def show_code(*, typed: str, store: SessionStore) -> None:
    """The second step with the digits of an app, or a recovery code. Refuses wrong ones; counted."""
    account = half_signed_in(store, "second")
    attempt(SECOND_FACTOR, str(account.pk))
    how = accepts_code(account, typed)
    if how is None:
        raise Refusal("wrong_code", WRONG_CODE, {"code": WRONG_CODE})
    _finish(account, store, how)


def show_passkey(*, answer: object, store: SessionStore) -> None:
    """The second step with a passkey. Refuses an answer that proves nothing; counted."""
    account = half_signed_in(store, "second")
    attempt(SECOND_FACTOR, str(account.pk))
    if not accepts_passkey(account, answer):
        raise Refusal("wrong_passkey", WRONG_PASSKEY)
    _finish(account, store, "passkey")


def set_up_totp(*, secret: str, code: str, store: SessionStore) -> None:
    """Set the first second factor up: an app. Showing its digits is the second step as well."""
    account = half_signed_in(store, "set_up")
    attempt(SECOND_FACTOR, str(account.pk))
    add_totp(_actor(account, Assurance.ACCOUNT), secret=secret, code=code)
    _finish(account, store, "totp", {"show_recovery": True})


def set_up_passkey(*, name: str, answer: Any, store: SessionStore) -> None:
    """Set the first second factor up: a passkey. Making it is the second step as well."""
    account = half_signed_in(store, "set_up")
    if not isinstance(answer, dict) or not registers(answer):
        raise Refusal("wrong_passkey", WRONG_PASSKEY)
    add_passkey(_actor(account, Assurance.ACCOUNT), name=name, answer=answer)
    _finish(account, store, "passkey", {"show_recovery": True})


def stage_of(store: SessionStore) -> Stage | None:
    """The step a half signed-in session waits for, or None."""
    row = store.row
    if row is None or row.assurance != Assurance.NONE or row.account is None:
        return None
    stage = store.get("stage")
    return stage if stage in ("password", "second", "set_up") else None


def half_signed_in(store: SessionStore, stage: Stage) -> Account:
    """The account whose session waits for this step; refuses every other session."""
    row = store.row
    if stage_of(store) != stage or row is None or row.account is None or not row.account.is_active:
        raise NotFound("not_at_this_step", "はじめからサインインしてください。")
    return row.account


def _after_password(account: Account, next_path: str, store: SessionStore) -> Stage:
    if factors_of(account).any:
        return _wait_for("second", account, next_path, store)
    if not settings.DEMO:
        return _wait_for("set_up", account, next_path, store)
    sign_in(_actor(account, Assurance.ACCOUNT), account=account, store=store, how="password")
    return "done"


def _wait_for(stage: Stage, account: Account, next_path: str, store: SessionStore) -> Stage:
    store.begin(
        account=account,
        assurance=Assurance.NONE,
        data={"stage": stage, "next": next_path},
        until=clock.now() + HALF_SIGNED_IN,
    )
    return stage


def _finish(account: Account, store: SessionStore, how: str, data: dict[str, Any] | None = None) -> None:
    forget(SECOND_FACTOR, str(account.pk))
    sign_in(_actor(account, Assurance.TWO_FACTOR), account=account, store=store, data=data, how=how)


def _actor(account: Account, assurance: Assurance) -> Actor:
    staff = account.staff
    if staff.left_on is not None:
        raise NotFound()
    return actors.for_staff(staff, assurance)
