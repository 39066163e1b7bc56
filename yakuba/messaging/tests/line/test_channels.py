"""Connecting an account: what staff see and enter, what LINE says of it, and who may."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import RequestFactory
from django.urls import resolve, reverse

from tests.budgets import QueryBudget
from yakuba.kernel.actor import Actor, Assurance, Kind, system
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.messaging import line
from yakuba.messaging.actions.change_line_channel import change_line_channel
from yakuba.messaging.actions.connect_line_channel import connect_line_channel
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.models import LineChannel
from yakuba.messaging.permissions import CONNECT_CHANNELS
from yakuba.messaging.sealing import unseal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yakuba.config.urls_staff")]
SECRET, TOKEN = "0123456789abcdef" * 2, "abc+DEF/123=" * 12
ENTRIES = {"name": "豊島区", "channel_id": "1234567890", "secret": SECRET, "token": TOKEN}
PLACES = {"api_base": "https://api.line.me", "data_base": "https://api-data.line.me"}


def officer(*codes: str, kind: Kind = "staff") -> Actor:
    grants = {code: frozenset({1}) for code in codes}
    return Actor(
        kind=kind, key=f"{kind}:3", label="情報政策課", assurance=Assurance.TWO_FACTOR, grants=grants
    )


STAFF = officer(CONNECT_CHANNELS.code)


def ask(address: str, data: Mapping[str, Any] | None = None, *, actor: Actor = STAFF) -> Any:
    request: Any = RequestFactory().post(address, data) if data is not None else RequestFactory().get(address)
    request.actor = actor
    match = resolve(request.path)
    return match.func(request, *match.args, **match.kwargs)


def connect(**more: Any) -> LineChannel:
    return connect_line_channel(STAFF, **{"code": "ward", **ENTRIES, **PLACES, **more})


class TestConnecting:
    def test_keeps_what_was_entered_sealed_and_leaves_an_entry(self) -> None:
        answer = ask(reverse("connect_line"), {"code": "ward", **ENTRIES})
        assert answer.status_code == 302 and answer["Location"].endswith("/line/ward/?saved")
        row = LineChannel.objects.get()
        assert (unseal(row.secret), unseal(row.token), row.api_base) == (SECRET, TOKEN, PLACES["api_base"])
        entry = AuditEntry.objects.latest("id")
        assert entry.text == "LINEの公式アカウントをつないだ" and SECRET not in str(entry.detail)
        page = ask(reverse("line_channel", args=["ward"])).content.decode()
        assert SECRET not in page and TOKEN not in page and "/line/webhook" in page

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("code", "あ"),
            ("code", "-"),
            ("name", " "),
            ("channel_id", "abc"),
            ("secret", "x" * 32),
            ("token", "short"),
        ],
    )
    def test_refuses_what_is_none_of_lines(self, field: str, value: str) -> None:
        answer = ask(reverse("connect_line"), {"code": "ward", **ENTRIES, field: value})
        assert answer.status_code == 422
        assert LineChannel.objects.count() == 0

    def test_refuses_a_code_that_is_taken(self) -> None:
        connect()
        with pytest.raises(Refusal) as refused:
            connect()
        assert set(refused.value.fields) == {"code"} and LineChannel.objects.count() == 1
        assert (
            "別の公式アカウント" in ask(reverse("connect_line"), {"code": "ward", **ENTRIES}).content.decode()
        )

    @pytest.mark.parametrize("kind", ["anonymous", "guest", "resident", "staff"])
    def test_strangers_are_refused_and_nothing_changes(self, kind: Kind) -> None:
        row, stranger = connect(), officer("messaging.edit_templates", kind=kind)
        with pytest.raises(NotAllowed):
            connect_line_channel(stranger, code="x", **ENTRIES, **PLACES)
        with pytest.raises(NotAllowed):
            change_line_channel(stranger, code="ward", **ENTRIES, active=False, seen_version=1)
        row.refresh_from_db()
        assert row.active and LineChannel.objects.count() == 1


class TestChanging:
    def test_leaves_the_keys_that_are_not_entered_again(self) -> None:
        row = connect()
        sent = {
            "name": "豊島区広報",
            "channel_id": "99999",
            "secret": "",
            "token": "",
            "active": "on",
            "seen_version": "1",
        }
        assert ask(reverse("line_channel", args=["ward"]), sent).status_code == 302
        row.refresh_from_db()
        assert (row.name, unseal(row.secret), unseal(row.token), row.version) == (
            "豊島区広報",
            SECRET,
            TOKEN,
            2,
        )

    def test_refuses_what_somebody_changed_meanwhile(self) -> None:
        connect()
        change_line_channel(STAFF, code="ward", **ENTRIES, active=True, seen_version=1)
        with pytest.raises(Conflict):
            change_line_channel(STAFF, code="ward", **ENTRIES, active=False, seen_version=1)
        with pytest.raises(NotFound):
            change_line_channel(STAFF, code="nowhere", **ENTRIES, active=False, seen_version=1)
        assert LineChannel.objects.get().active


class TestWhatLineSays:
    def test_of_good_credentials(self, stand_in: Sandbox, channel: LineChannel, settings: Any) -> None:
        settings.PUBLIC_URL, settings.DEMO = "http://127.0.0.1:9", True
        stand_in.world.account.quota = 5000
        line.check_line(code="ward")
        channel.refresh_from_db()
        assert (channel.state, channel.destination) == ("well", stand_in.world.account.bot_id)
        assert (channel.basic_id, channel.quota, channel.used) == ("@yakuba", 5000, 0)
        assert "COULD_NOT_CONNECT" in channel.finding
        page = ask(reverse("line_channel", args=["ward"])).content.decode()
        assert "受け取れません" in page and "0 / 5,000通" in page
        assert stand_in.world.account.webhook == "http://127.0.0.1:9/line/webhook"

    def test_of_bad_ones(self, stand_in: Sandbox, channel: LineChannel) -> None:
        stand_in.api._bearer = "Bearer another"
        line.read_line_quota.work()
        channel.refresh_from_db()
        assert channel.state == "refused" and "トークン" in channel.finding
        assert "つながりません" in ask(reverse("line_channels")).content.decode()

    def test_of_keys_that_cannot_be_read(self, channel: LineChannel) -> None:
        LineChannel.objects.update(token=b"x")
        line.check_line(code="ward")
        assert "もう一度入力" in LineChannel.objects.get().finding
        line.check_line(code="nowhere")

    def test_an_address_without_tls_is_not_registered(self, settings: Any) -> None:
        settings.DEMO, settings.PUBLIC_URL = False, "http://localhost:8000"
        assert line.webhook_url() == ""
        settings.PUBLIC_URL = "https://yakuba.city.example.jp"
        assert line.webhook_url() == "https://yakuba.city.example.jp/line/webhook"


def test_the_list_costs_the_same_with_many_accounts(query_budget: QueryBudget) -> None:
    assert "まだ、つないでいません" in ask(reverse("line_channels")).content.decode()
    for number in range(30):
        connect(code=f"ward-{number}")
    with query_budget(1, page="line_channels"):
        assert ask(reverse("line_channels")).status_code == 200


def test_nobody_else_sees_an_account() -> None:
    connect()
    for stranger in (officer("messaging.edit_templates"), officer(kind="resident")):
        with pytest.raises(NotAllowed):
            ask(reverse("line_channels"), actor=stranger)


def test_the_command_connects_the_stand_in(settings: Any, tmp_path: Any) -> None:
    settings.VAR, said = tmp_path, io.StringIO()
    for port in (8026, 8027):
        call_command("line_channel", "demo", "--sandbox", f"http://localhost:{port}/", stdout=said)
    row = LineChannel.objects.get()
    assert row.api_base == "http://localhost:8027" and "つなぎました" in said.getvalue()
    LineChannel.objects.update(api_base=PLACES["api_base"])
    with pytest.raises(CommandError, match="本物"):
        call_command("line_channel", "demo", "--sandbox", "http://localhost:1", stdout=said)


def test_the_command_asks_for_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: TOKEN if "トークン" in prompt else SECRET)
    call_command("line_channel", "ward", "--channel-id", "1234567", stdout=io.StringIO())
    row = LineChannel.objects.get()
    assert (row.channel_id, unseal(row.secret)) == ("1234567", SECRET)
    with pytest.raises(CommandError, match="記号"):
        call_command("line_channel", "ward", "--channel-id", "1234567", stdout=io.StringIO())
    assert AuditEntry.objects.latest("id").actor_key == system("command").key
