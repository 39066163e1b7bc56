"""send_message: the office writes to the applicant."""

from yakuba.cases.actions.writing import named, written
from yakuba.cases.events import MessageSent
from yakuba.cases.models import Message
from yakuba.cases.permissions import HANDLE
from yakuba.cases.queries.visible import lock_for
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce


@action(permission=HANDLE, audit="申請した方に連絡した")
def send_message(actor: Actor, *, case_id: int, text: str) -> Message:
    """Write to the applicant, who reads it on the status page; the mail only says that there is something."""
    case = lock_for(actor, case_id, HANDLE, "send_message")
    words = written("text", text)
    message = Message.objects.create(
        case=case, section_id=case.section_id, author_id=actor.staff_id, text=words, at=clock.now()
    )
    announce(MessageSent(**named(case), message_id=message.pk, from_office=True))
    audit.note(case)
    return message
