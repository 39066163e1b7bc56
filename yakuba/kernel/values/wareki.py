"""Dates as Japan writes them: 西暦 and 和暦, read and written.

Only dates from 1873-01-01 on: Japan took up the Gregorian calendar on 明治6年1月1日
(明治5年太政官布告第337号); older dates are dates of a lunar calendar and need a historian, not a form.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.day import require_day
from yakuba.kernel.values.japanese_text import half_width


class BadDate(BadValue):
    """The text or the parts are no date between 1873-01-01 and 9999-12-31."""


@dataclass(frozen=True, slots=True)
class Era:
    """An era name: `code` for forms, `letter` for abbreviations, first and last day (None: still running)."""

    code: str
    name: str
    letter: str
    first: date
    last: date | None


class InWords(str):
    """A day in Japanese words (`昭和63年1月7日`); `western` is the same day in figures (`1988-01-07`), for a sentence in a
    language whose readers count otherwise. The day need not exist: it may be the one that is refused."""

    __slots__ = ("western",)
    western: str

    def __new__(cls, words: str, western: str) -> Self:
        """Keep both."""
        made = super().__new__(cls, words)
        made.western = western
        return made


FIRST_DAY = date(1873, 1, 1)
WESTERN = "western"
# Newest first. 令和: 平成31年政令第143号; 平成: 昭和64年政令第1号; 昭和, 大正: the edicts of 1926-12-25 and
# 1912-07-30, both valid from that very day; 明治: the edict of 1868-10-23, reaching back to the first day of
# that lunar year.
ERAS = (
    Era("reiwa", "令和", "R", date(2019, 5, 1), None),
    Era("heisei", "平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("showa", "昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("taisho", "大正", "T", date(1912, 7, 30), date(1926, 12, 24)),
    Era("meiji", "明治", "M", date(1868, 1, 25), date(1912, 7, 29)),
)
ERA_CHOICES: tuple[tuple[str, str], ...] = ((WESTERN, "西暦"), *((era.code, era.name) for era in ERAS))

_BY_NAME: dict[str, Era | None] = {WESTERN: None, "西暦": None}
for _era in ERAS:
    _BY_NAME |= dict.fromkeys((_era.code, _era.name, _era.name[0], _era.letter), _era)

_HEAD = r"(?P<era>西暦|令和|平成|昭和|大正|明治|[令平昭大明RHSTM])?(?P<year>元|[0-9]{1,4})"
_FORMS = (
    re.compile(_HEAD + r"年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日"),
    re.compile(_HEAD + r"(?P<sign>[./-])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<era>西暦)?(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
)
_OLD_CALENDAR = "明治5年（1872年）までの日付は、暦が今と違うため扱えません。"
_UNREADABLE = "日付として読み取れません。「令和8年4月1日」や「2026年4月1日」のように入力してください。"


def parse_date(text: str) -> date:
    """Read one date in 西暦 or 和暦: `令和8年4月1日`, `R8.4.1`, `平成元年1月8日`, `2026-04-01`, `20260401`,
    full-width too.

    Refuses two-figure western years, days an era did not have (昭和70年, 平成31年5月1日), days before
    1873-01-01 and days no calendar has, each with a sentence that says which.
    """
    plain = half_width(text).upper()
    for form in _FORMS:
        if match := form.fullmatch(plain):
            return from_parts(match["era"] or WESTERN, match["year"], match["month"], match["day"])
    raise BadDate(_UNREADABLE)


def from_parts(era: str, year: str | int, month: str | int, day: str | int) -> date:
    """Make a date of the four parts of a form field.

    `era` is a code of `ERA_CHOICES`, or the era's name or letter; `year` counts within the era (元 = 1) or
    is a western year. Parts typed full-width are read. Refuses as `parse_date` does.
    """
    if era not in _BY_NAME:
        raise BadDate("元号は、西暦・明治・大正・昭和・平成・令和から選んでください。")
    chosen = _BY_NAME[era]
    first = half_width(str(year)) == "元"
    if chosen is None:
        return _western(_number(year, "年"), _number(month, "月"), _number(day, "日"))
    return _within(chosen, 1 if first else _number(year, "年"), _number(month, "月"), _number(day, "日"))


def to_parts(day: date) -> tuple[str, int, int, int]:
    """The reverse of `from_parts`, in 和暦: (era code, year in the era, month, day)."""
    era = era_of(day)
    return era.code, day.year - era.first.year + 1, day.month, day.day


def era_of(day: date) -> Era:
    """The era a day belongs to; refuses days before 1873-01-01."""
    if require_day(day) < FIRST_DAY:
        raise BadDate(_OLD_CALENDAR)
    return next(era for era in ERAS if era.first <= day)


def format_year(day: date) -> str:
    """`令和8年`, `令和元年`: the 和暦 year of the day."""
    era = era_of(day)
    return f"{era.name}{_year_in(era, day.year - era.first.year + 1)}年"


def format_wareki(day: date) -> str:
    """`令和8年4月1日`, `令和元年5月1日`; refuses days before 1873-01-01."""
    return f"{format_year(day)}{day.month}月{day.day}日"


def format_both(day: date) -> str:
    """`2026年4月1日（令和8年4月1日）`; refuses days before 1873-01-01."""
    return f"{day.year}年{day.month}月{day.day}日（{format_wareki(day)}）"


def _number(part: str | int, unit: str) -> int:
    plain = half_width(str(part))
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4):
        raise BadDate("%(unit)sは数字で入力してください。", unit=unit)
    return int(plain)


def _western(year: int, month: int, day: int) -> date:
    if year < 1000:
        raise BadDate(
            "西暦の年は、2026のように4けたで入力してください。和暦のときは、元号も入力してください。"
        )
    return _calendar_day(year, month, day, f"{year}年")


def _within(era: Era, year: int, month: int, day: int) -> date:
    found = _calendar_day(
        era.first.year + year - 1 if year else 0, month, day, f"{era.name}{_year_in(era, year)}年"
    )
    right = _in_words(found)
    if found < era.first:
        raise BadDate(
            "%(era)sは%(first)sからです。%(right)sのことでしょうか。",
            era=era.name,
            first=_in_words(era.first),
            right=right,
        )
    if era.last is not None and found > era.last:
        raise BadDate(
            "%(era)sは%(last)sまでです。%(right)sのことでしょうか。",
            era=era.name,
            last=_in_words(era.last),
            right=right,
        )
    return found


def _calendar_day(year: int, month: int, day: int, year_text: str) -> date:
    if 0 < year < FIRST_DAY.year:
        raise BadDate(_OLD_CALENDAR)
    try:
        return date(year, month, day)
    except ValueError:
        text = InWords(f"{year_text}{month}月{day}日", f"{year}-{month}-{day}")
        raise BadDate("%(text)sという日付はありません。", text=text) from None


def _in_words(day: date) -> InWords:
    return InWords(format_wareki(day), day.isoformat())


def _year_in(era: Era, year: int) -> str:
    return "元" if year == 1 else str(year)
