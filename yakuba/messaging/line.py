"""The road to LINE as the floors above use it: push, reply, hear, link; and the work behind it.

Nothing here talks to LINE inside a transaction: verbs write, gateways talk, verbs record.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction

from yakuba.kernel.actor import Actor, system
from yakuba.kernel.jobs import enqueue, job
from yakuba.messaging import queries_line
from yakuba.messaging.actions.begin_line_link import begin_line_link
from yakuba.messaging.actions.receive_line_events import receive_line_events
from yakuba.messaging.actions.record_line_check import Seen, record_line_check
from yakuba.messaging.actions.settle_line_events import settle_line_events
from yakuba.messaging.actions.write_line_message import write_line_message
from yakuba.messaging.gateways.line import signature
from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.opening import credentials_of
from yakuba.messaging.gateways.line.transport import decoded
from yakuba.messaging.gateways.line.wire import (
    Credentials,
    LineAway,
    LineRefused,
    adding_url,
    dialog_base_for,
)
from yakuba.messaging.models import LineChannel, LineFriend
from yakuba.messaging.rules import line_events as rules
from yakuba.messaging.rules.line_letters import checked
from yakuba.messaging.sealing import Unreadable, unseal
from yakuba.messaging.sending import send

log = logging.getLogger("yakuba.messaging")

LINE = "line"
BATCH = 100
REPLY_HOLDS = timedelta(seconds=50)
"""LINE's reply tokens hold about a minute."""
WEBHOOK_PATH = "/line/webhook"
NOT_SIGNED = "not_signed"


def line_push(
    actor: Actor,
    *,
    friend_id: int,
    messages: Sequence[Mapping[str, Any]],
    key: str,
    quiet: bool = False,
    private: bool = False,
) -> None:
    """Send 1 to 5 messages of LINE's kinds to a friend, in the caller's transaction; a worker sends afterwards.

    The same `key` again changes nothing, and LINE itself takes the delivery once: its id is the retry key.
    `private` words are shown to nobody in the ledger and forgotten once they are sent.
    Raises NotFound for an unknown friend, ValueError for messages that LINE can never take.
    """
    _write(
        actor,
        queries_line.friend_by_id(friend_id),
        messages,
        key,
        reply="",
        reply_until=0.0,
        quiet=quiet,
        private=private,
    )


def line_reply(
    actor: Actor,
    *,
    event_id: int,
    messages: Sequence[Mapping[str, Any]],
    key: str,
    quiet: bool = False,
    private: bool = False,
) -> None:
    """Answer an event: free of charge while its reply token holds (under a minute), by push afterwards.

    Raises NotFound for an event that is unknown or nobody's.
    """
    row, told = queries_line.report_of(system("line"), event_id)
    if row.friend_id is None:
        raise LookupError(f"event {event_id} is nobody's")
    token = rules.text_of(told, "replyToken", 60)
    until = (row.occurred_at + REPLY_HOLDS).timestamp()
    _write(
        actor,
        queries_line.friend_by_id(row.friend_id),
        messages,
        key,
        reply=token,
        reply_until=until,
        quiet=quiet,
        private=private,
    )


def _write(
    actor: Actor,
    friend: LineFriend,
    messages: Sequence[Mapping[str, Any]],
    key: str,
    *,
    reply: str,
    reply_until: float,
    quiet: bool,
    private: bool,
) -> None:
    sound = checked(messages)
    with transaction.atomic(savepoint=False):
        write_line_message(
            actor,
            key=key,
            friend=friend,
            messages=sound,
            reply=reply,
            reply_until=reply_until,
            quiet=quiet,
            private=private,
        )
        if friend.followed:
            enqueue(send, {"channel": LINE})


def line_text(actor: Actor, *, event_id: int) -> str:
    """The words that a friend wrote; "" once they were taken back or forgotten. For the house itself."""
    return queries_line.text_of(actor, event_id)


def line_friends(*, resident_id: int) -> list[int]:
    """The friends on LINE that a resident linked and that hear us now."""
    return list(queries_line.friends_of_resident(resident_id).values_list("pk", flat=True))


def line_link_url(actor: Actor, *, friend_id: int, page: str) -> str:
    """An address of ours (`page`, absolute) with which this friend may link an account; asks LINE, so no transaction.

    Raises LineAway, LineRefused.
    """
    friend = queries_line.friend_by_id(friend_id)
    user_id = unseal(friend.user_id)
    token = asyncio.run(_link_token(credentials_of(friend.channel), user_id))
    return f"{page}?linkToken={quote(token, safe='')}&channel={quote(friend.channel.code, safe='')}"


async def _link_token(credentials: Credentials, user_id: str) -> str:
    async with LineClient(credentials, connections=1) as client:
        return await client.link_token(user_id)


def line_link_back(actor: Actor, *, link_token: str, channel: str) -> str:
    """Where a signed-in resident goes on at LINE, to close the link: LINE reports it as an event.

    Both values stand in the address of `line_link_url`. Raises NotFound for an account that is none of ours.
    """
    dialog_base = dialog_base_for(queries_line.base_of(channel))
    nonce = begin_line_link(actor)
    return f"{dialog_base}/dialog/bot/accountLink?linkToken={quote(link_token, safe='')}&nonce={nonce}"


def line_accounts_to_add() -> list[tuple[str, str]]:
    """Name and address of every account that people may add as a friend."""
    return [(name, adding_url(base, own)) for name, base, own in queries_line.accounts_shown()]


def take_report(body: bytes, given: str) -> str:
    """Take a webhook: its raw bytes and its signature. Returns "" when it is kept, else why it was not.

    The signature is looked at before anything else of the body is. Which account it is for is told by the secret that
    fits; a `destination` that says otherwise is not believed. Everything is one statement and one job.
    """
    fitting = [
        (channel_id, destination)
        for channel_id, destination, secret in queries_line.listening()
        if signature.matches(secret, body, given)
    ]
    if not fitting:
        return NOT_SIGNED
    try:
        destination, found = rules.events_in(decoded(body))
    except ValueError:
        return "unreadable"
    chosen = [one for one, own in fitting if own == destination or not own]
    if not chosen:
        return "another"
    if found:
        with transaction.atomic():
            receive_line_events(system(LINE), channel_id=chosen[0], events=found)
            enqueue(take_line_events, {})
    return ""


@job(name="messaging.take_line_events")
def take_line_events() -> None:
    """Settle what LINE reported."""
    settle_reports()


def settle_reports() -> int:
    """Settle until nothing waits that can be settled now. Returns how many events were looked at."""
    settled = 0
    while count := settle_line_events(system(LINE), most=BATCH):
        settled += count
        if count < BATCH:
            break
    return settled


@job(name="messaging.check_line")
def check_line(*, code: str) -> None:
    """Ask LINE who an account is, tell it where to report, and record what it said."""
    row = LineChannel.objects.filter(code=code).first()
    if row is not None:
        check_channel(row)


def check_channel(row: LineChannel) -> None:
    """The same for one row; every no of LINE is kept as a sentence for staff."""
    try:
        seen, finding = asyncio.run(_look(credentials_of(row), webhook_url()))
    except Unreadable:
        seen, finding = None, "保管してある鍵を読めません。もう一度入力してください。"
    except (LineRefused, LineAway) as error:
        log.warning("channel %s of LINE: %s", row.code, type(error).__name__)
        seen, finding = None, error.sentence
    record_line_check(system(LINE), channel_id=row.pk, seen=seen, finding=finding)


async def _look(credentials: Credentials, address: str) -> tuple[Seen, str]:
    async with LineClient(credentials, connections=1) as client:
        bot, quota = await client.bot(), await client.quota()
        finding = ""
        if address:
            await client.set_webhook(address)
            test = await client.test_webhook()
            finding = "" if test.well else f"LINEから住民の窓口に届きません（{test.reason}）。"
    return Seen(bot.user_id, bot.basic_id, quota.limit, quota.used), finding


def webhook_url() -> str:
    """Where LINE reports to: the Internet face. "" where its address is not one that LINE takes."""
    url = f"{settings.PUBLIC_URL}{WEBHOOK_PATH}"
    return url if url.startswith("https://") or settings.DEMO else ""


@job(name="messaging.read_line_quota", every="23 * * * *")
def read_line_quota() -> None:
    """Look after every account that is in use, once an hour: whether LINE still takes it, what is left this month."""
    for row in LineChannel.objects.filter(active=True):
        check_channel(row)
