"""Who sits at which browser: this module stands below identity, so its tests say so themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from yakuba.kernel.actor import Actor

COOKIE = "seat"
SEATS: dict[str, Actor] = {}


def seated(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware behind identity's: the browser with a seat is that of its actor."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        actor = SEATS.get(request.COOKIES.get(COOKIE, ""))
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return get_response(request)

    return answer
