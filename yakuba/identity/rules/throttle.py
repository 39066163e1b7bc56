"""How often something may be tried before one has to wait. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `within`."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Throttle:
    """Limits on one kind of attempt; all of them hold."""

    name: str
    limits: tuple[Limit, ...]

    @property
    def longest(self) -> timedelta:
        """How far back attempts count."""
        return max(limit.within for limit in self.limits)

    def wait(self, earlier: Sequence[datetime], now: datetime) -> timedelta | None:
        """How long to wait before one more, given the moments of the earlier ones; None: not at all."""
        waits = [_wait(limit, sorted(earlier), now) for limit in self.limits]
        longest = max(waits)
        return longest if longest > timedelta(0) else None


def _wait(limit: Limit, earlier: Sequence[datetime], now: datetime) -> timedelta:
    counted = [one for one in earlier if one > now - limit.within]
    if len(counted) < limit.most:
        return timedelta(0)
    return counted[-limit.most] + limit.within - now


def minutes(wait: timedelta) -> int:
    """A wait in whole minutes as people are told it: rounded up, at least one."""
    return max(1, -(-int(wait.total_seconds()) // 60))


_MINUTES, _HOUR, _DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)

PASSWORD = Throttle("password", (Limit(5, _MINUTES), Limit(15, _HOUR), Limit(40, _DAY)))
"""Wrong passwords for one login. Ten letters at 40 tries a day are out of reach."""
PASSWORD_NETWORK = Throttle("password_network", (Limit(30, _MINUTES), Limit(300, _DAY)))
"""Wrong passwords from one network, over all logins; an office or a mobile carrier shares one address."""
SECOND_FACTOR = Throttle("second_factor", (Limit(5, _MINUTES), Limit(15, _HOUR)))
"""Wrong codes of the second factor for one account."""
CODE_ASKED = Throttle("code_asked", (Limit(3, timedelta(minutes=10)), Limit(12, _DAY)))
"""Mails with a code to one address: nobody's mailbox is to be flooded."""
CODE_ASKED_NETWORK = Throttle("code_asked_network", (Limit(60, timedelta(minutes=10)), Limit(1000, _DAY)))
"""Mails with a code asked for from one network."""
CODE_TRIED = Throttle("code_tried", (Limit(15, _HOUR), Limit(40, _DAY)))
"""Wrong codes for one address, over all mails: five tries a mail are not to be had without end."""
