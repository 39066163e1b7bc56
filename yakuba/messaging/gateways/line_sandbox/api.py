"""The stand-in's side of the Messaging API: which call leads where, who may call, what every answer carries."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec

from yakuba.kernel import clock
from yakuba.messaging.gateways.line_sandbox.faults import Buckets, Faults
from yakuba.messaging.gateways.line_sandbox.menus import Menus
from yakuba.messaging.gateways.line_sandbox.replies import Refused, Reply, bad_body, no, ok, request_id
from yakuba.messaging.gateways.line_sandbox.schema import shapes
from yakuba.messaging.gateways.line_sandbox.sending import SHAPES, Sending
from yakuba.messaging.gateways.line_sandbox.state import Person, World
from yakuba.messaging.gateways.line_sandbox.webhooks import Webhooks

PREFIX = "/v2/bot/"
LARGEST_BODY = 2 * 1024 * 1024
PAGE = 1000
_decode = msgspec.json.Decoder().decode
Call = Callable[[re.Match[str], bytes, Mapping[str, str]], Reply | Awaitable[Reply]]


class Api:
    """Answers calls for one world."""

    def __init__(self, world: World, faults: Faults, buckets: Buckets, webhooks: Webhooks) -> None:
        self.world = world
        self._buckets = buckets
        self._webhooks = webhooks
        self._sending = Sending(world, faults, buckets)
        self._menus = Menus(world, buckets)
        self._shapes = shapes()
        self._bearer = f"Bearer {world.account.access_token}"
        self._sends = {f"/v2/bot/message/{kind}": kind for kind in SHAPES}
        self._routes: list[tuple[str, re.Pattern[str], Call]] = [
            (method, re.compile(f"/v2/bot/{pattern}"), call)
            for method, pattern, call in (*self._plain_routes(), *self._menu_routes())
        ]

    async def answer(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Reply:
        """Answer one call. Every answer has an `x-line-request-id`."""
        self.world.counts.calls += 1
        number = request_id()
        try:
            reply = await self._decide(method, path, query, headers, body, number)
        except Refused as refusal:
            reply = refusal.reply
        reply.headers["x-line-request-id"] = number
        return reply

    async def _decide(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
        number: str,
    ) -> Reply:
        if headers.get("authorization") != self._bearer:
            raise no(
                401,
                "Authentication failed. Confirm that the access token in the authorization header is valid.",
            )
        kind = self._sends.get(path) if method == "POST" else None
        if kind is not None:
            return self._sending.take(kind, _object(body), headers, number)
        if headers.get("x-line-retry-key"):
            raise no(400, "The retry key is not supported by this endpoint")
        if not self._buckets.take("webhook" if "/webhook/" in path else "others"):
            raise no(429, "The API rate limit has been exceeded. Try again later.")
        for verb, pattern, call in self._routes:
            found = pattern.fullmatch(path) if verb == method else None
            if found is not None:
                reply = call(found, body, {**query, "content-type": headers.get("content-type", "")})
                return reply if isinstance(reply, Reply) else await reply
        raise no(404, "Not found")

    def _plain_routes(self) -> list[tuple[str, str, Call]]:
        return [
            ("POST", "message/validate/([a-z]+)", lambda at, body, _: self._sending.validate(at[1], _object(body))),
            ("GET", "message/progress/narrowcast", lambda _a, _b, q: self._sending.progress(q.get("requestId", ""))),
            ("GET", "message/quota", lambda *_: self._quota()),
            ("GET", "message/quota/consumption", lambda *_: ok({"totalUsage": self.world.counts.sent})),
            ("GET", "message/aggregation/info", lambda *_: ok({"numOfCustomAggregationUnits": len(self.world.units)})),
            ("GET", "message/aggregation/list", lambda *_: self._sending.units()),
            ("GET", "insight/message/event/aggregation", lambda _a, _b, q: self._sending.opened(q)),
            ("GET", "message/delivery/([a-z]+)", lambda at, *_: self._delivered(at[1])),
            ("GET", "message/([0-9]+)/content(/preview)?", lambda at, *_: self._content(at[1])),
            ("GET", "profile/([^/]+)", lambda at, *_: self._profile(at[1])),
            ("GET", "followers/ids", lambda _a, _b, q: self._followers(q)),
            ("GET", "info", lambda *_: self._info()),
            ("POST", "user/([^/]+)/linkToken", lambda at, *_: self._link_token(at[1])),
            ("POST", "chat/loading/start", lambda _a, body, _q: self._loading(_object(body))),
            ("POST", "message/markAsRead", lambda *_: ok()),
            ("GET", "channel/webhook/endpoint", lambda *_: self._webhook()),
            ("PUT", "channel/webhook/endpoint", lambda _a, body, _q: self._set_webhook(_object(body))),
            ("POST", "channel/webhook/test", lambda *_: self._test_webhook()),
        ]  # fmt: skip

    def _menu_routes(self) -> list[tuple[str, str, Call]]:
        menus = self._menus
        return [
            ("POST", "richmenu", lambda _a, body, _q: menus.create(_object(body))),
            ("POST", "richmenu/validate", lambda _a, body, _q: menus.validate(_object(body))),
            ("GET", "richmenu/list", lambda *_: menus.all()),
            ("POST", "richmenu/bulk/link", lambda _a, body, _q: menus.link_many(_object(body))),
            ("POST", "richmenu/bulk/unlink", lambda _a, body, _q: menus.unlink_many(_object(body))),
            ("POST", "richmenu/alias", lambda _a, body, _q: menus.alias(_object(body))),
            ("GET", "richmenu/alias/list", lambda *_: menus.aliases()),
            ("GET", "richmenu/alias/([^/]+)", lambda at, *_: menus.get_alias(unquote(at[1]))),
            ("POST", "richmenu/alias/([^/]+)", lambda at, body, _: menus.change_alias(unquote(at[1]), _object(body))),
            ("DELETE", "richmenu/alias/([^/]+)", lambda at, *_: menus.delete_alias(unquote(at[1]))),
            ("GET", "richmenu/([^/]+)", lambda at, *_: menus.get(at[1])),
            ("DELETE", "richmenu/([^/]+)", lambda at, *_: menus.delete(at[1])),
            ("GET", "richmenu/([^/]+)/content", lambda at, *_: menus.picture(at[1])),
            ("POST", "richmenu/([^/]+)/content", lambda at, body, q: menus.set_picture(at[1], body, q["content-type"])),
            ("GET", "user/all/richmenu", lambda *_: menus.default()),
            ("DELETE", "user/all/richmenu", lambda *_: menus.clear_default()),
            ("POST", "user/all/richmenu/([^/]+)", lambda at, *_: menus.set_default(at[1])),
            ("GET", "user/([^/]+)/richmenu", lambda at, *_: menus.of_person(self._person(at[1]))),
            ("DELETE", "user/([^/]+)/richmenu", lambda at, *_: menus.unlink(self._person(at[1]))),
            ("POST", "user/([^/]+)/richmenu/([^/]+)", lambda at, *_: menus.link(self._person(at[1]), at[2])),
        ]  # fmt: skip

    def _person(self, person_id: str) -> Person:
        person = self.world.people.get(unquote(person_id))
        if person is None:
            raise no(404, "Not found")
        return person

    def _quota(self) -> Reply:
        limit = self.world.account.quota
        return ok({"type": "none"} if limit is None else {"type": "limited", "value": limit})

    def _delivered(self, kind: str) -> Reply:
        if kind not in SHAPES:
            raise no(404, "Not found")
        return ok({"status": "ready", "success": self.world.counts.by_kind.get(kind, 0)})

    def _content(self, message_id: str) -> Reply:
        if message_id not in self.world.contents:
            raise no(404, "Not found")
        kind, content = self.world.contents[message_id]
        return Reply(200, content, kind)

    def _profile(self, person_id: str) -> Reply:
        person = self._person(person_id)
        if not person.reached():
            raise no(404, "Not found")
        told = {"displayName": person.name or "友だち", "userId": person.id, "language": person.language}
        return ok(told)

    def _followers(self, query: Mapping[str, str]) -> Reply:
        limit = query.get("limit", "300")
        if not limit.isdecimal() or not 1 <= int(limit) <= PAGE:
            raise no(400, "The value for the 'limit' parameter is invalid")
        start = query.get("start", "0") or "0"
        if not start.isdecimal():
            raise no(400, "Invalid start param")
        ids = [one.id for one in self.world.people.values() if one.reached()]
        end = int(start) + int(limit)
        told: dict[str, Any] = {"userIds": ids[int(start) : end]}
        if end < len(ids):
            told["next"] = str(end)
        return ok(told)

    def _info(self) -> Reply:
        account = self.world.account
        return ok(
            {
                "userId": account.bot_id,
                "basicId": account.basic_id,
                "displayName": account.name,
                "chatMode": "bot",
                "markAsReadMode": "auto",
            }
        )

    def _link_token(self, person_id: str) -> Reply:
        return ok({"linkToken": self.world.link_token(self._person(person_id))})

    def _loading(self, body: Any) -> Reply:
        if not self._buckets.take("loading"):
            raise no(429, "The API rate limit has been exceeded. Try again later.")
        wrong = self._shapes.faults("ShowLoadingAnimationRequest", body)
        if wrong:
            raise bad_body(wrong)
        return ok(status=202)

    def _webhook(self) -> Reply:
        account = self.world.account
        if not account.webhook:
            raise no(404, "Webhook endpoint not found")
        return ok({"endpoint": account.webhook, "active": account.webhook_active})

    def _set_webhook(self, body: Any) -> Reply:
        wrong = self._shapes.faults("SetWebhookEndpointRequest", body)
        if wrong:
            raise bad_body(wrong)
        self.world.account.webhook = body["endpoint"]
        self.world.dirty = True
        return ok()

    async def _test_webhook(self) -> Reply:
        if not self.world.account.webhook:
            raise no(404, "Webhook endpoint not found")
        status, reason = await self._webhooks.call([])
        return ok(
            {
                "success": status == 200,
                "timestamp": clock.now().isoformat(timespec="milliseconds"),
                "statusCode": status,
                "reason": reason,
                "detail": reason if status == 200 else f"{reason} {status}",
            }
        )


def _object(body: bytes) -> Any:
    try:
        return _decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise no(400, "The request body could not be parsed as JSON") from None
