"""Short messages as a way of campaigns: one after the other, each once, whatever became of the answer before."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from django.conf import settings

from yakuba.kernel.values.bad_value import BadValue
from yakuba.messaging.gateways.base import NotCarried
from yakuba.messaging.gateways.parcels import Parcel
from yakuba.messaging.gateways.sms.client import SmsClient
from yakuba.messaging.gateways.sms.wire import SmsAccount
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.rules.sms import LONGEST, dialled, faults
from yakuba.messaging.ways import NO_SMS, is_offered

Said = TypeVar("Said")
SETTLED_S = 3.0
"""A call that a dead worker had begun may still be on its way when the next one asks: it asks twice, so far apart."""
GO_ON = "設定を直してから再開するか、この配信を止めてください。"
UNSOUND = "SMSを送る設定が足りないか、正しくありません（yakuba check --deploy で分かります）。"
NO_NUMBER = "電話番号の形が正しくありません。"
TOO_LONG = f"SMSは{LONGEST}文字までです。"


def own_account() -> SmsAccount:
    """The office at the provider. Raises NotCarried (closed) where it has none, or entries that are not sound."""
    given = (settings.SMS_URL, settings.SMS_ACCOUNT, settings.SMS_TOKEN, settings.SMS_FROM)
    if not is_offered(Way.SMS):
        raise NotCarried(Fault.CLOSED, f"{NO_SMS}{GO_ON}")
    if faults(*given, stand_in=settings.DEMO):
        raise NotCarried(Fault.CLOSED, f"{UNSOUND}{GO_ON}")
    return SmsAccount(*given)


class SmsSession:
    """One client for a turn, in an event loop of its own."""

    def __init__(self, runner: asyncio.Runner, client: SmsClient, pause: Callable[[float], None]) -> None:
        self._runner = runner
        self._client = client
        self._pause = pause

    def carry(self, parcel: Parcel) -> None:
        """Send one message; see `Carrier.carry`. The provider has no keys of repetition: a parcel that it may have already
        (`unsure_since`) is looked for first, and where even that cannot be told, waits."""
        try:
            to = dialled(parcel.address)
        except BadValue as error:
            raise NotCarried(Fault.PERMANENT, NO_NUMBER) from error
        if len(parcel.body) > LONGEST:
            raise NotCarried(Fault.PERMANENT, TOO_LONG)
        if parcel.unsure_since is not None:
            for pause in (0.0, SETTLED_S):
                self._pause(pause)
                if self._run(self._client.was_taken(to, parcel.body, parcel.unsure_since)):
                    return
        self._run(self._client.send(to, parcel.body))

    def _run(self, call: Coroutine[object, object, Said]) -> Said:
        return self._runner.run(call)


@contextmanager
def opened_sms() -> Iterator[SmsSession]:
    """The provider; connects with the first message. Raises NotCarried (closed)."""
    client = SmsClient(own_account())
    with asyncio.Runner() as runner:
        runner.run(client.__aenter__())
        try:
            yield SmsSession(runner, client, time.sleep)
        finally:
            with suppress(Exception):
                runner.run(client.__aexit__(None, None, None))
