"""Counts SQL statements as PostgreSQL itself saw them: everything a role sent while the block ran, from its log."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from benchmarks.house import House

_SETTINGS = {"log_statement": "all", "log_line_prefix": "%u|"}
_TAKEN_UP_S = 1.0  # until every server process has read its settings anew
_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass
class Counted:
    """What one role sent."""

    everything: int = 0
    control: int = 0
    """BEGIN, COMMIT and the like."""
    pings: int = 0
    """Empty statements: somebody asked only whether the server is there."""
    kinds: Counter[str] = field(default_factory=Counter)


@contextmanager
def counting(house: House, role: str) -> Iterator[Counted]:
    """Count the statements of a role; the result is complete after the block."""
    counted = Counted()
    _switch(house, "ALTER SYSTEM SET {} = '{}'")
    start = house.cluster.log.stat().st_size
    try:
        yield counted
        time.sleep(_TAKEN_UP_S / 2)
        with house.cluster.log.open("rb") as log:
            log.seek(start)
            text = log.read().decode("utf-8", "replace")
    finally:
        _switch(house, "ALTER SYSTEM RESET {}")
    for line in text.replace("\n\t", " ").splitlines():  # a statement of several lines goes on after a tab
        _, said, statement = line.partition(f"{role}|LOG:  statement:")
        if said:
            _count(counted, statement.strip())


def _count(counted: Counted, statement: str) -> None:
    word = statement.partition(" ")[0].upper()
    counted.everything += 1
    counted.pings += not word
    counted.control += word in _CONTROL
    counted.kinds[word or "(empty)"] += 1


def _switch(house: House, pattern: str) -> None:
    with psycopg.connect(house.cluster.ensure(), autocommit=True) as connection:
        for name, value in _SETTINGS.items():
            connection.execute(pattern.format(name, value).encode())
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(_TAKEN_UP_S)
