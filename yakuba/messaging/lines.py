"""Places at which a worker may send: an advisory lock each, which the database gives back the moment a worker dies."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

_LOCK_CLASS = 0x6D657373


@contextmanager
def taken(lines: Sequence[str]) -> Iterator[str]:
    """The first of these places that is free, "" where all are taken. The lock is the connection's."""
    held = ""
    with connection.cursor() as cursor:
        for line in lines:
            cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCK_CLASS, line])
            if cursor.fetchone() == (True,):
                held = line
                break
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCK_CLASS, held])
