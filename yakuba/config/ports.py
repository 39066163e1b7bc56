"""TCP ports of this machine: free or taken, and by whom."""

import os
import socket
from contextlib import closing, suppress
from pathlib import Path

LISTENING = "0A"  # the state's code in /proc/net/tcp


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now. Port 0 is no port and never free."""
    if port == 0:
        return False
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as trial:
        trial.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as servers do: TIME_WAIT does not matter
        try:
            trial.bind((host, port))
            trial.listen(1)
        except OSError:
            return False
    return True


def pick() -> int:
    """A port that is free at this moment."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def holder(port: int) -> str:
    """Who listens on the port, as `name (pid 123)`; empty when it cannot be told (another user's process)."""
    inodes = _listening_inodes(port)
    for process in Path("/proc").glob("[0-9]*") if inodes else ():
        try:
            if _open_sockets(process) & inodes:
                return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
        except OSError:
            continue  # gone meanwhile, or not ours to look into
    return ""


def _open_sockets(process: Path) -> set[str]:
    found = set()
    for link in (process / "fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.add(os.readlink(link).removeprefix("socket:[").removesuffix("]"))
    return found


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = Path("/proc/net", table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            columns = line.split()
            if columns[3] == LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                found.add(columns[9])
    return found
