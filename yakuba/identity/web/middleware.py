"""Settles who asks: every request carries an Actor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from yakuba.kernel.actor import anonymous

Answer = Callable[[HttpRequest], HttpResponseBase]


class ActorMiddleware:
    """Sets `request.actor`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = anonymous()  # type: ignore[attr-defined]
        return self.get_response(request)
