"""end_intake: a file was read, or could not be."""

from yakuba.characters.models import Intake
from yakuba.characters.permissions import IDENTIFY
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound

_SENTENCE = 500


@action(permission=IDENTIFY, audit="文字同定のファイルを読み終えた")
def end_intake(actor: Actor, *, intake_id: int, sentence: str = "") -> Intake:
    """Note the end, and let the content go: what was in it now stands in rows of its own. Refuses an unknown one.

    With a sentence it failed as a whole, and the same file may be brought again.
    """
    intake = Intake.objects.select_for_update().defer("content").filter(pk=intake_id).first()
    if intake is None:
        raise NotFound()
    intake.state = Intake.State.FAILED if sentence else Intake.State.DONE
    intake.sentence = sentence[:_SENTENCE]
    intake.content = b""
    intake.finished_at = clock.now()
    intake.save(update_fields=["state", "sentence", "content", "finished_at"])
    audit.note(kind=intake.kind, added=intake.added, changed=intake.changed, faulty=intake.faulty)
    return intake
