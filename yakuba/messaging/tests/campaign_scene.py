"""A small audience, campaigns ready to go, and LINE's stand-in, for the tests of campaigns."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from yakuba.identity import api as identity
from yakuba.identity.models import Section, SectionTerm
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance
from yakuba.messaging.actions.approve_campaign import approve_campaign
from yakuba.messaging.actions.ask_approval import ask_approval
from yakuba.messaging.actions.save_campaign import Written, save_campaign
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.sandbox import Mailbox
from yakuba.messaging.gateways.sandbox_page import page_server
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.gateways.stand_in import running
from yakuba.messaging.models import Campaign, LineChannel, LineFriend, Reader, ReaderAddress
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS, EXPORT_LETTERS, WRITE_CAMPAIGNS
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import line_user_key, seal

NOON = datetime(2026, 11, 20, 3, tzinfo=UTC)
"""12:00 in Tokyo."""
NEXT_YEAR = NOON + timedelta(days=365)
"""When the stand-in of short messages takes one, whatever the clock of the house says."""
TEXTS = {
    "ja": Text("防災訓練のお知らせ", "{ward}の訓練です。", "訓練"),
    "ja-easy": Text("ぼうさい くんれん", "{ward}の くんれんです。"),
    "en": Text("Drill", "A drill of {ward}."),
}


def section() -> Section:
    """A section with a name."""
    row, made = Section.objects.get_or_create(code="bousai", defaults={"kind": Section.Kind.DIVISION})
    if made:
        SectionTerm.objects.create(
            section=row, name="防災危機管理課", since=datetime(2020, 4, 1, tzinfo=UTC).date()
        )
        identity.forget_remembered()
    return row


def officer(number: int = 3, *codes: str) -> Actor:
    """Somebody of that section who may write, approve and export (or what `codes` name)."""
    held = codes or (WRITE_CAMPAIGNS.code, APPROVE_CAMPAIGNS.code, EXPORT_LETTERS.code)
    here = frozenset({section().pk})
    return Actor(
        kind="staff",
        key=f"staff:{number}",
        label="防災危機管理課",
        assurance=Assurance.TWO_FACTOR,
        staff_id=number,
        grants={code: here for code in held},
        sections=here,
    )


def written(**changes: Any) -> Written:
    """A campaign to everybody, by LINE and mail."""
    given: dict[str, Any] = {
        "title": "訓練",
        "section_id": section().pk,
        "topic": 1,
        "rules": {"groups": [{}]},
        "ways": [Way.LINE, Way.MAIL],
        "texts": TEXTS,
        **changes,
    }
    return Written(**given)


def approved(**changes: Any) -> Campaign:
    """Such a campaign, written by one and approved by another."""
    row = save_campaign(officer(3), written=written(**changes))
    ask_approval(officer(3), campaign_id=row.pk, seen_version=row.version)
    return approve_campaign(officer(4), campaign_id=row.pk, seen_version=row.version)


def reader(number: int, *, line: str = "", mail: str = "", phone: str = "", **fields: Any) -> Reader:
    """One person who can be reached by what is given."""
    friend = None
    if line:
        friend = LineFriend.objects.create(
            channel=LineChannel.objects.get(),
            user_key=line_user_key(line),
            user_id=seal(line),
            decided_at=NOON,
            decided_by="x",
            written_at=NOON,
        )
    addresses = {Way.SMS: phone, Way.MAIL: mail}
    ways = sum(way.bit for way, address in addresses.items() if address) | (Way.LINE.bit if line else 0)
    row = Reader.objects.create(
        friend=friend,
        ways=ways | fields.pop("ways", 0),
        rounding=number % 5,
        changed_at=clock.now(),
        **fields,
    )
    for way, address in addresses.items():
        if address:
            ReaderAddress.objects.create(reader=row, way=way, address=seal(address), since=NOON)
    return row


def connect(sandbox: Sandbox) -> LineChannel:
    """Connect the house with a stand-in."""
    told = sandbox.credentials()
    return LineChannel.objects.create(
        code="ward",
        name="区",
        channel_id=told.channel_id,
        secret=seal(told.channel_secret),
        token=seal(told.access_token),
        api_base=told.api_base,
        data_base=told.data_base,
        written_at=NOON,
    )


@contextmanager
def line() -> Iterator[Sandbox]:
    """LINE's stand-in, running and connected."""
    with running(Sandbox()) as sandbox:
        connect(sandbox)
        yield sandbox


def friends(line: Sandbox, count: int, **fields: Any) -> list[str]:
    """So many friends on LINE who read campaigns; their ids."""
    ids = line.world.add_crowd(count)
    for number, one in enumerate(ids):
        reader(number, line=one, **fields)
    return ids


@contextmanager
def telephones(settings: Any, folder: Path) -> Iterator[Telephones]:
    """The stand-in of the provider of short messages, running and connected as in the demo."""
    made = Telephones("ACtest", "a-token-of-the-test", now=lambda: NEXT_YEAR)
    with page_server(Mailbox(folder / "shown"), 0, made) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        settings.DEMO, settings.SMS_URL = True, f"http://127.0.0.1:{server.server_port}"
        settings.SMS_ACCOUNT, settings.SMS_TOKEN, settings.SMS_FROM = (
            "ACtest",
            "a-token-of-the-test",
            "YAKUBA",
        )
        try:
            yield made
        finally:
            server.shutdown()
            thread.join(5)
