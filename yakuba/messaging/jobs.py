"""Work of messaging by the clock."""

from yakuba.kernel.actor import system
from yakuba.kernel.jobs import job
from yakuba.messaging import sending
from yakuba.messaging.actions.forget_old import forget_old
from yakuba.messaging.gateways.registry import channels


@job(name="messaging.send_left_over", every="* * * * *")
def send_left_over() -> None:
    """Send what is due again, and what a worker that died had in its hands."""
    for channel in channels():
        sending.free_dead_lines(channel)
        sending.send_due(channel)


@job(name="messaging.forget_old", every="50 3 * * *")
def forget_old_messages() -> None:
    """Forget words and addresses older than `messaging.keep_days`."""
    while forget_old(system("messaging")):
        pass
