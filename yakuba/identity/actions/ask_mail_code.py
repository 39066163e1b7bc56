"""Make a code for an e-mail address."""

from dataclasses import dataclass

from yakuba.identity.keys import digest, email_key, keyed, seal
from yakuba.identity.models import MailCode
from yakuba.identity.permissions import SIGN_IN
from yakuba.identity.rules.mail_code import VALID_FOR, new_code, new_link_token
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.values.email_address import parse_email


@dataclass(frozen=True, slots=True, repr=False)
class AskedCode:
    """A code that was just made: the only moment at which digits and link are known. Printing it shows neither."""

    row: MailCode
    email: str
    code: str
    link_token: str


@action(
    permission=SIGN_IN, unaudited="だれが頼んだかまだ分からず、15分で消えるため、記録に残すことがありません"
)
def ask_mail_code(actor: Actor, *, email: str, next_path: str = "") -> AskedCode:
    """Make a code of six digits and a link for an address (a valid one); an earlier code for it is dead."""
    address = parse_email(email)
    key = email_key(address)
    code, token = new_code(), new_link_token()
    MailCode.objects.filter(email_key=key).delete()
    row = MailCode(
        email_key=key,
        email_sealed=seal(address),
        link_hash=digest(token),
        next_path=next_path[:500],
        expires_at=clock.now() + VALID_FOR,
    )
    row.save()
    row.code_hash = code_hash(row.pk, code)
    row.save(update_fields=["code_hash"])
    return AskedCode(row, address, code, token)


def code_hash(row_id: int, code: str) -> str:
    """What is kept of the digits: useless without the key of this installation."""
    return keyed(f"code:{row_id}", code)
