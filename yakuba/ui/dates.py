"""Days and moments as the language of the page writes them: 2026年4月1日, in English 2026-04-01. Times are Tokyo's."""

from datetime import date, datetime

from django.utils.translation import get_language

from yakuba.kernel.clock import TOKYO


def day_words(value: date | None) -> str:
    """A day, or the day of a moment; "" for none."""
    if value is None:
        return ""
    day = value.astimezone(TOKYO).date() if isinstance(value, datetime) else value
    return day.isoformat() if get_language() == "en" else f"{day.year}年{day.month}月{day.day}日"


def moment_words(value: datetime | None) -> str:
    """A day with the time, to the minute; "" for none."""
    return "" if value is None else f"{day_words(value)} {time_words(value)}"


def time_words(value: datetime) -> str:
    """The time of a moment, to the minute."""
    return f"{value.astimezone(TOKYO):%H:%M}"
