"""Let somebody get campaigns as a test."""

from yakuba.identity import api as identity
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.kernel.values.email_address import BadEmailAddress
from yakuba.messaging.models import Reader
from yakuba.messaging.permissions import WRITE_CAMPAIGNS


@action(permission=WRITE_CAMPAIGNS, audit="試し送りの受取人に加えた")
def add_tester(actor: Actor, *, email: str) -> Reader:
    """Take somebody into the test group by the whole address they verified.

    Refuses an address that is none, and (NotFound) one at which nobody receives messages of the ward.
    """
    try:
        key = identity.guest_key(email)
    except BadEmailAddress:
        raise Refusal(
            "bad_email",
            "メールアドレスの形が正しくありません。",
            {"email": "メールアドレスを確かめてください。"},
        ) from None
    row = Reader.objects.filter(mail_key=key).first()
    if row is None:
        raise NotFound("no_reader", "そのアドレスで区のお知らせを受け取っている人はいません。")
    row.tester = True
    row.save(update_fields=["tester"])
    audit.note(about=row)
    return row
