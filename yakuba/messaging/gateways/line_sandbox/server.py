"""The stand-in as a process: one HTTP server on the loopback address, for calls of a house and for the pages.

aiohttp's server without its routing: two thousand personalised pushes a second have to fit on one core, together with
whoever sends them.
"""

import asyncio
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from yakuba.messaging.gateways.line.wire import Credentials
from yakuba.messaging.gateways.line_sandbox.api import LARGEST_BODY, PREFIX, Api
from yakuba.messaging.gateways.line_sandbox.faults import Buckets, Faults
from yakuba.messaging.gateways.line_sandbox.phone import Phone
from yakuba.messaging.gateways.line_sandbox.replies import Reply
from yakuba.messaging.gateways.line_sandbox.sample import Steps, play
from yakuba.messaging.gateways.line_sandbox.state import World
from yakuba.messaging.gateways.line_sandbox.webhooks import Webhooks
from yakuba.messaging.gateways.stand_in import LOOPBACK

SAVE_EVERY_S = 1.0


@dataclass
class Sandbox:
    """One stand-in: its world, its bad days, and the server around them."""

    world: World = field(default_factory=World)
    faults: Faults = field(default_factory=Faults)
    buckets: Buckets = field(default_factory=Buckets)
    port: int = 0
    story: Mapping[str, Steps] = field(default_factory=dict)
    """What telephones do by themselves once a house is connected (sample.py)."""
    loop: asyncio.AbstractEventLoop = field(init=False)
    """Where it runs, once it serves: whoever is in another thread acts through it."""

    def __post_init__(self) -> None:
        self.webhooks = Webhooks(self.world, self.faults)
        self.api = Api(self.world, self.faults, self.buckets, self.webhooks)
        self.phone = Phone(self.world, self.faults, self.webhooks)

    @property
    def base(self) -> str:
        """Where it is called."""
        return f"http://{LOOPBACK}:{self.port}"

    def credentials(self) -> Credentials:
        """What a house needs to call it."""
        account = self.world.account
        return Credentials(
            account.channel_id, account.channel_secret, account.access_token, self.base, self.base
        )

    async def serve(self, stop: asyncio.Event, ready: threading.Event | None = None) -> None:
        """Serve until told to stop. Raises OSError if the port is taken."""
        runner = web.ServerRunner(web.Server(self._handle, access_log=None), handle_signals=False)
        await runner.setup()
        site = web.TCPSite(runner, LOOPBACK, self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self.loop = asyncio.get_running_loop()
        self.webhooks.start()
        telling = self.loop.create_task(play(self.world, self.webhooks, self.story)) if self.story else None
        if ready is not None:
            ready.set()
        try:
            while not stop.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), SAVE_EVERY_S)
                self.world.save()
        finally:
            if telling is not None:
                telling.cancel()
            await self.webhooks.stop()
            await runner.cleanup()
            self.world.save()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if not request.path.startswith(PREFIX):
            return _response(await self.phone.answer(request))
        body = await _body(request)
        if body is None:
            return _response(Reply(413, b'{"message":"Request body is too large"}'))
        query = request.query if request.query_string else {}
        reply = await self.api.answer(request.method, request.path, query, _Headers(request), body)
        if self.faults.late_ms:
            await asyncio.sleep(self.faults.late_ms / 1000)
        if reply.lost is not None:
            await asyncio.sleep(reply.lost / 1000)
            if request.transport is not None:
                request.transport.abort()
        return _response(reply)


class _Headers(dict[str, str]):
    """The few headers that decide, by their small names."""

    def __init__(self, request: web.BaseRequest) -> None:
        given = request.headers
        super().__init__(
            {
                "authorization": given.get("Authorization", ""),
                "x-line-retry-key": given.get("X-Line-Retry-Key", ""),
                "content-type": given.get("Content-Type", "").partition(";")[0].strip(),
            }
        )


async def _body(request: web.BaseRequest) -> bytes | None:
    """The body, None where it is too long."""
    if not request.body_exists:
        return b""
    if (request.content_length or 0) > LARGEST_BODY:
        return None
    body = b""
    async for piece in request.content.iter_any():
        body = body + piece if body else piece
        if len(body) > LARGEST_BODY:
            return None
    return body


def _response(reply: Reply) -> web.Response:
    headers = {"Content-Type": reply.kind, **reply.headers}
    return web.Response(status=reply.status, body=reply.body, headers=headers)
