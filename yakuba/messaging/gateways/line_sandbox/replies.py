"""Answers of the stand-in, in LINE's form."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import msgspec

from yakuba.messaging.gateways.line_sandbox.schema import Fault

_encode = msgspec.json.Encoder().encode
JSON = "application/json"


@dataclass(slots=True)
class Reply:
    """An answer. `lost`: it is not given; the connection breaks off instead, after so many milliseconds."""

    status: int
    body: bytes = b"{}"
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    lost: int | None = None


class Refused(Exception):
    """An answer that is a no."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def ok(value: Any = None, status: int = 200) -> Reply:
    """A yes with an object."""
    return Reply(status, _encode(value) if value is not None else b"{}")


def no(status: int, message: str, faults: list[Fault] | None = None) -> Refused:
    """A no in LINE's words."""
    told: dict[str, Any] = {"message": message}
    if faults:
        told["details"] = [{"message": what, "property": where} for where, what in faults]
    return Refused(Reply(status, _encode(told)))


def bad_body(faults: list[Fault]) -> Refused:
    """400 for a body with faults."""
    return no(400, f"The request body has {len(faults)} error(s)", faults)


def request_id() -> str:
    """A new id for a request, as `x-line-request-id` has it."""
    raw = secrets.token_hex(16)
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"
