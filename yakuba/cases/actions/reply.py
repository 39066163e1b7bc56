"""reply: the applicant writes to the office."""

from collections.abc import Collection

from yakuba.cases.actions.writing import named, written
from yakuba.cases.events import MessageSent
from yakuba.cases.models import Case, Message
from yakuba.cases.permissions import OWN
from yakuba.cases.queries.visible import lock_own
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce


@action(permission=OWN, audit="申請した方から連絡があった")
def reply(actor: Actor, *, receipt: str, text: str, receipts_shown: Collection[str] = ()) -> Message:
    """Write to the section about one's own case. Refuses somebody else's case, and a マイナンバー in the text."""
    case = lock_own(actor, receipt, "reply", receipts_shown)
    words = written("text", text)
    message = Message(case=case, text=words, at=clock.now())
    message.save(force_insert=True)
    case.news = case.news or Case.News.REPLY
    case.save(update_fields=["news"])
    announce(MessageSent(**named(case), message_id=message.pk, from_office=False))
    audit.note(case)
    return message
