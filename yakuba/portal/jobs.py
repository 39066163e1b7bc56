"""Work of the portal by the clock, and what a resident asked to be removed."""

from django.db import transaction

from yakuba.kernel.actor import system
from yakuba.kernel.jobs import job
from yakuba.messaging import api as messaging
from yakuba.portal.actions.forget_line_chat import forget_line_chat
from yakuba.portal.actions.forget_talks import forget_talks


@job(name="portal.forget_talks", every="55 3 * * *")
def forget_old_talks() -> None:
    """Forget the words of talks that ended before `portal.keep_talks_days`."""
    while forget_talks(system("portal")):
        pass


@job(name="portal.forget_line")
def forget_line(*, friend_id: int, resident_id: int) -> None:
    """Remove what the house holds about a friend on LINE, as the resident linked with them asked."""
    with transaction.atomic():
        found = messaging.forget_line_friend(system("portal"), friend_id=friend_id, resident_id=resident_id)
        if found is not None:
            forget_line_chat(system("portal"), friend_id=friend_id)
