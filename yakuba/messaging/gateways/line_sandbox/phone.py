"""The telephones of the stand-in as pages: follow, block, write, press, link an account; and the switches of bad days.

Server-rendered, without a table of the house. A few lines of script fetch what is new; all works without them.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web
from django.template.loader import get_template
from django.utils.safestring import SafeString

from yakuba.kernel.clock import TOKYO, now
from yakuba.messaging.gateways.line_sandbox import deeds, styles
from yakuba.messaging.gateways.line_sandbox.bubbles import Bubbles
from yakuba.messaging.gateways.line_sandbox.desk import desk, set_switches
from yakuba.messaging.gateways.line_sandbox.faults import Faults
from yakuba.messaging.gateways.line_sandbox.replies import Reply
from yakuba.messaging.gateways.line_sandbox.state import Person, World
from yakuba.messaging.gateways.line_sandbox.webhooks import Webhooks
from yakuba.messaging.gateways.stand_in import is_local

STATIC = Path(__file__).parents[2] / "static" / "messaging"
FILES = {"/line.css": ("line_sandbox.css", "text/css"), "/line.js": ("line_sandbox.js", "text/javascript")}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HTML = "text/html; charset=utf-8"
LARGEST_FORM = 64 * 1024
_PHONE = re.compile(r"/phones/([a-z0-9]{1,20})/(talk|say|press|follow|block|photo|place|withdraw)?")
Form = dict[str, str]
Deed = Callable[[World, Webhooks, Person, Form], None]
DEEDS: dict[str, Deed] = {
    "say": deeds.say,
    "press": deeds.press,
    "follow": deeds.follow,
    "block": deeds.block,
    "photo": deeds.photo,
    "place": deeds.place,
    "withdraw": deeds.withdraw,
}


class Phone:
    """Answers browsers."""

    def __init__(self, world: World, faults: Faults, webhooks: Webhooks) -> None:
        self._world = world
        self._faults = faults
        self._webhooks = webhooks

    async def answer(self, request: web.BaseRequest) -> Reply:
        """The page for one request; only from this machine, and no form from another page."""
        reply = await self._answer(request)
        reply.headers = {
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            **reply.headers,
        }
        return reply

    async def _answer(self, request: web.BaseRequest) -> Reply:
        host = request.headers.get("Host", "")
        if not is_local(host):
            return _refused(403, "このページは、この機械からだけ見られます。")
        if request.method == "POST":
            origin = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "").netloc
            if origin and origin != host:
                return _refused(403, "ほかのページからは操作できません。")
            return await self._post(request)
        if request.method not in ("GET", "HEAD"):
            return _refused(405, "この操作はできません。")
        return self._get(request)

    def _get(self, request: web.BaseRequest) -> Reply:
        path = request.path
        if path == "/":
            return _page("desk", desk(self._world, self._faults, self._webhooks))
        if path == "/health":
            return Reply(200, b"ok", "text/plain")
        if path == "/favicon.ico":
            return Reply(204, b"", "image/x-icon")
        if path in FILES:
            name, kind = FILES[path]
            return Reply(200, (STATIC / name).read_bytes(), f"{kind}; charset=utf-8")
        if path == "/dialog/bot/accountLink":
            return self._link_page(dict(request.query))
        found = _PHONE.fullmatch(path)
        if found is not None and found[1] in self._world.phones and found[2] in (None, "talk"):
            person = self._world.phones[found[1]]
            self._world.look(person)
            if found[2] is None:
                return _page("phone", self._phone(person))
            if request.query.get("seen") == self._seen(person):
                return Reply(204, b"", HTML)
            return _page("news", self._phone(person))
        return self._file(path)

    def _file(self, path: str) -> Reply:
        folder, _, name = path[1:].partition("/")
        if folder == "flex" and (text := styles.sheet(name.removesuffix(".css"))) is not None:
            return Reply(200, text.encode(), "text/css; charset=utf-8", {"Cache-Control": "max-age=3600"})
        if folder == "menus" and name in self._world.menus:
            menu = self._world.menus[name]
            return Reply(200, menu.picture, menu.kind)
        if folder == "contents" and name in self._world.contents:
            kind, content = self._world.contents[name]
            return Reply(200, content, kind)
        return _refused(404, "このページはありません。")

    async def _post(self, request: web.BaseRequest) -> Reply:
        if (request.content_length or LARGEST_FORM) > LARGEST_FORM and request.content_length is not None:
            return _refused(413, "送られた内容が大きすぎます。")
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        if request.path == "/switches":
            set_switches(self._world, self._faults, form)
            return _back("/")
        if request.path == "/empty":
            self._world.forget_talk()
            return _back("/")
        if request.path == "/dialog/bot/accountLink":
            return self._linked(form)
        found = _PHONE.fullmatch(request.path)
        if found is None or found[1] not in self._world.phones or found[2] not in DEEDS:
            return _refused(404, "このページはありません。")
        person = self._world.phones[found[1]]
        DEEDS[found[2]](self._world, self._webhooks, person, form)
        self._world.dirty = True
        return _back(f"/phones/{person.phone}/")

    def _seen(self, person: Person) -> str:
        """What the page stands for: another one after every line of the chat and every webhook."""
        return f"{person.changed}-{self._webhooks.called}"

    def _phone(self, person: Person) -> dict[str, Any]:
        bubbles = Bubbles(self._world, person)
        talk, menu = SafeString(bubbles.talk()), SafeString(bubbles.menu())
        return {
            "person": person,
            "seen": self._seen(person),
            "clock": f"{now().astimezone(TOKYO):%-H:%M}",
            "account": self._world.account,
            "talk": talk,
            "menu": menu,
            "menu_name": bubbles.menu_name(),
            "sheet": bubbles.styles.sheet(),
            "phones": list(self._world.phones.values()),
            "log": list(reversed(self._webhooks.log))[:8],
            "may_withdraw": any(one.side == "person" for one in person.talk),
        }

    def _link_page(self, query: Form) -> Reply:
        """What LINE asks before it links an account of another service."""
        token, nonce = query.get("linkToken", ""), query.get("nonce", "")
        person_id, _ = self._world.link_tokens.get(token, ("", 0.0))
        person = self._world.people.get(person_id)
        context = {"account": self._world.account, "person": person, "token": token, "nonce": nonce}
        return _page("link", context, 200 if person and nonce else 400)

    def _linked(self, form: Form) -> Reply:
        person = self._world.use_link_token(form.get("linkToken", ""))
        nonce = form.get("nonce", "")
        if person is None or not 10 <= len(nonce) <= 255:
            return _page("link", {"account": self._world.account, "person": None}, 400)
        self._webhooks.happened(person, "accountLink", link={"result": "ok", "nonce": nonce})
        self._world.show(person, "note", {"text": f"{self._world.account.name}とアカウントを連携しました"})
        return _back(f"/phones/{person.phone}/" if person.phone else "/")


def _page(name: str, context: dict[str, Any], status: int = 200) -> Reply:
    html = get_template(f"messaging/line_sandbox/{name}.html").render(context)
    return Reply(status, html.encode("utf-8", "replace"), HTML)


def _back(to: str) -> Reply:
    return Reply(303, b"", "text/plain", {"Location": quote(to)})


def _refused(status: int, sentence: str) -> Reply:
    return Reply(status, sentence.encode(), "text/plain; charset=utf-8")
