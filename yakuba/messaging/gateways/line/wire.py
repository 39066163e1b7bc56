"""What travels between the house and LINE: credentials, answers, and the two ways in which LINE says no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote

Json = Mapping[str, Any]
"""One JSON object as LINE describes it, e.g. a message."""

API_BASE = "https://api.line.me"
DATA_BASE = "https://api-data.line.me"
DIALOG_BASE = "https://access.line.me"
MOST_AT_ONCE = 500
"""Addressees of one multicast, and of one call that links rich menus."""
MOST_MESSAGES = 5
LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class Credentials:
    """How the house shows one channel (公式アカウント) that it is the house. Printing it shows no secret."""

    channel_id: str
    channel_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    api_base: str = API_BASE
    data_base: str = DATA_BASE


def dialog_base_for(api_base: str) -> str:
    """Where people confirm the link of their accounts; the stand-in has all under one address."""
    return DIALOG_BASE if api_base == API_BASE else api_base


def adding_url(api_base: str, basic_id: str) -> str:
    """Where people add an account as a friend (LINE URL scheme); the stand-in's telephones stand on its first page."""
    return f"https://line.me/R/ti/p/{quote(basic_id, safe='')}" if api_base == API_BASE else f"{api_base}/"


class Accepted(NamedTuple):
    """LINE took a message. `again`: it had taken it before under this retry key, and sent nothing now."""

    request_id: str
    again: bool


@dataclass(frozen=True, slots=True)
class Bot:
    """The account behind a channel. `user_id` is the `destination` of its webhooks; `basic_id` begins with @."""

    user_id: str
    basic_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What LINE tells of a friend; `language` is "" where the person did not agree to tell it (e.g. "ja", "en")."""

    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Quota:
    """Messages of this month: how many are allowed (None: no limit) and how many went out."""

    limit: int | None
    used: int


@dataclass(frozen=True, slots=True)
class WebhookTest:
    """What LINE saw when it called the webhook: `reason` is its code, e.g. "OK", "COULD_NOT_CONNECT"."""

    well: bool
    status: int
    reason: str


class LineRefused(Exception):
    """LINE refuses this call (4xx but 409 and 429): the same call will be refused again, so it is never repeated.

    `code` is a word for programs, `sentence` one for staff; `details` are LINE's own, "property: message". None of
    them holds an id of a person. `unsure`: an earlier try of the same call was not answered.
    """

    unsure = False

    def __init__(self, status: int, code: str, sentence: str, details: Sequence[str] = ()) -> None:
        super().__init__(f"{status} {code}: {sentence} {'; '.join(details)}".strip())
        self.status = status
        self.code = code
        self.sentence = sentence
        self.details = tuple(details)


class LineAway(Exception):
    """No answer, or none that says yes or no: time-out, broken connection, 5xx, 429 after waiting.

    The call may have been taken. It may be made again with the SAME retry key, later. `unsure`: see `LineRefused`.
    """

    unsure = False

    def __init__(self, sentence: str, *, status: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


class LineQuotaSpent(LineAway):
    """The messages of this month are used up. Nothing was sent; it makes no sense to ask again today."""


REFUSALS = {
    400: ("bad_request", "LINEが、この内容を受け付けませんでした。"),
    401: ("bad_token", "LINEが、チャネルアクセストークンを認めませんでした。"),
    403: ("not_allowed", "このチャネルでは、その操作ができません（契約や権限）。"),
    404: ("not_found", "LINEに、その相手かデータがありません。"),
    410: ("gone", "LINEに、そのデータはもうありません。"),
    413: ("too_large", "LINEに送る内容が大きすぎます。"),
    415: ("bad_type", "LINEが、このファイルの種類を受け付けませんでした。"),
}


def refused(status: int, body: object) -> LineRefused:
    """LINE's answer as an exception; whatever LINE says is quoted only from where it says what is wrong."""
    code, sentence = REFUSALS.get(status, ("refused", f"LINEが断りました（{status}）。"))
    details: list[str] = []
    if isinstance(body, dict):
        told = body.get("details")
        for one in told if isinstance(told, list) else ():
            if isinstance(one, dict):
                details.append(f"{one.get('property', '')}: {one.get('message', '')}"[:200])
        if not details and isinstance(body.get("message"), str):
            details.append(body["message"][:200])
    return LineRefused(status, code, sentence, details[:20])
