"""The stand-in as a process: one HTTP server on the loopback address, for calls of a house and for the screens."""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from yakuba.messaging.gateways.push_sandbox.api import LARGEST, Reply, Service
from yakuba.messaging.gateways.push_sandbox.faults import Faults
from yakuba.messaging.gateways.push_sandbox.page import Screens
from yakuba.messaging.gateways.push_sandbox.state import World
from yakuba.messaging.gateways.stand_in import LOOPBACK

PREFIX = "/wpush/"
SAVE_EVERY_S = 1.0
READ = ("Authorization", "TTL", "Topic", "Urgency", "Content-Encoding")


@dataclass
class Sandbox:
    """One stand-in: its world, its bad days, and the server around them."""

    world: World = field(default_factory=World)
    faults: Faults = field(default_factory=Faults)
    port: int = 0
    loop: asyncio.AbstractEventLoop = field(init=False)

    def __post_init__(self) -> None:
        self.service = Service(self.world, self.faults)
        self.screens = Screens(self.world, self.faults)

    @property
    def base(self) -> str:
        """Where it is called."""
        return f"http://localhost:{self.port}"

    async def serve(self, stop: asyncio.Event, ready: threading.Event | None = None) -> None:
        """Serve until told to stop. Raises OSError if the port is taken."""
        # aiohttp would undo what it takes for a compressed body; a push is none
        server = web.Server(self._handle, access_log=None, auto_decompress=False)
        runner = web.ServerRunner(server, handle_signals=False)
        await runner.setup()
        site = web.TCPSite(runner, LOOPBACK, self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self.loop = asyncio.get_running_loop()
        if ready is not None:
            ready.set()
        try:
            while not stop.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), SAVE_EVERY_S)
                self.world.save()
        finally:
            await runner.cleanup()
            self.world.save()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if not request.path.startswith(PREFIX):
            return _response(await self.screens.answer(request, self.base))
        if request.method != "POST":
            return _response(Reply(405))
        body = await request.content.read(LARGEST + 1)
        while len(body) <= LARGEST and (more := await request.content.read(LARGEST + 1)):
            body += more
        headers = {name.lower(): request.headers.get(name, "") for name in READ}
        origin = f"http://{request.headers.get('Host', '')}"
        reply = self.service.take(request.path.removeprefix(PREFIX), headers, body, origin)
        if self.faults.late_ms:
            await asyncio.sleep(self.faults.late_ms / 1000)
        if reply.lost is not None:
            await asyncio.sleep(reply.lost / 1000)
            if request.transport is not None:
                request.transport.abort()
        return _response(reply)


def _response(reply: Reply) -> web.Response:
    headers = {"Content-Type": reply.kind, **reply.headers}
    return web.Response(status=reply.status, body=reply.body, headers=headers)
