"""mark_overdue: the standard time of some cases has passed."""

from yakuba.cases.actions.writing import named
from yakuba.cases.events import CaseOverdue
from yakuba.cases.models import OPEN, Case
from yakuba.cases.permissions import RUN
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce

AT_ONCE = 500


@action(permission=RUN, audit="標準処理期間を過ぎた案件を記録した")
def mark_overdue(actor: Actor) -> int:
    """Note up to 500 open cases whose due day is over and that were not noted yet; returns how many.

    Announces CaseOverdue once for each. A case that an officer holds locked waits for the next run.
    """
    late = (
        Case.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(status__in=OPEN, due_on__lt=clock.today(), overdue_at=None)
        .order_by("due_on", "pk")[:AT_ONCE]
    )
    rows = list(late)
    for case in rows:
        case.overdue_at = clock.now()
        announce(CaseOverdue(**named(case), due_on=str(case.due_on)))
    Case.objects.bulk_update(rows, ["overdue_at"])
    audit.note(cases=len(rows))
    return len(rows)
