"""Work of messaging by the clock."""

from yakuba.kernel.actor import system
from yakuba.kernel.jobs import job
from yakuba.messaging import sending
from yakuba.messaging.actions.forget_line import forget_line
from yakuba.messaging.actions.forget_old import forget_old
from yakuba.messaging.gateways.registry import channels
from yakuba.messaging.line import settle_reports


@job(name="messaging.send_left_over", every="* * * * *", at_start=True)
def send_left_over() -> None:
    """Send what is due again, and what a worker that died had in its hands."""
    for channel in channels():
        sending.free_dead_lines(channel)
        sending.send_due(channel)


@job(name="messaging.settle_left_over", every="* * * * *", at_start=True)
def settle_left_over() -> None:
    """Settle what LINE reported and a worker that died had in its hands."""
    settle_reports()


@job(name="messaging.forget_old", every="50 3 * * *")
def forget_old_messages() -> None:
    """Forget words and addresses older than `messaging.keep_days`, and what was written on LINE before `keep_line_days`."""
    while forget_old(system("messaging")):
        pass
    while forget_line(system("messaging")):
        pass
