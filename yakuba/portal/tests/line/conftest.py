"""A telephone at the stand-in, the house that hears of what it does over its own road, and the worker's turn."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from yakuba.identity import api as identity
from yakuba.identity.actions.open_account import open_account
from yakuba.kernel import jobs
from yakuba.kernel.actor import Actor, system
from yakuba.messaging import api as messaging
from yakuba.messaging import line
from yakuba.messaging.actions.receive_line_events import receive_line_events
from yakuba.messaging.gateways.line_sandbox import deeds
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.models import LineChannel, LineFriend
from yakuba.messaging.rules.line_events import events_in
from yakuba.messaging.tests.line.conftest import channel as channel
from yakuba.messaging.tests.line.conftest import stand_in as stand_in
from yakuba.procedures.tests.conftest import Opened
from yakuba.procedures.tests.conftest import opened as opened

HOUSE = system("test")


@pytest.fixture(autouse=True)
def _house(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PUBLIC_URL = "https://city.example.jp"


def work() -> None:
    """Do everything that waits, in its order, until nothing does; every event is delivered twice."""
    known = {one.name: one for one in jobs.all_jobs()}
    while True:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs RETURNING id, task_name, args")
            waiting = sorted(cursor.fetchall())
        if not waiting:
            return
        for _id, name, args in waiting:
            values = args if isinstance(args, dict) else json.loads(args)
            known[name].work(**values)
            if name == "kernel.deliver":
                known[name].work(**values)


class Phone:
    """A telephone of the stand-in. Whatever it does the house hears of, and answers, before the call returns."""

    def __init__(self, sandbox: Sandbox, channel: LineChannel, reports: list[dict[str, Any]]) -> None:
        self.world, self.webhooks = sandbox.world, sandbox.webhooks
        self.channel, self.reports = channel, reports
        self.person = sandbox.world.phones["hanako"]
        self.seen = 0

    def hear(self, *, again: bool = False) -> None:
        """Let the house hear; `again` repeats the reports, as LINE does when it heard no answer."""
        reports = list(self.reports)
        if not again:
            self.reports.clear()
        _, found = events_in({"destination": self.channel.destination, "events": reports})
        receive_line_events(HOUSE, channel_id=self.channel.pk, events=found)
        line.settle_reports()
        work()

    def follow(self) -> list[str]:
        """Become a friend."""
        deeds.follow(self.world, self.webhooks, self.person, {})
        self.hear()
        return self.told()

    def say(self, words: str) -> list[str]:
        """Write."""
        deeds.say(self.world, self.webhooks, self.person, {"words": words})
        self.hear()
        return self.told()

    def press(self, label: str) -> list[str]:
        """Press the last button with this label."""
        deeds.press(self.world, self.webhooks, self.person, {"at": self.place(label)})
        self.hear()
        return self.told()

    def does(self, name: str, **form: str) -> list[str]:
        """Anything else that a telephone does."""
        deeds.__dict__[name](self.world, self.webhooks, self.person, form)
        self.hear()
        return self.told()

    def told(self) -> list[str]:
        """What arrived since the last look: every text of every message, in order."""
        arrived = [one for one in self.person.talk[self.seen :] if one.side == "house"]
        self.seen = len(self.person.talk)
        return [text for one in arrived for text in texts(one.message)]

    def buttons(self) -> list[str]:
        """The labels that can be pressed in the last message."""
        last = next(one for one in reversed(self.person.talk) if one.side == "house")
        return [action["label"] for _at, action in actions(last.message)]

    def place(self, label: str) -> str:
        """Where the last button with a label stands."""
        for one in reversed(self.person.talk):
            for at, action in actions(one.message) if one.side == "house" else ():
                if action.get("label") == label:
                    return f"{one.id}/{at}"
        raise AssertionError(f"no button says {label}")

    def link(self, label: str) -> str:
        """The address behind a button."""
        for one in reversed(self.person.talk):
            for _at, action in actions(one.message) if one.side == "house" else ():
                if action.get("label") == label and action["type"] == "uri":
                    return str(action["uri"])
        raise AssertionError(f"no link says {label}")


def texts(part: Any) -> Iterator[str]:
    """The words of a message, quick replies left out."""
    if isinstance(part, dict):
        if part.get("type") == "text":
            yield part["text"]
        for name, value in part.items():
            if name not in ("quickReply", "action", "altText"):
                yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)


def actions(part: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every action of a message with its place."""
    pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in pairs:
        here = f"{at}/{name}" if at else str(name)
        if name == "action" and isinstance(value, dict):
            yield here, value
        else:
            yield from actions(value, here)


@pytest.fixture
def phone(stand_in: Sandbox, channel: LineChannel, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """A telephone that nobody used yet."""
    reports: list[dict[str, Any]] = []
    monkeypatch.setattr(stand_in.webhooks, "send", reports.extend)
    return Phone(stand_in, channel, reports)


@pytest.fixture
def friend(phone: Phone) -> LineFriend:
    """The telephone follows and speaks Japanese."""
    phone.follow()
    phone.press("日本語")
    phone.press("選ばない")
    phone.press("教えない")
    return LineFriend.objects.get()


@pytest.fixture
def hanako(db: None) -> Actor:
    """A resident with an account."""
    return identity.actor_for_resident(
        open_account(identity.guest("hanako@example.jp"), password="ひまわり-37-ことり")
    )


@pytest.fixture
def linked(phone: Phone, friend: LineFriend, hanako: Actor) -> LineFriend:
    """The telephone of the resident."""
    link(phone, hanako)
    friend.refresh_from_db()
    assert friend.resident_id == hanako.resident_id
    return friend


def link(phone: Phone, actor: Actor) -> list[str]:
    """Link an account the whole way: LINE's token, our page's word, LINE's report."""
    token = phone.world.link_token(phone.person)
    back = messaging.line_link_back(actor, link_token=token, channel=phone.channel.code)
    phone.webhooks.happened(
        phone.person, "accountLink", link={"result": "ok", "nonce": back.rpartition("nonce=")[2]}
    )
    phone.hear()
    return phone.told()


PET = """
format = 1
slug = "pet"
title.ja = "犬の登録"
title.easy = "犬の 登録"
title.en = "Dog registration"
summary.ja = "犬を飼い始めた方の登録です。"
summary.easy = "犬の 登録です。"
summary.en = "Register a dog."
section = "hygiene"
who.ja = "犬を飼う方"
who.easy = "犬を 飼う 人"
who.en = "Dog owners"
field = "living"
life_events = ["pet"]
keywords = ["犬", "いぬ"]
receipt_prefix = "T"
standard_days = 7
languages = ["ja", "easy", "en"]

[[pages]]
key = "dog"
title.ja = "犬"
title.easy = "犬"
title.en = "Dog"

[[pages.fields]]
key = "sex"
kind = "choice"
label.ja = "性別"
label.easy = "オス・メス"
label.en = "Sex"
options = [
  { key = "male", label.ja = "オス", label.easy = "オス", label.en = "Male" },
  { key = "female", label.ja = "メス", label.easy = "メス", label.en = "Female" },
]

[[pages.fields]]
key = "vaccinated"
kind = "yes_no"
label.ja = "注射は済みましたか"
label.easy = "注射は しましたか"
label.en = "Vaccinated?"

[[pages.fields]]
key = "clinic"
kind = "text"
label.ja = "動物病院"
label.easy = "病院"
label.en = "Clinic"
visible_if = 'vaccinated == "yes"'
max_length = 10

[[pages.fields]]
key = "since"
kind = "date"
label.ja = "飼い始めた日"
label.easy = "飼いはじめた 日"
label.en = "Since"
max = "today"

[[pages.fields]]
key = "name"
kind = "text"
label.ja = "犬の名前"
label.easy = "犬の 名前"
label.en = "Name"
max_length = 10
"""


@pytest.fixture
def pet(opened: Opened) -> None:
    """A small procedure with a question of every plain kind."""
    opened(PET)
