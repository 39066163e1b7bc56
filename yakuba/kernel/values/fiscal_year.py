"""The fiscal year of Japanese public bodies: 1 April to 31 March (地方自治法208条1項)."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from yakuba.kernel.values.day import require_day
from yakuba.kernel.values.period import Period
from yakuba.kernel.values.wareki import FIRST_DAY, format_year

_MARCH = 3


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """The fiscal year that begins on 1 April of the western year `year` (1873 to 9998)."""

    year: int

    def __post_init__(self) -> None:
        if type(self.year) is not int or not FIRST_DAY.year <= self.year < date.max.year:
            raise ValueError(f"no fiscal year: {self.year!r}")

    @classmethod
    def of(cls, day: date) -> Self:
        """The fiscal year a day falls in; January to March belong to the year before."""
        require_day(day)
        return cls(day.year if day.month > _MARCH else day.year - 1)

    @property
    def start(self) -> date:
        """1 April, the first day."""
        return date(self.year, 4, 1)

    @property
    def end(self) -> date:
        """31 March of the next year, the last day (belongs to the fiscal year)."""
        return date(self.year + 1, 3, 31)

    @property
    def period(self) -> Period:
        """The fiscal year as a period of days."""
        return Period(self.start, date(self.year + 1, 4, 1))

    @property
    def label(self) -> str:
        """`令和8年度`: named by the era of its first day; 2019 is 令和元年度 throughout.

        Source: 「改元に伴う元号による年表示の取扱いについて」(2019-04-01,
        新元号への円滑な移行に向けた関係省庁連絡会議).
        """
        return "令和元年度" if self.year == 2019 else f"{format_year(self.start)}度"

    @property
    def western_label(self) -> str:
        """`2026年度`."""
        return f"{self.year}年度"

    @property
    def two_digits(self) -> str:
        """`26`: the last two figures of the western year."""
        return f"{self.year % 100:02d}"

    @property
    def next(self) -> "FiscalYear":
        """The fiscal year after this one."""
        return FiscalYear(self.year + 1)

    @property
    def previous(self) -> "FiscalYear":
        """The fiscal year before this one."""
        return FiscalYear(self.year - 1)

    def contains(self, day: date) -> bool:
        """Whether the day falls in this fiscal year."""
        return FiscalYear.of(day) == self

    def __str__(self) -> str:
        return self.label
