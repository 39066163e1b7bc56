"""Count that a file of a campaign was opened."""

from django.db.models import F

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import RunFile
from yakuba.messaging.permissions import OPEN_FILES


@action(permission=OPEN_FILES, unaudited="だれが開いたかは残さず、回数だけを数えます")
def count_download(actor: Actor, *, run_file_id: int) -> None:
    """One more. Refuses nobody: whoever has the link may open the file."""
    RunFile.objects.filter(pk=run_file_id).update(downloads=F("downloads") + 1)
