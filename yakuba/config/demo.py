"""`yakuba demo`: opens the whole house on this machine, shows how far it is, and closes it on Ctrl-C."""

import argparse
import fcntl
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from yakuba.config import database, places, ports, preflight, secrets, services
from yakuba.config.embedded_postgres import Cluster
from yakuba.config.processes import Supervisor
from yakuba.config.trouble import Trouble

START_LIMIT = 90.0  # seconds until every service must answer
WATCH_EVERY = 0.5
SIGN_IN_AT = {
    "職員": "職員の机に入れる利用者（ログイン名、パスワード）",
    "住民": "住民の窓口に入れる利用者（メールアドレス、パスワード。－ は、届いたメールの番号で入る人）",
}
NO_PASSWORD = "－".ljust(13)  # as wide on the screen as the others
SMS_SENDER = "YAKUBA"
TOUR = "  はじめての方は docs/start/first-day.md をご覧ください。"
STEP = "・"  # how `yakuba prepare` begins the lines that tell a step


class Demo:
    """One run of the demo."""

    def __init__(self, wanted: argparse.Namespace) -> None:
        self.wanted = wanted
        self.began = time.monotonic()
        self.stopping = threading.Event()
        self.smtp_port = _free_or_other(1025)
        self.mailbox_port = _free_or_other(wanted.mailbox_port)
        self.line_port = _free_or_other(wanted.line_port)
        self.push_port = _free_or_other(wanted.push_port)
        self.environment = {
            **os.environ,
            "YAKUBA_DEMO": "1",
            "YAKUBA_PUBLIC_URL": f"http://localhost:{wanted.public_port}",
            "YAKUBA_STAFF_URL": f"http://localhost:{wanted.staff_port}",
            "YAKUBA_SMTP_PORT": os.environ.get("YAKUBA_SMTP_PORT", str(self.smtp_port)),
            "YAKUBA_LINE_SANDBOX": f"http://localhost:{self.line_port}",
            "YAKUBA_PUSH_SANDBOX": f"http://localhost:{self.push_port}",
            "PYTHONUNBUFFERED": "1",
        }
        self.mail_is_caught = "YAKUBA_SMTP_HOST" not in os.environ and services.has_command("mailbox")
        self.sms: dict[str, str] = {}
        if self.mail_is_caught:  # the same stand-in takes short messages
            self.environment |= {
                "YAKUBA_SMS_URL": f"http://localhost:{self.mailbox_port}",
                "YAKUBA_SMS_FROM": SMS_SENDER,
            }
            self.sms = {
                "YAKUBA_SMS_ACCOUNT": f"AC{os.urandom(16).hex()}",
                "YAKUBA_SMS_TOKEN": os.urandom(16).hex(),
            }

    def run(self) -> int:
        """Opens, stays open until told to stop, closes. Raises Trouble where it cannot open."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        with ExitStack() as house:
            if problem := preflight.not_writable(places.var()):
                raise Trouble(problem)
            house.enter_context(_only_one())
            self._look()
            cluster, addresses = self._database(house)
            self._prepare(addresses)
            supervisor = Supervisor(places.var() / "log", self.environment, self._say)
            house.callback(self._close, supervisor)
            if not self.stopping.is_set():
                self._start(supervisor, addresses)
            if supervisor.wait_until_well(START_LIMIT, self.stopping.wait):
                self._welcome(supervisor)
            while not self.stopping.wait(WATCH_EVERY):
                supervisor.revive()
                if cluster is not None and not cluster.running():
                    self._say("データベースが止まりました。起動し直します。")
                    cluster.start()
        return 0

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _say(self, sentence: str) -> None:
        print(f"[{time.monotonic() - self.began:5.1f} 秒] {sentence}", flush=True)  # noqa: T201 - for the terminal

    def _look(self) -> None:
        wanted = self.wanted
        problems = [
            preflight.disk_short(places.var()),
            preflight.port_taken(wanted.public_port, "--public-port", wanted.host),
            preflight.port_taken(wanted.staff_port, "--staff-port", wanted.host),
        ]
        found = [problem for problem in problems if problem]
        if found:
            raise Trouble("\n".join(found))

    def _database(self, house: ExitStack) -> tuple[Cluster | None, database.Addresses]:
        kept = secrets.load()
        given = os.environ.get("DATABASE_URL")
        if given:
            self._say("データベースに接続しています")
            return None, database.prepare_database(given, kept)
        cluster = Cluster(places.var() / "postgres", kept.postgres_password)
        self._say("データベースを起動しています" if cluster.data.exists() else "データベースを作っています")
        house.enter_context(cluster.lease())
        return cluster, database.prepare_embedded(cluster, kept)

    def _prepare(self, addresses: database.Addresses) -> None:
        """Brings the database up to date, loads the sample ward and its applications, in a process of its own that tells its steps."""
        wanted = self.wanted
        command = services.yakuba("prepare", "--ward", str(wanted.ward), "--sample", str(wanted.applications))
        said = []
        with subprocess.Popen(  # noqa: S603 - our own command
            command,
            env=self.environment | addresses.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            for line in process.stdout or ():
                if self.stopping.is_set():
                    process.terminate()
                if line.startswith(STEP):
                    self._say(line.removeprefix(STEP).rstrip())
                else:
                    said.append(line.rstrip())
        if process.returncode != 0 and not self.stopping.is_set():
            raise Trouble("\n".join(said))

    def _start(self, supervisor: Supervisor, addresses: database.Addresses) -> None:
        wanted = self.wanted
        self._say("住民の窓口、職員の机、仕事係を起動しています")
        mailbox = services.mailbox(smtp_port=self.smtp_port, page_port=self.mailbox_port, given=self.sms)
        if mailbox and self.mail_is_caught:
            supervisor.start(mailbox)
        webhook = f"{self.environment['YAKUBA_PUBLIC_URL']}/line/webhook"
        play = Path(wanted.ward, "talks.toml") if wanted.ward and wanted.applications else None
        if telephones := services.line_sandbox(port=self.line_port, webhook=webhook, play=play):
            supervisor.start(telephones)
        if devices := services.push_sandbox(port=self.push_port):
            supervisor.start(devices)
        for name, label, address, port in (
            ("public", "住民の窓口", addresses.public, wanted.public_port),
            ("staff", "職員の机", addresses.staff, wanted.staff_port),
        ):
            supervisor.start(
                services.face(name, label, address, host=wanted.host, port=port, workers=wanted.workers)
            )
        supervisor.start(services.worker(addresses.staff, self.sms))

    def _welcome(self, supervisor: Supervisor) -> None:
        pages = [
            ("住民の窓口", self.environment["YAKUBA_PUBLIC_URL"]),
            ("職員の机", self.environment["YAKUBA_STAFF_URL"]),
        ]
        if any(child.service.name == "mailbox" for child in supervisor.children):
            pages.append(("届いたメールとSMS", f"http://localhost:{self.mailbox_port}"))
        if any(child.service.name == "line-sandbox" for child in supervisor.children):
            pages.append(("LINEの電話", self.environment["YAKUBA_LINE_SANDBOX"]))
        if any(child.service.name == "push-sandbox" for child in supervisor.children):
            pages.append(("通知の届く端末", self.environment["YAKUBA_PUSH_SANDBOX"]))
        self._say("役場が開きました。止めるには Ctrl-C を押します。")
        lines = ["", *(f"  {url}/  {label}" for label, url in pages), *_signins(), "", TOUR, ""]
        print("\n".join(lines), flush=True)  # noqa: T201 - for the terminal

    def _close(self, supervisor: Supervisor) -> None:
        self._say("閉めています")
        supervisor.stop()


def run(arguments: list[str]) -> int:
    """Runs the demo with the words after `yakuba demo`. Raises Trouble where it cannot open."""
    return Demo(parser().parse_args(arguments)).run()


def parser() -> argparse.ArgumentParser:
    """The words that may follow `yakuba demo`."""
    words = argparse.ArgumentParser(
        prog="yakuba demo", description="この機械で役場を開きます。止めるには Ctrl-C を押します。"
    )
    words.add_argument("--public-port", type=int, default=8000, help="住民の窓口のポート（既定は 8000）")
    words.add_argument("--staff-port", type=int, default=8001, help="職員の机のポート（既定は 8001）")
    words.add_argument(
        "--mailbox-port", type=int, default=8025, help="届いたメールを見るページのポート（既定は 8025）"
    )
    words.add_argument(
        "--line-port", type=int, default=8026, help="LINEのかわりの電話を見るページのポート（既定は 8026）"
    )
    words.add_argument(
        "--push-port", type=int, default=8027, help="端末への通知を見るページのポート（既定は 8027）"
    )
    ward = places.ROOT / "wards" / "toshima"
    words.add_argument(
        "--ward", default=ward, help="自治体のデータ（既定は wards/toshima、空なら読み込まない）"
    )
    words.add_argument(
        "--applications", type=int, default=60, help="はじめに作る見本の申請の数（既定は 60、0 なら作らない）"
    )
    words.add_argument("--host", default="127.0.0.1", help="待ち受ける番地（既定は、この機械からだけ）")
    words.add_argument("--workers", type=int, default=1, help="窓口ごとのプロセスの数（既定は 1）")
    return words


@contextmanager
def _only_one() -> Iterator[None]:
    """Refuses a second demo over the same data."""
    with (places.var() / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Trouble(
                f"もう開いています（プロセス番号 {lock.read().strip()}）。先にそちらを止めてください。"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _free_or_other(port: int) -> int:
    return port if ports.is_free(port) else ports.pick()


def _signins() -> list[str]:
    """The ready sign-ins that loading the ward left in var/demo-signins.json, by face, in columns.

    Each entry holds a label ("職員　担当…"), a user and a password; guests have none and enter by a code sent by mail.
    """
    try:
        entries = json.loads((places.var() / "demo-signins.json").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    lines: list[str] = []
    for kind, where in SIGN_IN_AT.items():
        own = [entry for entry in entries if str(entry.get("label", "")).startswith(kind)]
        width = max((len(str(entry.get("user", ""))) for entry in own), default=0)
        lines += ["", f"  {where}"] if own else []
        for entry in own:
            told = str(entry["label"]).removeprefix(kind).strip()
            password = entry.get("password") or NO_PASSWORD
            lines.append(f"    {str(entry.get('user', '')).ljust(width)}  {password}  {told}")
    return lines
