"""A code by mail: ask for it, show it, use it. The same for known and unknown addresses at every step."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from yakuba.identity import actors
from yakuba.identity.actions.ask_mail_code import ask_mail_code, code_hash
from yakuba.identity.actions.change_email import change_email
from yakuba.identity.actions.drop_mail_code import drop_mail_code
from yakuba.identity.actions.verify_email import EXPIRED, verify_email
from yakuba.identity.attempts import attempt, forget
from yakuba.identity.gateways import mail
from yakuba.identity.keys import digest, email_key, same, unseal
from yakuba.identity.models import MailCode, Resident
from yakuba.identity.rules.mail_code import TRIES, is_alive, read_code
from yakuba.identity.rules.throttle import CODE_ASKED, CODE_ASKED_NETWORK, CODE_TRIED
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Verified:
    """An address was shown to be read; where the person wished to go."""

    email: str
    next_path: str


def ask(
    actor: Actor,
    *,
    email: str,
    network: str,
    next_path: str = "",
    address_of: Callable[[str], str] | None = None,
) -> int:
    """Send a code to an address (a valid one) and return the number of the code, for the session.

    `address_of(token)` is the page behind the link in the mail; without it the mail has no link. Refuses floods (TooMany), and says so where the
    mail server is away; then no code is left behind.
    """
    attempt(CODE_ASKED_NETWORK, network)
    attempt(CODE_ASKED, email_key(email))
    asked = ask_mail_code(actor, email=email, next_path=next_path)
    words = {
        "code": asked.code,
        "link": address_of(asked.link_token) if address_of else "",
        "ward_name": _ward_name(),
    }
    try:
        mail.send(
            to=asked.email,
            subject=_("【%(ward)s】メールアドレスの確認") % {"ward": _ward_name()},
            body=render_to_string("identity/mail/code.txt", words),
        )
    except mail.MailNotSent:
        drop_mail_code(actor, row=asked.row)
        raise
    return asked.row.pk


def confirm(*, code_id: int, typed: str, store: SessionStore) -> Verified:
    """Begin a guest's session with the digits of a code. Refuses wrong and old ones (see `redeem`)."""
    row = redeem(code_id, typed)
    return _verified(row, store)


def confirm_link(*, token: str, store: SessionStore) -> Verified:
    """Begin a guest's session with the link of the mail, after a button was pressed."""
    return _verified(find_link(token), store)


def find_link(token: str) -> MailCode:
    """The code behind a link; refuses one that is old, used or made up."""
    row = MailCode.objects.filter(link_hash=digest(token)).first()
    if row is None or not is_alive(expires_at=row.expires_at, tries=0, now=clock.now()):
        raise Refusal("code_gone", EXPIRED)
    return row


def confirm_new_address(actor: Actor, *, code_id: int, typed: str) -> Resident:
    """Move a resident to the address the code went to, and tell the old one."""
    old = actor.email
    resident = change_email(actor, code=redeem(code_id, typed))
    tell(old, "address_changed")
    return resident


def redeem(code_id: int, typed: str) -> MailCode:
    """The code these digits belong to, not yet used up.

    Refuses a code that is old, used or tried five times, and wrong digits with how many tries are left; each try is
    counted before it is judged.
    """
    now = clock.now()
    row = MailCode.objects.filter(pk=code_id).first()
    if row is None or not is_alive(expires_at=row.expires_at, tries=row.tries, now=now):
        raise Refusal("code_gone", EXPIRED)
    attempt(CODE_TRIED, row.email_key)
    alive = MailCode.objects.filter(pk=code_id, tries__lt=TRIES, expires_at__gt=now)
    if not alive.update(tries=F("tries") + 1):
        raise Refusal("code_gone", EXPIRED)
    if not same(row.code_hash, code_hash(row.pk, read_code(typed))):
        raise _wrong(TRIES - row.tries - 1)
    forget(CODE_TRIED, row.email_key)
    return row


def tell(email: str, what: str) -> None:
    """Tell somebody of a change of their account. A mail server that is away does not undo the change."""
    words = {"what": what, "ward_name": _ward_name(), "url": settings.PUBLIC_URL}
    try:
        mail.send(
            to=email,
            subject=_("【%(ward)s】アカウントのお知らせ") % {"ward": _ward_name()},
            body=render_to_string("identity/mail/told.txt", words),
        )
    except mail.MailNotSent:
        mail.log.warning("a notice of a change of an account was not sent")


def _verified(row: MailCode, store: SessionStore) -> Verified:
    guest = actors.guest(unseal(row.email_sealed))
    email = verify_email(guest, code=row, store=store)
    forget(CODE_ASKED, row.email_key)
    return Verified(email, row.next_path)


def _wrong(left: int) -> Refusal:
    if left <= 0:
        sentence = _("番号が違います。もう一度、番号を送ってください。")
    else:
        sentence = ngettext(
            "番号が違います。あと%(left)s回入れられます。",
            "番号が違います。あと%(left)s回入れられます。",
            left,
        ) % {"left": left}
    return Refusal("code_wrong", sentence, {"code": sentence})


def _ward_name() -> str:
    return str(settings.WARD.name_en if get_language() == "en" else settings.WARD.name)
