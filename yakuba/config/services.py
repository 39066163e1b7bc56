"""The processes that make up a running house, each as a command and its environment."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yakuba.config import places

STATIC_SECONDS = 3600  # how long a browser keeps style sheets and scripts without asking


@dataclass(frozen=True, slots=True)
class Service:
    """One process: what it is called in files and on the screen, how it starts, where it says that it is well."""

    name: str
    label: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    health: str = ""
    """Address that answers 200 when the service can serve; empty where being alive is enough."""


def face(name: str, label: str, address: str, *, host: str, port: int, workers: int) -> Service:
    """A web face, "public" or "staff": it is given its own role's database address and no other."""
    asked_at = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - compared, not bound
    return Service(
        name,
        label,
        granian(host=host, port=port, workers=workers),
        {"YAKUBA_FACE": name} | only(address),
        health=f"http://{asked_at}:{port}/health",
    )


def granian(*, host: str, port: int, workers: int) -> list[str]:
    """The web server's command. Style sheets and scripts are served by it without any Python.

    `backpressure` counts connections, idle ones included, so it stays far above what one worker computes at once.
    """
    options = {
        "interface": "wsgi",
        "host": host,
        "port": port,
        "http": 1,
        "workers": workers,
        "blocking-threads": 2,
        "backlog": 2048,
        "backpressure": 1024,
        "workers-kill-timeout": 5,
        "respawn-interval": 0.5,
        "log-level": "warning",
    }
    static = places.var() / "static"
    if static.is_dir():
        options |= {
            "static-path-route": "/static",
            "static-path-mount": static,
            "static-path-expires": STATIC_SECONDS,
        }
    words = [f"--{name}={value}" for name, value in options.items()]
    switches = ["--no-ws", "--no-access-log", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *words, *switches, "yakuba.config.wsgi:application"]


def worker(address: str, given: Mapping[str, str] | None = None) -> Service:
    """The process that delivers events and does the periodic work, under the staff's role; `given` is for it alone."""
    environment = {"YAKUBA_FACE": "worker"} | only(address) | dict(given or {})
    return Service("worker", "仕事係", yakuba("worker"), environment)


def mailbox(*, smtp_port: int, page_port: int, given: Mapping[str, str] | None = None) -> Service | None:
    """The server that catches every mail of the demo and shows it on a page; None where there is no such command.
    `given`: the credentials with which short messages are handed to it."""
    if not has_command("mailbox"):
        return None
    command = yakuba("mailbox", "--smtp-port", str(smtp_port), "--page-port", str(page_port))
    health = f"http://127.0.0.1:{page_port}/"
    return Service("mailbox", "メールとSMSの受け皿", command, dict(given or {}), health=health)


def line_sandbox(*, port: int, webhook: str, play: Path | None = None) -> Service | None:
    """The stand-in for LINE with its telephones; None where there is no such command. `play` is what telephones do by
    themselves at the first start."""
    if not has_command("line_sandbox"):
        return None
    command = yakuba("line-sandbox", "--port", str(port), "--webhook", webhook)
    command += ["--play", str(play)] if play is not None and play.is_file() else []
    return Service("line-sandbox", "LINEの受け皿", command, health=f"http://127.0.0.1:{port}/health")


def push_sandbox(*, port: int) -> Service | None:
    """The stand-in for the push services of browsers; None where there is no such command."""
    if not has_command("push_sandbox"):
        return None
    command = yakuba("push-sandbox", "--port", str(port))
    return Service("push-sandbox", "端末への通知の受け皿", command, health=f"http://127.0.0.1:{port}/health")


def yakuba(*words: str) -> list[str]:
    """A `yakuba` command as a program with its arguments."""
    return [sys.executable, "-m", "yakuba", *words]


def has_command(name: str) -> bool:
    """Whether some module has the management command, told without loading Django."""
    package = Path(places.ROOT, "yakuba")
    return any(package.glob(f"*/management/commands/{name}.py"))


def only(address: str) -> dict[str, str]:
    """One role's address in place of all: a process cannot lose a password it was never given."""
    return dict.fromkeys(("DATABASE_URL", "DATABASE_URL_PUBLIC", "DATABASE_URL_STAFF"), address)
