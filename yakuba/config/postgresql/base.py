"""Django's PostgreSQL backend, whose pool asks the server only where there is a reason to.

Before a request, Django's pool sends an empty statement to see whether the connection still lives: a round trip for
every page. A server that stopped, crashed or threw us out has closed its end, and that the kernel of this machine
knows: the socket has something to read. Only then is the server asked. One that vanished without a word (a cut
cable) is found by the keepalives of TCP.
"""

import select
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool

KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds of silence, seconds between questions, questions without an answer; libpq ignores them on Unix sockets."""


def still_there(connection: "Connection[Any]") -> None:
    """Raise where the server has left. Costs no statement while all is quiet."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        ConnectionPool.check_connection(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """One database. With `OPTIONS["pool"]` its connections come from a pool of the process."""

    _connection_pools: ClassVar[dict[str, "ConnectionPool[Any]"]]
    _configure_connection: Callable[["Connection[Any]"], None]

    @property
    def pool(self) -> "ConnectionPool[Any] | None":
        """The pool of this process, None without `OPTIONS["pool"]`."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if options and self.alias not in (NO_DB_ALIAS, *self._connection_pools):
            made: ConnectionPool[Any] = ConnectionPool(
                kwargs={**KEEPALIVE, **self.get_connection_params(), "autocommit": True},
                open=False,
                configure=self._configure_connection,
                check=still_there,
                **options,
            )
            self._connection_pools.setdefault(self.alias, made)  # several threads may come here at once
        pool: ConnectionPool[Any] | None = super().pool
        return pool
