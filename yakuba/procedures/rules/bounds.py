"""First and last days a date field takes: a fixed day, or one counted from the day of the application."""

import re
from calendar import monthrange
from datetime import date, timedelta

_RELATIVE = re.compile(r"today(?:([+-])([0-9]{1,4})([dmy]))?")


class BadBound(ValueError):
    """The text is neither a day nor `today`, `today-18y`, `today+3m`, `today+14d`."""


def parse_bound(text: str) -> date | tuple[int, str]:
    """A fixed day, or an offset and its unit ("d", "m", "y") from the day of the application."""
    match = _RELATIVE.fullmatch(text)
    if match:
        sign, amount, unit = match.groups()
        return (int(f"{sign}{amount}"), unit) if amount else (0, "d")
    try:
        if len(text) == 10 and text.isascii():
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadBound(text)


def bound_on(text: str, today: date) -> date:
    """The day a bound means on a given day; the last day of the month where the month is too short."""
    bound = parse_bound(text)
    if isinstance(bound, date):
        return bound
    amount, unit = bound
    try:
        if unit == "d":
            return today + timedelta(days=amount)
        months = today.year * 12 + today.month - 1 + amount * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return date.min if amount < 0 else date.max
