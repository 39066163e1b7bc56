"""Errors of a running command, told in sentences instead of tracebacks."""

import errno

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.conninfo import make_conninfo

from yakuba.config import database
from yakuba.config.trouble import DISK_FULL, Trouble, disk_full
from yakuba.kernel.refusals import Refusal


def migrations_pending() -> str | None:
    """The sentence for a database older than the program; needs Django set up and the database in reach."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return None
    names = "、".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan[:3])
    more = " ほか" if len(plan) > 3 else ""
    return (
        f"データベースの形が古いままです（未適用の移行が {len(plan)} 件: {names}{more}）。\n"
        "yakuba prepare を実行してから、もう一度起動してください。"
    )


def sentence_for(error: BaseException) -> str | None:
    """What to say about an error in place of its traceback; None for one that nobody foresaw (a fault of ours)."""
    if isinstance(error, Trouble):
        return str(error)
    if isinstance(error, Refusal):
        return str(error.sentence)
    if disk_full(error):
        return DISK_FULL
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "使おうとしたポートは、別のプログラムが使っています。別の番号を指定してください。"
    if isinstance(error, (PermissionError, ImproperlyConfigured)):
        return f"実行できません: {error}"
    return _about_database(error)


def address() -> str:
    """Where Django connects to, as libpq writes it; the password is in it."""
    asked = connection.settings_dict
    parts = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    return make_conninfo(**{part: asked[name] for part, name in parts.items() if asked[name]})


def _about_database(error: BaseException) -> str | None:
    if isinstance(error, (OperationalError, psycopg.OperationalError)):
        return database.unreachable(address(), error)
    if isinstance(error, ProgrammingError):  # no such table, no such column: an old database?
        try:
            return migrations_pending()
        except DatabaseError:
            return None
    return None
