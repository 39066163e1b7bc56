"""`yakuba <command>`: Django's management commands, and demo, prepare and serve of our own.

Errors are told in sentences; one that nobody foresaw keeps its traceback, so that it can be mended.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from yakuba.config import database, demo, explain, places, prepare, secrets, serve
from yakuba.config.embedded_postgres import Cluster
from yakuba.config.trouble import Trouble

WITHOUT_DATABASE = {
    "help",
    "version",
    "--help",
    "-h",
    "--version",
    "collectstatic",
    "makemessages",
    "line_sandbox",
    "mailbox",
    "push_sandbox",
}
"""Django's commands for which no database is started."""


def main() -> None:
    """Entry point of the command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command; its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.config.settings")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return _run(arguments or ["help"])
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = explain.sentence_for(error)
        if sentence is None or os.environ.get("YAKUBA_DEBUG") == "1":
            raise
        print(sentence, file=sys.stderr)  # noqa: T201 - for the terminal
        return 1


def _run(arguments: list[str]) -> int:
    name = arguments[0] if arguments[0].startswith("-") else arguments[0].replace("-", "_")
    if name == "demo":
        return demo.run(arguments[1:])
    if name == "serve":
        return serve.run(arguments[1:])
    with _database(name):
        import django
        from django.core.management import execute_from_command_line

        django.setup()
        if name == "prepare":
            return prepare.run(arguments[1:])
        if name == "worker" and (pending := explain.migrations_pending()):
            raise Trouble(pending)
        execute_from_command_line(["yakuba", name, *arguments[1:]])
    return 0


@contextmanager
def _database(command: str) -> Iterator[None]:
    """Our own PostgreSQL for the length of a command, unless `DATABASE_URL` names another one."""
    if os.environ.get("DATABASE_URL") or command in WITHOUT_DATABASE:
        yield
        return
    kept = secrets.load()
    cluster = Cluster(places.var() / "postgres", kept.postgres_password)
    with cluster.lease():
        os.environ |= database.prepare_embedded(cluster, kept).environment()
        yield


if __name__ == "__main__":
    main()
