"""Web Push as a channel of deliveries: one notification after another."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from yakuba.messaging.gateways.base import NotCarried, Outgoing
from yakuba.messaging.gateways.push.client import PushClient
from yakuba.messaging.gateways.push.opening import own_client
from yakuba.messaging.gateways.push.wire import Push, PushAway, PushGone, PushRefused
from yakuba.messaging.rules.push import Subscription
from yakuba.messaging.rules.retries import Fault


class PushSession:
    """One client for a turn, in an event loop of its own."""

    def __init__(self, runner: asyncio.Runner, client: PushClient) -> None:
        self._runner = runner
        self._client = client

    def carry(self, outgoing: Outgoing) -> None:
        """Send one notification; see `Session.carry`.

        A push service that is away blames this device alone: the others may be with another service.
        """
        if outgoing.notice is None:
            raise NotCarried(Fault.PERMANENT, "端末への通知の文面がありません。")
        to = Subscription(**json.loads(outgoing.address))
        push = Push(to, outgoing.notice.payload(), outgoing.notice.id, outgoing.ttl_s)
        try:
            self._runner.run(self._client.send(push))
        except PushGone as gone:
            raise NotCarried(Fault.GONE, gone.sentence) from gone
        except PushRefused as no:
            raise NotCarried(Fault.PERMANENT, no.sentence) from no
        except PushAway as away:
            raise NotCarried(Fault.TEMPORARY, away.sentence, wait=timedelta(seconds=away.wait_s)) from away


class PushGateway:
    """All push services; which one, the subscription says."""

    channel = "push"

    @contextmanager
    def opened(self) -> Iterator[PushSession]:
        """An event loop; connects with the first notification. See `Gateway.opened`."""
        client = own_client(connections=4)
        with asyncio.Runner() as runner:
            runner.run(client.__aenter__())
            try:
                yield PushSession(runner, client)
            finally:
                with suppress(Exception):
                    runner.run(client.__aexit__(None, None, None))
