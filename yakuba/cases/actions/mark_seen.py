"""mark_seen: what came from the applicant has been seen by the section."""

from yakuba.cases.models import Case
from yakuba.cases.permissions import HANDLE
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(
    permission=HANDLE,
    unaudited="閲覧そのものが記録されるため、見た印は別に残しません",
    one_statement=True,
)
def mark_seen(actor: Actor, *, case_id: int) -> None:
    """Clear the sign of news on a case of one's sections; on others it changes nothing."""
    Case.objects.filter(pk=case_id, section__in=actor.sections_for(HANDLE)).update(news=Case.News.NOTHING)
