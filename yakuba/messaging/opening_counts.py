"""Asks LINE, once a day, how many opened what went out within the last two weeks: numbers, never who."""

import asyncio
import logging

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.jobs import job
from yakuba.messaging.actions.record_openings import record_openings
from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.wire import Credentials, LineAway, LineRefused
from yakuba.messaging.gateways.line_opening import credentials_called
from yakuba.messaging.models import Run
from yakuba.messaging.rules.openings import ASKED_FOR, Openings, period_of
from yakuba.messaging.sealing import Unreadable

log = logging.getLogger("yakuba.messaging")


@job(name="messaging.read_openings", every="40 9 * * *")
def read_openings() -> None:
    """Ask LINE how many opened each run of the last two weeks; what it does not tell today, it is asked tomorrow."""
    runs = Run.objects.exclude(unit="").filter(frozen_at__gt=clock.now() - ASKED_FOR)
    for run in runs.order_by("pk"):
        try:
            told = asyncio.run(_asked(run, credentials_called(run.account_id)))
        except LookupError:
            continue  # its account is not in use; other runs may have another
        except (LineRefused, LineAway, Unreadable) as error:
            log.warning("LINE tells no figures of run %s: %s", run.pk, type(error).__name__)
            return
        record_openings(system("messaging"), run_id=run.pk, openings=told)


async def _asked(run: Run, credentials: Credentials) -> Openings:
    first, last = period_of(run.frozen_at, clock.today())
    async with LineClient(credentials, connections=1) as client:
        return await client.opened(run.unit, first=first, last=last)
