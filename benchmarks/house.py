"""A house of its own for a benchmark or a fault test: PostgreSQL, both faces, worker, mailbox, nothing shared.

The processes are those of an installation, over real database roles and with its settings; only the directory is
temporary, and gone afterwards.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from yakuba.config import database, places, ports, secrets, services
from yakuba.config.embedded_postgres import Cluster
from yakuba.config.processes import Child, Supervisor

START_LIMIT_S = 90.0
STOP_LIMIT_S = 30.0
WARD = places.ROOT / "wards" / "toshima"


@dataclass
class House:
    """One running house. `start_*` adds processes; leaving `opened` ends them all."""

    var: Path
    cluster: Cluster
    addresses: database.Addresses
    supervisor: Supervisor
    ports: dict[str, int]
    environment: Mapping[str, str]
    said: list[str] = field(default_factory=list)

    def start_face(self, name: str, *, workers: int) -> Child:
        """The public or the staff face, answering when this returns."""
        address = self.addresses.public if name == "public" else self.addresses.staff
        port = self.ports[name]
        with _environment(self.var):
            face = services.face(name, name, address, host="127.0.0.1", port=port, workers=workers)
        child = self.supervisor.start(face)
        self.wait()
        return child

    def start_worker(self) -> Child:
        """The process that delivers events and sends mails."""
        return self.supervisor.start(services.worker(self.addresses.staff))

    def start_mailbox(self, *words: str) -> Child:
        """The server that catches the mails; `words` are more of its options."""
        service = services.mailbox(smtp_port=self.ports["smtp"], page_port=self.ports["mailbox"])
        assert service is not None
        child = self.supervisor.start(
            services.Service(
                service.name, service.label, [*service.command, *words], service.environment, service.health
            )
        )
        self.wait()
        return child

    def stop(self, child: Child) -> None:
        """End one process for the time being: it is not started again."""
        self.supervisor.children.remove(child)
        child.signal(signal.SIGTERM)
        if child.process is not None:
            child.process.wait(STOP_LIMIT_S)

    def wait(self) -> None:
        """Until every process that was started answers."""
        self.supervisor.wait_until_well(START_LIMIT_S, _sleep)

    def pid(self, child: Child) -> int:
        """The root of a process tree."""
        assert child.process is not None
        return child.process.pid

    def postmaster(self) -> int:
        """The root of PostgreSQL's process tree."""
        return int((self.cluster.data / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])

    def run(self, *words: str) -> str:
        """A `yakuba` command as the owner of the database; its output. Raises when it fails."""
        return _run([sys.executable, "-m", "yakuba", *words], self.environment)


@contextmanager
def opened(*, ward: Path | None = WARD, inside: Path | None = None) -> Iterator[House]:
    """Make a house in a temporary directory: database prepared, static files hashed, no process started yet.

    `inside` is where that directory lies.
    """
    with ExitStack() as ending:
        var = Path(tempfile.mkdtemp(prefix="yakuba-house-", dir=inside))
        ending.callback(shutil.rmtree, var, ignore_errors=True)
        var.chmod(0o755)  # as root, PostgreSQL runs as another user
        with _environment(var):
            kept = secrets.load()
            cluster = Cluster(var / "postgres", kept.postgres_password)
            ending.enter_context(cluster.lease())
            addresses = database.prepare_embedded(cluster, kept)
            chosen = {name: ports.pick() for name in ("public", "staff", "smtp", "mailbox")}
            environment = {
                **os.environ,
                **addresses.environment(),
                "YAKUBA_PUBLIC_URL": f"http://localhost:{chosen['public']}",
                "YAKUBA_STAFF_URL": f"http://localhost:{chosen['staff']}",
                "YAKUBA_SMTP_PORT": str(chosen["smtp"]),
                "PYTHONUNBUFFERED": "1",
            }
        said: list[str] = []
        supervisor = Supervisor(var / "log", environment, said.append)
        ending.callback(supervisor.stop)
        house = House(var, cluster, addresses, supervisor, chosen, environment, said)
        house.run("prepare", *(["--ward", str(ward)] if ward else []))
        _collect_static(house)
        yield house


def _collect_static(house: House) -> None:
    """Style sheets and scripts under hashed names, as scripts/bootstrap.py makes them."""
    manifest = house.var / "static" / "staticfiles.json"
    manifest.parent.mkdir()
    manifest.write_text('{"paths": {}, "version": "1.1", "hash": ""}', "utf-8")  # the settings look for it
    house.run("collectstatic", "--noinput", "--verbosity=0")


@contextmanager
def _environment(var: Path) -> Iterator[None]:
    """For a moment, this process stands in the house: no other installation's variables, its directory."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("YAKUBA_", "DATABASE_")):
            del os.environ[name]
    os.environ["YAKUBA_VAR"] = str(var)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _run(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, cwd=places.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[1:4])}: {done.stdout}{done.stderr}")
    return done.stdout


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False
