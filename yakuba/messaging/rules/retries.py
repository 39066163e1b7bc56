"""When a delivery that failed is tried again, and when the office gives it up."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 20
PAUSE = timedelta(minutes=1)
"""How long everything waits when the outside system cannot be reached at all."""


class Fault(StrEnum):
    """Whose fault it was that a delivery did not go out."""

    PERMANENT = "permanent"  # this address or message is refused for good
    GONE = "gone"  # the address exists no more: it is to be forgotten
    TEMPORARY = "temporary"  # this address is refused for now
    BROKEN_OFF = "broken_off"  # the connection ended before the answer: it may have been taken
    UNREACHABLE = "unreachable"  # the system is away or refuses us: no delivery is to blame
    CLOSED = "closed"  # the way is shut to the house until somebody sees to it


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 … minutes, at most four hours."""
    doubled: int = 1 << min(max(attempts, 1) - 1, 16)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a delivery that failed: None means that the office gives it up."""

    wait: timedelta | None


def after_failure(fault: Fault, attempts: int, *, age: timedelta, useful: timedelta) -> Verdict:
    """Decide about a delivery that has been tried `attempts` times and was written `age` ago.

    A refusal for good is not repeated (RFC 5321 4.2.1), nor what is older than it is `useful`. Otherwise the
    waits add up to about two days. An outside system that is away costs no attempt.
    """
    if fault in (Fault.PERMANENT, Fault.GONE) or age >= useful:
        return Verdict(None)
    if fault in (Fault.UNREACHABLE, Fault.CLOSED):
        return Verdict(PAUSE)
    return Verdict(None if attempts >= MOST_ATTEMPTS else wait_after(attempts))
