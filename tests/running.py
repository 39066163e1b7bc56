"""A house at work, for the tests that look at it from outside: processes, ports, mails, over a database of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import pytest
from psycopg.conninfo import make_conninfo

from tests import databases
from yakuba.config import connections, places, ports, secrets, services
from yakuba.config.processes import Supervisor
from yakuba.messaging.gateways.sandbox import read_mail

STARTED_WITHIN_S = 60
PATIENCE_S = 90
WARD = places.ROOT / "wards" / "toshima"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
T = TypeVar("T")


@dataclass
class House:
    """Both faces, the worker and the stand-in for the mail system, started as an installation starts them."""

    var: Path
    database: str
    environment: Mapping[str, str]
    ports: Mapping[str, int]
    seen: set[str] = field(default_factory=set)

    @property
    def public(self) -> str:
        """The address of the Internet face."""
        return f"http://localhost:{self.ports['public']}"

    @property
    def staff(self) -> str:
        """The address of the staff face."""
        return f"http://localhost:{self.ports['staff']}"

    @property
    def mailbox(self) -> str:
        """The page of the stand-in for the mail system."""
        return f"http://localhost:{self.ports['mailbox']}"

    @property
    def telephones(self) -> str:
        """The page of the stand-in for LINE."""
        return f"http://localhost:{self.ports['line']}"

    @property
    def devices(self) -> str:
        """The page of the stand-in for push services."""
        return f"http://localhost:{self.ports['push']}"

    def password(self, user: str) -> str:
        """What loading the ward printed for somebody."""
        signs = json.loads((self.var / "demo-signins.json").read_text("utf-8"))
        return str(next(one["password"] for one in signs if one["user"] == user))

    def mail(self, to: str, subject: str) -> str:
        """The text of the next mail to somebody with these words in its subject; waits for it."""
        return until(lambda: self._next_mail(to, subject), f"a mail to {to} about {subject}")

    def mails(self, to: str) -> dict[str, EmailMessage]:
        """All mails to somebody by the name they are kept under, in the order they came."""
        files = sorted((self.var / "mailbox").glob("*.eml"))
        found = {one.name: read_mail(one.read_bytes()) for one in files}
        return {name: mail for name, mail in found.items() if to in str(mail["To"])}

    def _next_mail(self, to: str, subject: str) -> str:
        for name, mail in self.mails(to).items():
            if subject in str(mail["Subject"]) and name not in self.seen:
                self.seen.add(name)
                body = mail.get_body(("plain",))
                return str(body.get_content()) if body else ""
        return ""

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A `yakuba` command over this house's database, as its owner."""
        return command(self.environment, *words)


def until(look: Callable[[], T], what: str, seconds: float = PATIENCE_S) -> T:
    """What `look` finds, once it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.1)
    return found


def code_in(mail: str) -> str:
    """The six digits of a mail that confirms an address."""
    found = re.search(r"^\s*(\d{6})\s*$", mail, re.MULTILINE)
    assert found, mail
    return found[1]


def link_in(mail: str) -> str:
    """The first address in a mail."""
    found = re.search(r"https?://\S+", mail)
    assert found, mail
    return found[0]


def address(database: str, face: str = "") -> str:
    """The address of a database on the test server for the role of a face; "" is the owner."""
    known = connections.connection(os.environ["DATABASE_URL"], face, secrets.load())
    options = {name: value for name, value in known["OPTIONS"].items() if name != "pool"}
    return make_conninfo(
        host=known["HOST"], port=known["PORT"], user=known["USER"], password=known["PASSWORD"], dbname=database, **options
    )  # fmt: skip


def surroundings(var: Path, database: str, taken: Mapping[str, int]) -> dict[str, str]:
    """The environment of every process of a house: its places and secrets, the owner's address."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("YAKUBA_", "DATABASE_"))
    }
    own = {f"YAKUBA_{name.upper()}": value for name, value in asdict(secrets.load()).items()}
    return kept | own | {
        "YAKUBA_VAR": str(var),
        "YAKUBA_DEMO": "1",
        "YAKUBA_PUBLIC_URL": f"http://localhost:{taken['public']}",
        "YAKUBA_STAFF_URL": f"http://localhost:{taken['staff']}",
        "YAKUBA_SMTP_PORT": str(taken["smtp"]),
        "DATABASE_URL": address(database),
        "DATABASE_URL_PUBLIC": address(database, "public"),
        "DATABASE_URL_STAFF": address(database, "staff"),
        "PYTHONUNBUFFERED": "1",
        **({"YAKUBA_LINE_SANDBOX": f"http://localhost:{taken['line']}"} if "line" in taken else {}),
        **({"YAKUBA_PUSH_SANDBOX": f"http://localhost:{taken['push']}"} if "push" in taken else {}),
    }  # fmt: skip


def command(environment: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a `yakuba` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "yakuba", *words],
        cwd=places.ROOT, env=dict(environment), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def collected(environment: Mapping[str, str], var: Path) -> None:
    """Style sheets and scripts under their hashed names, as `scripts/demo` leaves them."""
    (var / "static").mkdir()
    (var / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}', "utf-8")
    done = command(environment, "collectstatic", "--noinput", "--verbosity", "0")
    assert done.returncode == 0, done.stderr


def _serve(name: str, database: str, port: int) -> services.Service:
    role = address(database, name)
    words = ("serve", name, "--port", str(port), "--workers", "1")
    return services.Service(
        name, name, services.yakuba(*words), services.only(role), f"http://127.0.0.1:{port}/health"
    )


@contextmanager
def face(name: str, database: str, var: Path, **more: str) -> Iterator[int]:
    """One face alone over a database that is there, with more in its environment; its port."""
    taken = {one: ports.pick() for one in ("public", "staff", "smtp")}
    supervisor = Supervisor(var / "log", surroundings(var, database, taken) | more, print)
    supervisor.start(_serve(name, database, taken[name]))
    try:
        assert supervisor.wait_until_well(STARTED_WITHIN_S, _sleep)
        yield taken[name]
    finally:
        supervisor.stop()


@contextmanager
def opened() -> Iterator[House]:
    """A whole house with the sample ward; everything is stopped and removed afterwards."""
    taken = {one: ports.pick() for one in ("public", "staff", "mailbox", "smtp", "line", "push")}
    database = databases.own_name(os.environ.get("PYTEST_XDIST_WORKER", "")) + "_house"
    with ExitStack() as closing:
        var = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="yakuba-house-")))
        databases.restore(database, databases.migrated_template())
        closing.callback(databases.drop, database)
        house = House(var, database, surroundings(var, database, taken), taken)
        collected(house.environment, var)
        done = house.run("prepare", "--ward", str(WARD))
        assert done.returncode == 0, done.stdout + done.stderr
        supervisor = Supervisor(var / "log", house.environment, print)
        closing.callback(supervisor.stop)
        for one in _services(database, taken):
            supervisor.start(one)
        assert supervisor.wait_until_well(STARTED_WITHIN_S, _sleep)
        yield house


def _services(database: str, taken: Mapping[str, int]) -> Iterator[services.Service]:
    mailbox = services.mailbox(smtp_port=taken["smtp"], page_port=taken["mailbox"])
    assert mailbox
    yield mailbox
    telephones = services.line_sandbox(
        port=taken["line"], webhook=f"http://localhost:{taken['public']}/line/webhook"
    )
    assert telephones
    yield telephones
    devices = services.push_sandbox(port=taken["push"])
    assert devices
    yield devices
    yield _serve("public", database, taken["public"])
    yield _serve("staff", database, taken["staff"])
    yield services.worker(address(database, "staff"))


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The one house of a test run, started when somebody first asks for it."""
    with opened() as found:
        yield found
