"""Test databases: one migrated for each state of the migrations, and a copy of it for every run."""

import hashlib
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from yakuba.config import places
from yakuba.config.database import EXTENSIONS
from yakuba.config.locks import locked

_MACHINE = hashlib.sha256(f"{socket.gethostname()}{places.ROOT}".encode()).hexdigest()[:6]
_TEMPLATES = "template_yakuba_"
_KEPT = 4  # templates of other branches kept for next time
_SHAPING = ("yakuba/*/migrations/*.py", "yakuba/*/apps.py", "yakuba/kernel/*.py", "yakuba/kernel/management/commands/*.py",
            "yakuba/config/settings.py", "requirements.lock")  # fmt: skip


def own_name(worker: str) -> str:
    """The name of this process's test database; no other run, here or on another machine, has the same."""
    return f"test_yakuba_{_MACHINE}_{os.getpid()}_{worker}".rstrip("_")


def migrated_template() -> str:
    """The name of a database with all migrations and rights applied; makes it when the migrations are new."""
    name = _TEMPLATES + _digest()
    with locked(places.var() / "templates.lock"), _server() as connection:
        databases = [row[0] for row in connection.execute("SELECT datname FROM pg_database ORDER BY oid")]
        if name not in databases:
            _sweep(connection, databases)
            _build(connection, name)
    return name


def restore(name: str, template: str) -> None:
    """Makes a test database as it was at first. Emptying tables would not do: the audit trail refuses it."""
    with _server() as connection:
        _force_out(connection, name)
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str) -> None:
    """Removes a database made by `restore`, whoever is still connected to it."""
    with _server() as connection:
        _force_out(connection, name)


def _force_out(connection: psycopg.Connection, name: str) -> None:
    """Drops a database. A session of a face's role that is just ending is waited for: it may not be ended for it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    for _ in range(50):
        with suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
            return
        time.sleep(0.1)
    connection.execute(statement)


def _build(connection: psycopg.Connection, name: str) -> None:
    fresh = f"{name}_new"
    _drop(connection, fresh)
    try:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(fresh)))
    except psycopg.errors.InsufficientPrivilege:
        pytest.exit(
            "the tests make databases of their own: ALTER ROLE ... CREATEDB for the role of DATABASE_URL", 1
        )
    address = make_conninfo(os.environ["DATABASE_URL"], dbname=fresh)
    with psycopg.connect(address, autocommit=True) as inside:
        for extension in EXTENSIONS:
            inside.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    for command in ("migrate", "grant"):
        _manage(command, address)
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name))
    )


def _manage(command: str, address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", command, "--verbosity=0"],
        cwd=places.ROOT,
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "yakuba.config.settings", "YAKUBA_FACE": ""},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.exit(
            f"the test database cannot be made: {command} failed\n{done.stdout}{done.stderr}", returncode=1
        )


def _sweep(connection: psycopg.Connection, databases: list[str]) -> None:
    """Drops what killed runs of this machine left behind, and all but the latest templates."""
    ours = f"test_yakuba_{_MACHINE}_"
    for name in databases:
        if name.startswith(ours) and not _alive(name.removeprefix(ours).split("_")[0]):
            _drop(connection, name)
    for name in [name for name in databases if name.startswith(_TEMPLATES)][:-_KEPT]:
        _drop(connection, name)


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _server() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _digest() -> str:
    """Of all files that shape a migrated database."""
    digest = hashlib.sha256()
    for pattern in _SHAPING:
        for path in sorted(places.ROOT.glob(pattern)):
            digest.update(path.relative_to(places.ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
