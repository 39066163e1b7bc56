"""How the JSON views answer: refusals as JSON with the same status as the pages, never a traceback."""

import functools
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import Refusal
from yakuba.ui.pages import PageRequest, SignInFirst, page, status_of

JsonView = Callable[..., JsonResponse]


def json_page(permission: Permission) -> Callable[[JsonView], Callable[..., HttpResponseBase]]:
    """Declare a JSON view: the permission it needs; a refusal becomes `{"code", "sentence"}`."""

    def declare(view: JsonView) -> Callable[..., HttpResponseBase]:
        entered = page(permission=permission)(view)

        @functools.wraps(entered)
        def answer(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return entered(request, *args, **kwargs)
            except SignInFirst:
                return refused("sign_in", "サインインしてください。", 403)
            except Refusal as refusal:
                return refused(refusal.code, str(refusal.sentence), status_of(refusal))

        return answer

    return declare


def refused(code: str, sentence: str, status: int) -> JsonResponse:
    """A refusal."""
    return written({"code": code, "sentence": sentence}, status)


def written(value: Any, status: int = 200) -> JsonResponse:
    """A value as JSON in UTF-8."""
    return JsonResponse(value, status=status, json_dumps_params={"ensure_ascii": False}, safe=False)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. Refuses another type of content, too much, and no JSON object."""
    if request.content_type != "application/json":
        raise Refusal("content_type", "Content-Type を application/json にしてください。")
    try:
        value = json.loads(request.body)
    except RequestDataTooBig:
        raise Refusal("too_large", "送られた内容が大きすぎます。分けて送ってください。") from None
    except (ValueError, RecursionError):
        raise Refusal("json", "JSONとして読めません。") from None
    if not isinstance(value, dict):
        raise Refusal("json", "JSONのオブジェクトを送ってください。")
    return value
