"""The stand-in's reports over HTTP: signed, again where they were not taken, in odd order, twice, empty; and the house."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from yakuba.messaging import line
from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.signature import matches
from yakuba.messaging.gateways.line.transport import decoded
from yakuba.messaging.gateways.line_sandbox import deeds
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.models import LineChannel, LineEvent, LineFriend
from yakuba.messaging.rules.line_events import events_in
from yakuba.messaging.tests.line.test_client import with_client

PATIENCE_S = 5.0


class Receiver:
    """Where reports go: keeps each with its signature, and says no as often as it was told to."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, str]] = []
        self.noes = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = 500 if receiver.noes else 200
                receiver.noes = max(0, receiver.noes - 1)
                receiver.got.append((body, self.headers["x-line-signature"]))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def kinds(self) -> list[tuple[str, bool]]:
        """The events that came, and whether as a repetition."""
        reports = [events_in(decoded(body))[1] for body, _ in self.got]
        return [(one.kind, one.told["deliveryContext"]["isRedelivery"]) for some in reports for one in some]

    def wait(self, enough: Callable[[], bool]) -> None:
        """Until enough has come."""
        until = time.monotonic() + PATIENCE_S
        while not enough():
            assert time.monotonic() < until, self.kinds()
            time.sleep(0.005)


@pytest.fixture
def receiver(stand_in: Sandbox) -> Iterator[Receiver]:
    """A receiver to which the stand-in reports, without long pauses."""
    one = Receiver()
    thread = threading.Thread(target=one.server.serve_forever, daemon=True)
    thread.start()
    stand_in.world.account.webhook = f"http://127.0.0.1:{one.server.server_port}/line/webhook"
    stand_in.webhooks.pauses = (0.01, 0.02, 0.03)
    yield one
    one.server.shutdown()
    one.server.server_close()
    thread.join()


def does(stand_in: Sandbox, *names: str) -> None:
    """Let Hanako do some things, in the stand-in's own thread."""
    loop = stand_in.loop
    person = stand_in.world.phones["hanako"]
    done = threading.Event()

    def work() -> None:
        for name in names:
            getattr(deeds, name)(stand_in.world, stand_in.webhooks, person, {"words": f"{name}です"})
        done.set()

    loop.call_soon_threadsafe(work)
    assert done.wait(PATIENCE_S)


def test_every_report_is_signed(stand_in: Sandbox, receiver: Receiver) -> None:
    does(stand_in, "follow", "say", "photo", "place", "withdraw", "block")
    receiver.wait(lambda: len(receiver.got) == 6)
    secret = stand_in.world.account.channel_secret
    assert all(matches(secret, body, mark) for body, mark in receiver.got)
    assert [kind for kind, _ in receiver.kinds()] == [
        "follow", "message.text", "message.image", "message.location", "unsend", "unfollow",
    ]  # fmt: skip


def test_what_was_not_taken_comes_again(stand_in: Sandbox, receiver: Receiver) -> None:
    receiver.noes = 2
    does(stand_in, "follow")
    receiver.wait(lambda: len(receiver.got) == 3)
    assert receiver.kinds() == [("follow", False), ("follow", True), ("follow", True)]


def test_odd_days_of_reporting(stand_in: Sandbox, receiver: Receiver) -> None:
    faults = stand_in.faults
    faults.reorder, faults.empty, faults.redeliver = True, True, 100.0
    does(stand_in, "follow", "block")
    receiver.wait(lambda: len(receiver.kinds()) == 4 and len(receiver.got) == 6)
    kinds = receiver.kinds()
    assert sorted(kinds) == [("follow", False), ("follow", True), ("unfollow", False), ("unfollow", True)]
    assert any(
        decoded(body) == {"destination": stand_in.world.account.bot_id, "events": []}
        for body, _ in receiver.got
    )


@pytest.mark.django_db
def test_the_house_comes_out_right_after_all(
    stand_in: Sandbox, receiver: Receiver, channel: LineChannel
) -> None:
    """Reordered, repeated, refused at first: in the end the house knows what is so, and each thing once."""
    faults = stand_in.faults
    faults.reorder, faults.redeliver, receiver.noes = True, 100.0, 3
    does(stand_in, "follow", "say", "block", "follow", "say", "block")
    receiver.wait(lambda: len({body_id for body_id in _ids(receiver)}) == 6 and len(receiver.got) >= 12)
    for body, mark in receiver.got:
        assert line.take_report(body, mark) == ""
    line.settle_reports()
    assert LineEvent.objects.count() == 6
    assert not LineFriend.objects.get().followed
    channel.refresh_from_db()
    assert (channel.friends, channel.blocked) == (0, 1)


def _ids(receiver: Receiver) -> list[str]:
    return [one.event_id for body, _ in receiver.got for one in events_in(decoded(body))[1]]


def test_line_tries_the_webhook_when_asked(stand_in: Sandbox, receiver: Receiver) -> None:
    client = LineClient(stand_in.credentials())
    assert with_client(client, lambda client: client.test_webhook()).well
    receiver.noes = 1
    tested = with_client(LineClient(stand_in.credentials()), lambda client: client.test_webhook())
    assert (tested.well, tested.status, tested.reason) == (False, 500, "ERROR_STATUS_CODE")
