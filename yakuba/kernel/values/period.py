"""A run of calendar days, possibly without an end."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from yakuba.kernel.values.day import require_day

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, but not including, `end_exclusive`; None means it has no end yet.

    Holds at least one day: an end on or before the start is refused with `ValueError`.
    """

    start: date
    end_exclusive: date | None = None

    def __post_init__(self) -> None:
        require_day(self.start)
        if self.end_exclusive is not None and require_day(self.end_exclusive) <= self.start:
            raise ValueError("a period ends after it starts")

    @classmethod
    def through(cls, first: date, last: date) -> Self:
        """The period whose last day is `last`, as people write it (4月1日から4月30日まで)."""
        return cls(first, require_day(last) + _DAY)

    @property
    def is_open_ended(self) -> bool:
        """Whether the period has no end yet."""
        return self.end_exclusive is None

    @property
    def last_day(self) -> date | None:
        """The last day that belongs to the period; None without an end."""
        return None if self.end_exclusive is None else self.end_exclusive - _DAY

    @property
    def days(self) -> int | None:
        """How many days the period has; None without an end."""
        return None if self.end_exclusive is None else (self.end_exclusive - self.start).days

    def contains(self, day: date) -> bool:
        """Whether the day belongs to the period."""
        return self.start <= require_day(day) and (self.end_exclusive is None or day < self.end_exclusive)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share at least one day; periods that merely touch do not."""
        return self.intersection(other) is not None

    def intersection(self, other: "Period") -> "Period | None":
        """The days both have; None where there are none."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end_exclusive, other.end_exclusive) if end is not None]
        end = min(ends, default=None)
        return None if end is not None and end <= start else Period(start, end)
