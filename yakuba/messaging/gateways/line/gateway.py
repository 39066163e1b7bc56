"""LINE as a channel of deliveries: one letter after another, each under its own retry key."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from yakuba.messaging.gateways.base import NotCarried, Outgoing
from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.opening import credentials_of
from yakuba.messaging.gateways.line.wire import LineAway, LineQuotaSpent, LineRefused
from yakuba.messaging.models import LineChannel
from yakuba.messaging.rules.line_letters import LineLetter, read
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.sealing import Unreadable

CLOSED_TO_US = frozenset({401, 403})
NO_CHANNEL = "この公式アカウントは、つながっていないか、休ませています。"
REPLY_TRIES = 3
REPLY_WAIT_S = 0.3


class LineSession:
    """The clients of this turn, one for each channel, in an event loop of its own."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self._runner = runner
        self._clients: dict[str, LineClient] = {}

    def carry(self, outgoing: Outgoing) -> None:
        """Send one letter; see `Session.carry`. A repetition goes out under the same retry key."""
        letter = read(outgoing.line)
        client = self._client(letter.channel)
        try:
            self._runner.run(_carried(client, letter, outgoing.address, UUID(outgoing.header_id)))
        except LineQuotaSpent as error:
            raise NotCarried(Fault.UNREACHABLE, error.sentence) from error
        except LineAway as error:
            raise NotCarried(Fault.BROKEN_OFF, error.sentence) from error
        except LineRefused as error:
            fault = Fault.UNREACHABLE if error.status in CLOSED_TO_US else Fault.PERMANENT
            raise NotCarried(fault, f"{error.sentence}{'；'.join(error.details)}"[:250]) from error

    def _client(self, code: str) -> LineClient:
        """The client of a channel. Raises NotCarried for one that rests or cannot be opened."""
        known = self._clients.get(code)
        if known is None:
            row = LineChannel.objects.filter(code=code, active=True).first()
            if row is None:
                raise NotCarried(Fault.TEMPORARY, NO_CHANNEL)
            try:
                known = LineClient(credentials_of(row), connections=4)
            except Unreadable as error:
                raise NotCarried(Fault.TEMPORARY, NO_CHANNEL) from error
            self._runner.run(known.__aenter__())
            self._clients[code] = known
        return known

    def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            with suppress(Exception):
                self._runner.run(client.__aexit__(None, None, None))


async def _carried(client: LineClient, letter: LineLetter, user_id: str, key: UUID) -> None:
    if letter.reply and time.time() < letter.reply_until and await _replied(client, letter):
        return
    await client.push(user_id, letter.messages, retry_key=key, quiet=letter.quiet)


async def _replied(client: LineClient, letter: LineLetter) -> bool:
    """Whether the answer went out by its token; False leaves it to a push.

    A token is good for one answer. Asked again after no answer came, "invalid" therefore means that the first was taken.
    """
    unsure = False
    for _ in range(REPLY_TRIES):
        try:
            await client.reply(letter.reply, letter.messages, quiet=letter.quiet)
        except LineAway:
            unsure = True
            await asyncio.sleep(REPLY_WAIT_S)
        except LineRefused as error:
            if error.status in CLOSED_TO_US:
                raise
            return unsure
        else:
            return True
    raise LineAway("LINEから、返信への返事がありません。")


class LineGateway:
    """All channels of LINE; which one, the letter says."""

    channel = "line"

    @contextmanager
    def opened(self) -> Iterator[LineSession]:
        """An event loop; connects with the first letter. See `Gateway.opened`."""
        with asyncio.Runner() as runner:
            session = LineSession(runner)
            try:
                yield session
            finally:
                session.close()
