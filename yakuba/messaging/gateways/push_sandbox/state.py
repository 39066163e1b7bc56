"""What the stand-in remembers: browsers that subscribed, what each shows, what waits for one that is switched off.

The keys of a browser are made from its token, so that a crowd for measuring needs no file. What has a name is written to
a folder now and then.
"""

import hashlib
import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from yakuba.messaging.gateways.push.encryption import NotOurs, decrypted, public_bytes
from yakuba.messaging.rules.push import SECRET, Subscription

KEPT = 60
NAMES = ("花子さんのスマートフォン", "太郎さんのパソコン", "リンさんのタブレット")
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(slots=True)
class Shown:
    """One notification on a screen. `times` counts how often it was shown anew under the same id."""

    id: str
    title: str
    path: str
    lang: str
    why: str
    label: str
    silent: bool
    at: float
    times: int = 1


@dataclass(slots=True)
class Held:
    """A message for a browser that is switched off: until when, under which topic."""

    body: str
    topic: str
    until: float


@dataclass(slots=True)
class Browser:
    """A browser with one subscription. `server_key`: whom it lets write to it, "" for anybody (a crowd)."""

    token: str
    name: str = ""
    server_key: str = ""
    gone: bool = False
    off: bool = False
    received: int = 0
    unreadable: int = 0
    shown: list[Shown] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


@dataclass(slots=True)
class Counts:
    """What went through since the start."""

    calls: int = 0
    taken: int = 0
    refused: int = 0
    by_status: dict[int, int] = field(default_factory=dict)


class World:
    """Everything the stand-in knows."""

    def __init__(self, folder: Path | None = None, *, now: Any = time.time) -> None:
        self.folder = folder
        self.now = now
        self.browsers: dict[str, Browser] = {}
        self.counts = Counts()
        self.dirty = False
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._load()

    def subscribe(self, server_key: str, name: str = "") -> Browser:
        """A new browser that lets one house write to it, as `pushManager.subscribe` makes it."""
        named = [one for one in self.browsers.values() if one.name]
        name = name[:40] or NAMES[len(named) % len(NAMES)]
        row = Browser(secrets.token_urlsafe(24), name, server_key)
        self.browsers[row.token] = row
        self.dirty = True
        return row

    def add_crowd(self, number: int) -> list[str]:
        """So many browsers without a screen; their tokens, the same at every start."""
        tokens = [crowd_token(one) for one in range(number)]
        for token in tokens:
            self.browsers[token] = Browser(token)
        return tokens

    def deliver(self, row: Browser, body: bytes, *, topic: str, ttl_s: int) -> None:
        """Take a message that was judged sound: show it, or keep it for a browser that is switched off."""
        if row.off:
            row.held = [one for one in row.held if not topic or one.topic != topic]
            if ttl_s:
                row.held.append(Held(body.hex(), topic, self.now() + ttl_s))
        else:
            self._show(row, body)
        self.dirty = bool(row.name) or self.dirty

    def switch(self, row: Browser, *, off: bool) -> None:
        """Switch a browser off, or on: it then gets what waited and is still worth showing."""
        row.off = off
        if not off:
            held, row.held = row.held, []
            for one in held:
                if self.now() < one.until:
                    self._show(row, bytes.fromhex(one.body))
        self.dirty = True

    def _show(self, row: Browser, body: bytes) -> None:
        row.received += 1
        if row.token not in self._keys:
            self._keys[row.token] = private_key(row.token)
        try:
            told = json.loads(decrypted(body, self._keys[row.token], auth_of(row.token)))
            notice = _notice(told, self.now())
        except (NotOurs, ValueError):
            row.unreadable += 1
            return
        same = next((one for one in row.shown if one.id == notice.id), None)
        if same is not None:
            row.shown.remove(same)
            notice.times = same.times + 1
        row.shown = [notice, *row.shown[: KEPT - 1]]

    def save(self) -> None:
        """Write what has a name to the folder, if anything changed."""
        if self.folder is None or not self.dirty:
            return
        self.dirty = False
        self.folder.mkdir(parents=True, exist_ok=True)
        named = [asdict(one) for one in self.browsers.values() if one.name]
        fresh = self.folder / "world.new"
        fresh.write_text(json.dumps(named, ensure_ascii=False), "utf-8")
        fresh.replace(self.folder / "world.json")

    def _load(self) -> None:
        file = self.folder / "world.json" if self.folder else None
        if file is None or not file.exists():
            return
        for told in json.loads(file.read_text("utf-8")):
            told["shown"] = [Shown(**one) for one in told["shown"]]
            told["held"] = [Held(**one) for one in told["held"]]
            self.browsers[told["token"]] = Browser(**told)


def _notice(told: object, at: float) -> Shown:
    """A payload as the service worker reads it. Raises ValueError for one that it would not show."""
    if not isinstance(told, Mapping) or not told.get("id") or not told.get("title"):
        raise ValueError("no notice")
    text = {name: str(told.get(name, "")) for name in ("id", "title", "path", "lang", "why", "label")}
    return Shown(
        text["id"],
        text["title"],
        text["path"],
        text["lang"],
        text["why"],
        text["label"],
        silent=bool(told.get("silent")),
        at=at,
    )


def crowd_token(number: int) -> str:
    """The token of a browser of the crowd."""
    return "crowd-" + hashlib.sha256(f"push-sandbox:{number}".encode()).hexdigest()[:32]


def private_key(token: str) -> ec.EllipticCurvePrivateKey:
    """The private key of the browser with this token."""
    number = int.from_bytes(hashlib.sha256(f"key:{token}".encode()).digest(), "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def auth_of(token: str) -> bytes:
    """The secret of the browser with this token."""
    return hashlib.sha256(f"auth:{token}".encode()).digest()[:SECRET]


def subscription_of(base: str, token: str) -> Subscription:
    """What a browser gives to the house that it lets write to it."""
    return Subscription(
        f"{base}/wpush/{token}", _text(public_bytes(private_key(token))), _text(auth_of(token))
    )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
