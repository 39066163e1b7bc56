"""What the stand-in remembers: one account, people with telephones, a crowd without, messages, menus, keys.

All in memory; account, telephones and menus are written to a folder now and then, the crowd is made anew by number.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

TALK_KEPT = 200
NAME = "試しの区役所"
KEYS_HOLD_S = 24 * 3600
REPLY_HOLDS_S = 60
LINK_HOLDS_S = 600
PHONES = (("hanako", "池袋 花子", "ja"), ("taro", "大塚 太郎", "ja"), ("linh", "Nguyen Linh", "en"))
_FRESH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def now_ms() -> int:
    """This moment, as LINE writes it."""
    return time.time_ns() // 1_000_000


def user_id(name: str) -> str:
    """The id of whoever has this name: the same at every start."""
    return "U" + hashlib.sha256(f"line-sandbox:{name}".encode()).hexdigest()[:32]


def ulid(at_ms: int) -> str:
    """A new id that sorts by its time."""
    number = (at_ms << 80) | secrets.randbits(80)
    return "".join(_FRESH[(number >> (5 * place)) & 31] for place in range(25, -1, -1))


@dataclass(slots=True)
class Account:
    """The official account, with what a house needs to call and to be called."""

    name: str
    channel_id: str
    channel_secret: str
    access_token: str
    bot_id: str
    basic_id: str = "@yakuba"
    webhook: str = ""
    webhook_active: bool = True
    quota: int | None = None


@dataclass(slots=True)
class Said:
    """One line of a chat. `side`: "house" (a message of LINE's kinds), "person", or "note" (something happened)."""

    id: str
    side: str
    message: dict[str, Any]
    at_ms: int


@dataclass(slots=True)
class Person:
    """A user of LINE. Those without a telephone here only count what they get."""

    id: str
    name: str = ""
    language: str = "ja"
    phone: str = ""
    follows: bool = False
    blocks: bool = False
    received: int = 0
    menu: str = ""
    talk: list[Said] = field(default_factory=list)
    changed: int = 0

    def reached(self) -> bool:
        """Whether what the house sends is shown to this person."""
        return self.follows and not self.blocks


@dataclass(slots=True)
class Menu:
    """A rich menu and its picture."""

    id: str
    told: dict[str, Any]
    picture: bytes = b""
    kind: str = ""


@dataclass(slots=True)
class Unit:
    """What was sent under one name: to how many of the crowd, and to which telephones, and who of these looked."""

    crowd: int = 0
    telephones: set[str] = field(default_factory=set)
    looked: set[str] = field(default_factory=set)

    def opened(self) -> int:
        """People who opened it. Of the crowd, whom nobody plays, it is said of six in ten."""
        return self.crowd * 6 // 10 + len(self.looked)


@dataclass(slots=True)
class Counts:
    """What went through since the start."""

    calls: int = 0
    sent: int = 0
    unknown: int = 0
    again: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)


class World:
    """Everything the stand-in knows."""

    def __init__(
        self, folder: Path | None = None, *, account: Account | None = None, name: str = NAME
    ) -> None:
        self.folder = folder
        self.account = account or _kept_account(folder, name)
        self.people: dict[str, Person] = {}
        self.phones: dict[str, Person] = {}
        self.menus: dict[str, Menu] = {}
        self.default_menu = ""
        self.aliases: dict[str, str] = {}
        self.keys: dict[str, tuple[str, float]] = {}
        self.reply_tokens: dict[str, tuple[str, float]] = {}
        self.link_tokens: dict[str, tuple[str, float]] = {}
        self.contents: dict[str, tuple[str, bytes]] = {}
        self.batches: dict[str, int] = {}
        self.units: dict[str, Unit] = {}
        self.counts = Counts()
        self.dirty = False
        self._last_message = now_ms() * 1000
        for phone, name, language in PHONES:
            self.add_phone(phone, name, language)
        self._load()

    def add_phone(self, phone: str, name: str, language: str) -> Person:
        """Somebody whose chat can be looked at."""
        person = Person(user_id(phone), name, language, phone)
        self.people[person.id] = self.phones[phone] = person
        return person

    def add_crowd(self, count: int) -> list[str]:
        """So many more friends without a telephone; their ids. The same number names the same people."""
        ids = [user_id(f"crowd-{number}") for number in range(count)]
        for one in ids:
            self.people.setdefault(one, Person(one, follows=True))
        return ids

    def next_message_id(self) -> str:
        """A new number for a message."""
        self._last_message += 1
        return str(self._last_message)

    def show(self, person: Person, side: str, message: dict[str, Any]) -> Said:
        """Put a line into a telephone's chat."""
        said = Said(self.next_message_id(), side, message, now_ms())
        person.talk.append(said)
        del person.talk[:-TALK_KEPT]
        person.changed += 1
        self.dirty = True
        return said

    def deliver(self, ids: Iterable[str], messages: list[dict[str, Any]], *, unit: str = "") -> int:
        """Give everybody who is reached the messages; how many that were. Unknown ids are counted."""
        people, many, reached, telephones = self.people, len(messages), 0, set[str]()
        for one in ids:
            person = people.get(one)
            if person is None:
                self.counts.unknown += 1
            elif person.follows and not person.blocks:
                reached += 1
                person.received += many
                if person.phone:
                    telephones.add(person.id)
                    for message in messages:
                        self.show(person, "house", message)
        self.counts.sent += reached * many
        if unit:
            counted = self.units.setdefault(unit, Unit())
            counted.crowd += reached - len(telephones)
            counted.telephones |= telephones
        return reached

    def look(self, person: Person) -> None:
        """Somebody looks at their telephone: everything in the chat is opened."""
        for unit in self.units.values():
            unit.looked |= unit.telephones & {person.id}

    def taken_before(self, key: str) -> str:
        """The request that this retry key was accepted with, "" for a new one."""
        known = self.keys.get(key)
        if known is None or known[1] < time.monotonic() - KEYS_HOLD_S:
            return ""
        return known[0]

    def take_key(self, key: str, request_id: str) -> None:
        """Remember that a key was accepted."""
        self.keys[key] = (request_id, time.monotonic())

    def reply_token(self, person: Person) -> str:
        """A token for one answer to this person, within a minute."""
        return _token(self.reply_tokens, person.id, REPLY_HOLDS_S)

    def use_reply_token(self, token: str) -> Person | None:
        """Whom the token stands for; it is used up."""
        return self._use(self.reply_tokens, token)

    def link_token(self, person: Person) -> str:
        """A token for linking an account, within ten minutes."""
        return _token(self.link_tokens, person.id, LINK_HOLDS_S)

    def use_link_token(self, token: str) -> Person | None:
        """Whom the token stands for; it is used up."""
        return self._use(self.link_tokens, token)

    def _use(self, tokens: dict[str, tuple[str, float]], token: str) -> Person | None:
        person_id, until = tokens.pop(token, ("", 0.0))
        return self.people.get(person_id) if time.monotonic() <= until else None

    def menu_of(self, person: Person) -> Menu | None:
        """The menu this person sees."""
        menu = self.menus.get(person.menu) or self.menus.get(self.default_menu)
        return menu if menu is not None and menu.picture else None

    def forget_talk(self) -> None:
        """Empty every chat; nobody follows any more."""
        for person in self.phones.values():
            person.talk, person.follows, person.blocks, person.menu = [], False, False, ""
            person.received = 0
            person.changed += 1
        self.dirty = True

    def save(self) -> None:
        """Write what must survive a restart, if something changed."""
        if self.folder is None or not self.dirty:
            return
        self.dirty = False
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {
            "account": asdict(self.account),
            "phones": [asdict(person) for person in self.phones.values()],
            "menus": [{"id": one.id, "told": one.told, "kind": one.kind} for one in self.menus.values()],
            "default_menu": self.default_menu,
            "aliases": self.aliases,
        }
        for menu in self.menus.values():
            if menu.picture:
                _write(self.folder / f"{menu.id}.picture", menu.picture)
        _write(self.folder / "world.json", json.dumps(told, ensure_ascii=False).encode())

    def _load(self) -> None:
        told = _read(self.folder)
        for kept in told.get("phones", ()):
            talk = [Said(**one) for one in kept.pop("talk")]
            person = Person(**kept, talk=talk)
            self.people[person.id] = self.phones[person.phone] = person
        for kept in told.get("menus", ()):
            assert self.folder is not None  # noqa: S101 - something was read from it
            picture = self.folder / f"{kept['id']}.picture"
            self.menus[kept["id"]] = Menu(**kept, picture=picture.read_bytes() if picture.exists() else b"")
        self.default_menu = told.get("default_menu", "")
        self.aliases = told.get("aliases", {})


def _token(tokens: dict[str, tuple[str, float]], person_id: str, holds_s: int) -> str:
    moment = time.monotonic()
    if len(tokens) > 10_000:
        for old in [one for one, (_, until) in tokens.items() if until < moment]:
            del tokens[old]
    token = secrets.token_hex(16)
    tokens[token] = (person_id, moment + holds_s)
    return token


def new_account(name: str = NAME) -> Account:
    """An account with secrets of its own."""
    return Account(
        name=name,
        channel_id="2000000001",
        channel_secret=secrets.token_hex(16),
        access_token=secrets.token_urlsafe(96),
        bot_id="U" + secrets.token_hex(16),
    )


def _kept_account(folder: Path | None, name: str) -> Account:
    kept = _read(folder).get("account")
    return Account(**kept) if kept else new_account(name)


def _read(folder: Path | None) -> dict[str, Any]:
    if folder is None:
        return {}
    try:
        told = json.loads((folder / "world.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _write(file: Path, content: bytes) -> None:
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(file)
