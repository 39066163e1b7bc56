"""What a process may remember for a minute: the tree of sections and the rights of staff.

A transaction that changed any of it remembers nothing more until it is over: what it reads may never come to be.
Rights are remembered under the version that every staff request reads anyway, so that a right that was taken away
is gone at once, in every process.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.db import connection

SECONDS = 60
MOST = 5_000

Value = TypeVar("Value")
_all: list["Remembered"] = []  # type: ignore[type-arg]
_transaction = threading.local()


class Remembered(Generic[Value]):
    """Values by key, each for at most `SECONDS`."""

    def __init__(self) -> None:
        self._values: dict[Hashable, tuple[float, Value]] = {}
        _all.append(self)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value remembered under the key, or the one `make` returns."""
        known = self._values.get(key)
        now = time.monotonic()
        if known is not None and now - known[0] < SECONDS:
            return known[1]
        value = make()
        if not _changing():
            if len(self._values) >= MOST:
                self._values.clear()
            self._values[key] = (now, value)
        return value

    def forget(self) -> None:
        """Remember nothing."""
        self._values.clear()


def changed() -> None:
    """The present transaction changed what is remembered."""
    _forget()
    _transaction.changing = connection.in_atomic_block


def forget_all() -> None:
    """Forget everything in this process, between tests and after a load."""
    _forget()
    _transaction.changing = False


def _forget() -> None:
    for one in _all:
        one.forget()


def _changing() -> bool:
    if getattr(_transaction, "changing", False) and not connection.in_atomic_block:
        _transaction.changing = False
    return bool(getattr(_transaction, "changing", False))
