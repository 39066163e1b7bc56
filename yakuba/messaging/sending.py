"""Sends what is due: takes deliveries (verb), hands them to the gateway, records what became of each (verb).

No transaction is open while the outside system is talked to. A worker that dies between the gateway's answer and
the record sends that one delivery again, under the same Message-ID.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.jobs import job
from yakuba.messaging import declarations, device_letters
from yakuba.messaging.actions.claim_deliveries import claim_deliveries
from yakuba.messaging.actions.free_line import free_line
from yakuba.messaging.actions.pause_channel import pause_channel
from yakuba.messaging.actions.put_back import put_back
from yakuba.messaging.actions.record_failure import record_failure
from yakuba.messaging.actions.record_sent import record_sent
from yakuba.messaging.gateways.base import NotCarried, Outgoing, Session
from yakuba.messaging.gateways.registry import gateway_for
from yakuba.messaging.lines import taken
from yakuba.messaging.models import Delivery
from yakuba.messaging.rules import wording
from yakuba.messaging.rules.retries import PAUSE, Fault
from yakuba.messaging.rules.wording import Words
from yakuba.messaging.sealing import Unreadable, unseal, unseal_words

log = logging.getLogger("yakuba.messaging")

BATCH = 50
LINES = 2
"""How many workers may send by one channel at a time; the others have different work to do."""
BREAKS = 3
"""So many broken connections one after another, and the outside system counts as away."""
MARGIN = timedelta(minutes=1)
"""What must be left of a lease before another delivery is begun."""


@job(name="messaging.send")
def send(*, channel: str) -> None:
    """Send all that is due by a channel; leaves at once when enough workers are at it."""
    send_due(channel)


def send_due(channel: str) -> int:
    """Send until nothing of the channel is due, or the outside system is away. Returns how many went out."""
    sender = system("messaging")
    sent = 0
    while True:
        with taken(_lines(channel)) as line:
            if not line:
                return sent
            free_line(sender, line=line)
            sent += _drain(sender, channel, line)
        # Whoever wrote a delivery after the last look and before the line was given back found no free line.
        if not _anything_due(channel):
            return sent


def _anything_due(channel: str) -> bool:
    return Delivery.objects.filter(channel=channel, next_try__lte=clock.now()).exists()


def free_dead_lines(channel: str) -> int:
    """Make due what workers that died had in their hands, at whatever line. Returns how many."""
    freed = 0
    for line in _lines(channel):
        with taken([line]) as held:
            freed += free_line(system("messaging"), line=held) if held else 0
    return freed


def _lines(channel: str) -> list[str]:
    return [f"{channel}:{number}" for number in range(LINES)]


@dataclass
class _Tally:
    """What one turn at a line has done."""

    sent: int = 0
    breaks: int = 0
    """Connections that broke off one after another."""


def _drain(sender: Actor, channel: str, line: str) -> int:
    batch = claim_deliveries(sender, channel=channel, line=line, most=BATCH)
    tally = _Tally()
    if not batch:
        return 0
    try:
        with gateway_for(channel).opened() as session:
            while batch:
                _send_batch(sender, session, batch, tally)
                batch = claim_deliveries(sender, channel=channel, line=line, most=BATCH)
    except NotCarried as error:
        log.warning("channel %s is away: %s", channel, error.words)
        for one in batch:
            record_failure(sender, delivery=one, fault=Fault.UNREACHABLE, error=error.words)
        pause_channel(sender, channel=channel, wait=PAUSE)
    return tally.sent


def _send_batch(sender: Actor, session: Session, batch: list[Delivery], tally: _Tally) -> None:
    """Send the deliveries one by one; `batch` loses those dealt with. Raises NotCarried when the system is away."""
    while batch:
        one = batch[0]
        if one.next_try is not None and clock.now() > one.next_try - MARGIN:
            put_back(sender, deliveries=batch, wait=timedelta(0))
            batch.clear()
            return
        failure = _try(session, one)
        if failure is None:
            record_sent(sender, delivery=one)
            tally.sent += 1
        elif failure.fault is Fault.UNREACHABLE:
            raise failure
        else:
            record_failure(sender, delivery=one, fault=failure.fault, error=failure.words, wait=failure.wait)
        del batch[0]
        broke = failure is not None and failure.fault is Fault.BROKEN_OFF
        tally.breaks = tally.breaks + 1 if broke else 0
        if tally.breaks >= BREAKS:
            raise NotCarried(Fault.UNREACHABLE, "接続が続けて切れました。")


def _try(session: Session, delivery: Delivery) -> NotCarried | None:
    """Hand one delivery over; what went wrong, or None. Nothing about one delivery may stop the others."""
    try:
        session.carry(_outgoing(delivery))
    except NotCarried as failure:
        return failure
    except Exception:
        log.exception("delivery %s", delivery.pk)
        return NotCarried(Fault.TEMPORARY, "思わぬ誤りがありました。記録（ログ）を見てください。")
    return None


def _outgoing(delivery: Delivery) -> Outgoing:
    """The message as it leaves; a mail in the frame of the house. Raises NotCarried when there is nothing to say."""
    message = delivery.message
    if clock.now() - delivery.counted_from >= declarations.useful_for(message.template):
        raise NotCarried(Fault.PERMANENT, "送る意味のある期間が過ぎました。")
    try:
        words = unseal_words(message.words)
        if delivery.channel == Delivery.Channel.PUSH:
            return device_letters.outgoing(delivery, words)
        address = unseal(delivery.address)
    except Unreadable as error:
        raise NotCarried(Fault.PERMANENT, "文面かあて先が、もう残っていません。") from error
    body = words.body if words.line else _framed(words.body, message.language)
    return Outgoing(
        header_id=delivery.header_id,
        address=address,
        subject=words.subject,
        body=body,
        language=message.language,
        written_at=delivery.written_at,
        line=words.line,
    )


def _framed(body: str, language: str) -> str:
    """A mail's words between the greeting of the house and the hint that nobody reads answers."""
    frame = declarations.shipped_frame(language)
    ward = settings.WARD.name_en if language == "en" else settings.WARD.name
    return wording.fill(Words("", frame), {"body": body, "ward": ward}).body
