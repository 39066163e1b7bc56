"""A calendar day in Tokyo, as opposed to a moment."""

from datetime import date, datetime


def require_day(value: date) -> date:
    """Return the day unchanged; refuse a `datetime`.

    A `datetime` is a `date` to the type checker, but its day depends on a time zone: at 00:30 in Tokyo a
    moment kept in UTC still carries yesterday's date. The caller converts it (`clock.today()`), never these
    values.
    """
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError(f"a calendar day (datetime.date) is needed, not {type(value).__name__}")
    return value
