"""`yakuba serve public|staff`: one web face, for systemd or a container; the process becomes the web server."""

import argparse
import os
from contextlib import suppress

import django
from django.db import ProgrammingError

from yakuba.config import explain, preflight, services
from yakuba.config.trouble import Trouble

PORTS = {"public": 8000, "staff": 8001}


def run(arguments: list[str]) -> int:
    """Looks whether the face can start, then turns into its web server. Raises Trouble where it cannot."""
    parser = argparse.ArgumentParser(
        prog="yakuba serve", description="住民の窓口か職員の机を、一つだけ起動します。"
    )
    parser.add_argument("face", choices=sorted(PORTS), help="public は住民の窓口、staff は職員の机")
    parser.add_argument("--host", default="127.0.0.1", help="待ち受ける番地（既定は 127.0.0.1）")
    parser.add_argument("--port", type=int, help="ポート（既定は public が 8000、staff が 8001）")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="プロセスの数（既定は CPU の数）"
    )
    wanted = parser.parse_args(arguments)
    port = wanted.port or PORTS[wanted.face]
    os.environ["YAKUBA_FACE"] = wanted.face
    if problem := preflight.port_taken(port, "--port", wanted.host) or _database_problem():
        raise Trouble(problem)
    command = services.granian(host=wanted.host, port=port, workers=wanted.workers)
    os.execv(command[0], command)  # noqa: S606 - our own command


def _database_problem() -> str | None:
    if "DATABASE_URL" not in os.environ:
        return "環境変数 DATABASE_URL に、データベースの接続先を指定してください。試すだけなら ./scripts/demo を使います。"
    django.setup()
    if problem := preflight.database_unreachable(explain.address()):
        return f"{problem}\nはじめて使うときは、先に yakuba prepare を実行してください。"
    with suppress(ProgrammingError):  # a role may have no right to read the list of migrations
        return explain.migrations_pending()
    return None
