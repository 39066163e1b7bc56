"""The five ways to send, as the stand-in takes them: judged, counted, once for each retry key."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from yakuba.kernel.clock import TOKYO
from yakuba.messaging.gateways.line_sandbox.faults import Buckets, Faults
from yakuba.messaging.gateways.line_sandbox.replies import Reply, bad_body, no, ok
from yakuba.messaging.gateways.line_sandbox.schema import shapes
from yakuba.messaging.gateways.line_sandbox.state import World, now_ms

KEYED = frozenset({"push", "multicast", "narrowcast", "broadcast"})
SHAPES = {
    "reply": "ReplyMessageRequest",
    "push": "PushMessageRequest",
    "multicast": "MulticastRequest",
    "narrowcast": "NarrowcastRequest",
    "broadcast": "BroadcastRequest",
}
SPENT = "You have reached your monthly limit."
BAD_TO = "The property, 'to', in the request body is invalid (line: -, column: -)"
FEWEST_IN_AUDIENCE = 50
_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_UNIT = re.compile(r"[a-zA-Z0-9_]{1,30}")
_DAY = re.compile(r"[0-9]{8}")
LONGEST_PERIOD = timedelta(days=30)
FEWEST_COUNTED = 20
_ID = re.compile(r"U[0-9a-f]{32}")
Body = dict[str, Any]


class Sending:
    """Takes messages for one world."""

    def __init__(self, world: World, faults: Faults, buckets: Buckets) -> None:
        self._world = world
        self._faults = faults
        self._buckets = buckets
        self._shapes = shapes()
        self._ways: dict[str, Callable[[Body], int]] = {
            "reply": self._reply,
            "push": self._push,
            "multicast": self._multicast,
            "narrowcast": self._narrowcast,
            "broadcast": self._broadcast,
        }

    def take(self, kind: str, body: Any, headers: Mapping[str, str], request_id: str) -> Reply:
        """Take one call. Raises Refused."""
        if not self._buckets.take(kind):
            raise no(429, "The API rate limit has been exceeded. Try again later.")
        faults, counts = self._faults, self._world.counts
        if faults.happens(faults.busy):
            raise no(429, "The API rate limit has been exceeded. Try again later.")
        if faults.happens(faults.fail):
            raise no(500, "An error occurred")
        key = headers.get("x-line-retry-key", "")
        if key and (kind not in KEYED or not _KEY.fullmatch(key)):
            raise no(400, "The retry key is invalid")
        wrong = self._shapes.faults(SHAPES[kind], body)
        if wrong:
            raise bad_body(wrong)
        before = self._world.taken_before(key) if key else ""
        if before:
            counts.again += 1
            return Reply(
                409,
                b'{"message":"The retry key is already accepted"}',
                headers={"x-line-accepted-request-id": before},
            )
        reached = self._ways[kind](body)
        counts.by_kind[kind] = counts.by_kind.get(kind, 0) + 1
        if key:
            self._world.take_key(key, request_id)
        answer = self._said(kind, body, request_id, reached)
        if faults.happens(faults.lose):
            answer.lost = faults.hold_ms
        return answer

    def _said(self, kind: str, body: Body, request_id: str, reached: int) -> Reply:
        if kind == "narrowcast":
            self._world.batches[request_id] = now_ms()
            return ok(status=202)
        if kind in ("push", "reply"):
            world = self._world
            sent = [{"id": world.next_message_id(), "quoteToken": "q"} for _ in body["messages"]]
            return ok({"sentMessages": sent})
        return ok()

    def _spend(self, count: int) -> None:
        """Refuse what is over the month's quota; replies are free."""
        quota = self._world.account.quota
        if quota is not None and self._world.counts.sent + count > quota:
            raise no(429, SPENT)

    def _reply(self, body: Body) -> int:
        person = self._world.use_reply_token(body["replyToken"])
        if person is None:
            raise no(400, "Invalid reply token")
        return self._world.deliver([person.id], body["messages"])

    def _push(self, body: Body) -> int:
        if not _ID.fullmatch(body["to"]):
            raise no(400, BAD_TO)
        person = self._world.people.get(body["to"])
        if person is None:
            self._world.counts.unknown += 1
            raise no(400, "Failed to send messages")
        self._spend(len(body["messages"]))
        return self._world.deliver([body["to"]], body["messages"], unit=_unit(body))

    def _multicast(self, body: Body) -> int:
        to = body["to"]
        if not all(map(_ID.fullmatch, to)):
            raise no(400, BAD_TO)
        unique = dict.fromkeys(to)
        self._spend(len(unique) * len(body["messages"]))
        return self._world.deliver(unique, body["messages"], unit=_unit(body))

    def _broadcast(self, body: Body) -> int:
        ids = [one.id for one in self._world.people.values() if one.follows]
        self._spend(len(ids) * len(body["messages"]))
        return self._world.deliver(ids, body["messages"])

    def _narrowcast(self, body: Body) -> int:
        """To all friends: audiences by attributes are LINE's own and not known here."""
        ids = [one.id for one in self._world.people.values() if one.reached()]
        return self._broadcast(body) if len(ids) >= FEWEST_IN_AUDIENCE else 0

    def progress(self, request_id: str) -> Reply:
        """How far a narrowcast is."""
        begun = self._world.batches.get(request_id)
        if begun is None:
            raise no(404, "Not found")
        friends = sum(one.reached() for one in self._world.people.values())
        if friends < FEWEST_IN_AUDIENCE:
            return ok({"phase": "failed", "failedDescription": "too few recipients", "errorCode": 4})
        return ok({"phase": "succeeded", "successCount": friends, "failureCount": 0, "targetCount": friends})

    def opened(self, query: Mapping[str, str]) -> Reply:
        """How many opened what bore the name of a unit: numbers only, and none of fewer than twenty people."""
        name, days = query.get("customAggregationUnit", ""), [query.get(one, "") for one in ("from", "to")]
        if not _UNIT.fullmatch(name) or not all(map(_DAY.fullmatch, days)):
            raise no(400, "The value for the 'customAggregationUnit', 'from' or 'to' parameter is invalid")
        try:
            first, last = (datetime.strptime(one, "%Y%m%d").replace(tzinfo=TOKYO) for one in days)
        except ValueError:
            raise no(400, "The value for the 'from' or 'to' parameter is invalid") from None
        if not timedelta(0) <= last - first <= LONGEST_PERIOD:
            raise no(400, "The aggregation period is invalid")
        unit = self._world.units.get(name)
        people = unit.opened() if unit else 0
        overview = {
            "uniqueImpression": people if people >= FEWEST_COUNTED else None,
            "uniqueClick": None,
            "uniqueMediaPlayed": None,
            "uniqueMediaPlayed100Percent": None,
        }
        return ok({"overview": overview, "messages": [], "clicks": []})

    def units(self) -> Reply:
        """The names of units that were used."""
        return ok({"customAggregationUnits": sorted(self._world.units)})

    def validate(self, kind: str, body: Any) -> Reply:
        """Judge messages without sending them."""
        if kind not in SHAPES:
            raise no(404, "Not found")
        wrong = self._shapes.faults("ValidateMessageRequest", body)
        if wrong:
            raise bad_body(wrong)
        return ok()


def _unit(body: Body) -> str:
    units = body.get("customAggregationUnits") or [""]
    return str(units[0])
