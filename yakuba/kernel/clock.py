"""The one clock of the house: Asia/Tokyo. Tests set it; nobody else reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, aware, in Tokyo time."""
    return _frozen.get() or datetime.now(TOKYO)


def today() -> date:
    """Today's date in Tokyo."""
    return now().date()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock still at an aware moment (for tests and for replaying the past)."""
    if moment.tzinfo is None:
        raise ValueError("the clock takes aware moments only")
    token = _frozen.set(moment.astimezone(TOKYO))
    try:
        yield
    finally:
        _frozen.reset(token)
