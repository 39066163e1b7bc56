"""Web Push in plain Python: which addresses of devices are taken, and what a notification says (RFC 8030, 8291)."""

import binascii
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST_ENDPOINT = 1200
LONGEST_TITLE = 120
LONGEST_PLAIN = 3900
"""A push service takes 4,096 bytes (RFC 8030 7.2), of which the encryption needs 103."""
POINT, SECRET = 65, 16
"""Bytes of a browser's public key (P-256, uncompressed) and of its authentication secret (RFC 8291 3.1)."""
_HTTPS = re.compile(
    r"https://([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)(?::443)?(/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{1,1100})"
)
_LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1):[0-9]{1,5}")
_LABEL = re.compile(r"[a-z0-9-]{1,63}")
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser is reached, and the keys that only it can open a message with. Printing it shows nothing."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)

    @property
    def public_key(self) -> bytes:
        """The browser's public key, 65 bytes."""
        return _decoded(self.p256dh)

    @property
    def secret(self) -> bytes:
        """The secret that browser and house share, 16 bytes."""
        return _decoded(self.auth)


class BadSubscription(ValueError):
    """What was given is no subscription of a browser, or of none whose service is known."""


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadSubscription from error


def hosts_in(text: str) -> list[str]:
    """The hosts of an option, apart by spaces: whole names, or `*.` before at least two labels. Others are left out."""
    return [one for one in text.lower().split() if _is_host(one)]


def _is_host(text: str) -> bool:
    labels = text.removeprefix("*.").split(".")
    return len(labels) >= 2 and all(map(_LABEL.fullmatch, labels))


def host_allowed(host: str, hosts: Iterable[str]) -> bool:
    """Whether a host is one of these, or below one that begins with `*.`."""
    return any(host.endswith(one[1:]) if one.startswith("*.") else host == one for one in hosts)


def endpoint_allowed(endpoint: str, hosts: Iterable[str], stand_in: str = "") -> bool:
    """Whether the house may call this address: https, a known push service, no other port, no user, no way round.

    The address comes from whoever subscribes (server-side request forgery): a strict form, so that every program
    finds the same host in it. `stand_in` is the origin of the demo's push service, "" outside of it.
    """
    if len(endpoint) > LONGEST_ENDPOINT:
        return False
    if (
        stand_in
        and _LOCAL.fullmatch(stand_in)
        and re.fullmatch(r"/[A-Za-z0-9/_-]+", endpoint.removeprefix(stand_in))
    ):
        return endpoint.startswith(stand_in)
    found = _HTTPS.fullmatch(endpoint)
    return found is not None and host_allowed(found[1], hosts)


def read_subscription(
    endpoint: str, p256dh: str, auth: str, hosts: Iterable[str], stand_in: str = ""
) -> Subscription:
    """A subscription as a browser gives it (PushSubscription.toJSON). Raises BadSubscription."""
    found = Subscription(endpoint, p256dh, auth)
    if not endpoint_allowed(endpoint, hosts, stand_in) or len(p256dh) > 100 or len(auth) > 40:
        raise BadSubscription
    if len(found.public_key) != POINT or found.public_key[0] != 4 or len(found.secret) != SECRET:
        raise BadSubscription
    return found


def origin_of(endpoint: str) -> str:
    """Scheme, host and port of an address: whom a signature is for (RFC 8292 2)."""
    return "/".join(endpoint.split("/", 3)[:3]).removesuffix(":443")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a device shows: the subject of a message, and the page of ours that a press opens.

    `id` is the same at every attempt: the device shows one notification for it. `why` is the page that says why it
    came, "" where there is none. `silent` makes no sound.
    """

    id: str
    title: str
    path: str
    language: str = "ja"
    why: str = ""
    silent: bool = False

    def payload(self) -> bytes:
        """As the service worker reads it (`push-worker.js`): JSON, at most `LONGEST_PLAIN` bytes."""
        title = _NOT_SHOWN.sub(" ", self.title).strip()
        told = {
            "id": self.id,
            "title": title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…",
            "path": self.path,
            "lang": "en" if self.language == "en" else "ja",
            "why": self.why,
            "label": WHY.get(self.language, WHY["ja"]) if self.why else "",
            "silent": self.silent,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


WHY = {"ja": "届いた理由・停止", "ja-easy": "なぜ 届（とど）いた？", "en": "Why this came"}
"""What stands on the button that leads to why a message came and how to stop it."""
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "Chromebook"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


def device_name(user_agent: str) -> str:
    """A browser as its owner would call it, e.g. "Chrome（Android）"; "" where the browser does not tell."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser}（{system}）" if browser and system else browser or system
