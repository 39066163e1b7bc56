"""Periodic work of the desk."""

from yakuba.cases.actions.keep_open_deadlines import keep_open_deadlines
from yakuba.cases.actions.mark_overdue import AT_ONCE, mark_overdue
from yakuba.cases.actions.renew_search_keys import renew_search_keys
from yakuba.cases.notices import issue_due_notices
from yakuba.kernel.actor import system
from yakuba.kernel.jobs import job


@job(name="cases.issue_notices", every="* * * * *")
def issue_notices() -> None:
    """Print and issue what is due; every minute, and at once when an officer does not wait."""
    issue_due_notices()


@job(name="cases.mark_overdue", every="5 0 * * *")
def find_overdue() -> None:
    """Note the cases whose standard time ended yesterday; a little after midnight."""
    while mark_overdue(system("worker")) == AT_ONCE:
        pass


@job(name="cases.keep_deadlines", every="*/30 * * * *")
def keep_deadlines() -> None:
    """Keep the deadlines of corrections for those who became reachable after they were asked: an account made, or an
    address verified, since. What is kept already stays as it is."""
    after = 0
    while after := keep_open_deadlines(system("worker"), after=after):
        pass


@job(name="cases.renew_search_keys", every="40 3 * * *", queue="sweeping")
def renew_keys() -> None:
    """Let applicants be found by the lists of characters now in force; only keys that change are written."""
    after = 0
    while after := renew_search_keys(system("worker"), after=after):
        pass
