"""The screens of the stand-in: what each device shows, the switches of bad days. Only from this machine."""

import json
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from django.conf import settings
from django.template.loader import get_template

from yakuba.kernel.clock import TOKYO
from yakuba.messaging.gateways.push_sandbox.api import Reply
from yakuba.messaging.gateways.push_sandbox.faults import Faults
from yakuba.messaging.gateways.push_sandbox.state import Browser, World, subscription_of
from yakuba.messaging.gateways.stand_in import is_local

STATIC = Path(__file__).parents[2] / "static" / "messaging"
FILES = {
    "/push.css": ("push_sandbox.css", "text/css"),
    "/push.js": ("push_sandbox.js", "text/javascript"),
}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
HTML = "text/html; charset=utf-8"
LARGEST_FORM = 16 * 1024
PERCENTS = (
    ("fail", "500を返す（何もしない）"),
    ("busy", "429を返す（あとで、と言う）"),
    ("lose", "受け取ったのに返事をしない"),
    ("gone", "登録が消えたと言う（410）"),
)
NUMBERS = (
    ("retry_after_s", "429のときに待たせる秒"),
    ("hold_ms", "返事をしないまま待たせるミリ秒"),
    ("late_ms", "どの返事も遅らせるミリ秒"),
)
_DEED = re.compile(r"/devices/([A-Za-z0-9_-]{1,60})/(off|on|gone|clear|remove)")


class Screens:
    """Answers browsers."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    async def answer(self, request: web.BaseRequest, base: str) -> Reply:
        """The page for one request; no form from another page."""
        reply = await self._answer(request, base)
        reply.headers = {
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            **reply.headers,
        }
        return reply

    async def _answer(self, request: web.BaseRequest, base: str) -> Reply:
        host = request.headers.get("Host", "")
        if not is_local(host):
            return _refused(403, "このページは、この機械からだけ見られます。")
        if request.method == "POST":
            origin = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "").netloc
            if origin and origin != host:
                return _refused(403, "ほかのページからは操作できません。")
            body = await request.content.read(LARGEST_FORM)
            return (
                self._subscribe(body, base) if request.path == "/browsers" else self._do(request.path, body)
            )
        if request.method not in ("GET", "HEAD"):
            return _refused(405, "この操作はできません。")
        return self._get(request.path)

    def _get(self, path: str) -> Reply:
        if path == "/":
            return Reply(
                200, get_template("messaging/push_sandbox/desk.html").render(self._desk()).encode(), HTML
            )
        if path == "/health":
            return Reply(200, b"ok")
        if path == "/favicon.ico":
            return Reply(204)
        if path in FILES:
            name, kind = FILES[path]
            return Reply(200, (STATIC / name).read_bytes(), f"{kind}; charset=utf-8")
        return _refused(404, "このページはありません。")

    def _subscribe(self, body: bytes, base: str) -> Reply:
        """A browser subscribes: JSON with the house's key in, the subscription out (as `PushSubscription.toJSON`)."""
        try:
            told = json.loads(body)
            key, name = str(told["applicationServerKey"])[:100], str(told.get("name", ""))
        except (ValueError, KeyError, TypeError):
            return _refused(400, "applicationServerKey")
        made = subscription_of(base, self._world.subscribe(key, name).token)
        answer = {"endpoint": made.endpoint, "keys": {"p256dh": made.p256dh, "auth": made.auth}}
        return Reply(201, json.dumps(answer).encode(), "application/json")

    def _do(self, path: str, body: bytes) -> Reply:
        if path == "/switches":
            self._set({name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()})
            return _home()
        found = _DEED.fullmatch(path)
        row = self._world.browsers.get(found[1]) if found else None
        if found is None or row is None:
            return _refused(404, "この端末はありません。")
        if found[2] in ("off", "on"):
            self._world.switch(row, off=found[2] == "off")
        elif found[2] == "gone":
            row.gone = True
        elif found[2] == "clear":
            row.shown = []
        else:
            del self._world.browsers[row.token]
        self._world.dirty = True
        return _home()

    def _set(self, form: dict[str, str]) -> None:
        for name, _ in PERCENTS:
            with suppress(ValueError):
                setattr(self._faults, name, min(max(float(form.get(name, "")), 0.0), 100.0))
        for name, _ in NUMBERS:
            with suppress(ValueError):
                setattr(self._faults, name, min(max(int(form.get(name, "")), 0), 60_000))

    def _desk(self) -> dict[str, Any]:
        named = [one for one in self._world.browsers.values() if one.name]
        return {
            "devices": [_device(one) for one in named],
            "counts": self._world.counts,
            "statuses": sorted(self._world.counts.by_status.items()),
            "percents": [(name, label, f"{getattr(self._faults, name):g}") for name, label in PERCENTS],
            "numbers": [(name, label, getattr(self._faults, name)) for name, label in NUMBERS],
            "house": settings.PUBLIC_URL,
        }


def _device(row: Browser) -> dict[str, Any]:
    state = "登録を消しました" if row.gone else "電源を切っています" if row.off else "つながっています"
    shown = [(datetime.fromtimestamp(one.at, TOKYO), one) for one in row.shown]
    return {"row": row, "state": state, "shown": shown, "waiting": len(row.held)}


def _home() -> Reply:
    return Reply(303, headers={"Location": "/"})


def _refused(status: int, sentence: str) -> Reply:
    return Reply(status, sentence.encode())
