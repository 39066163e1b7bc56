"""What every answer of the house goes through: security headers, refusals as pages, bad bytes refused early."""

import errno
import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    UnreadablePostError,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.ui.pages import SignInFirst, refused

log = logging.getLogger("yakuba.ui")
AGAIN_AFTER_S = 5
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
METHODS = ("GET", "HEAD", "POST")
LONGEST_PATH = 500
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
Answer = Callable[[HttpRequest], HttpResponseBase]


class HouseMiddleware:
    """Headers on every answer; a Refusal raised anywhere in a view becomes a page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response = wrong_method(request, response.headers["Allow"])
        if "HX-Request" in request.headers and "Location" in response.headers:
            response = _whole_page(response)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        if settings.TLS:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponseBase | None:
        """Refuse names that are not ours, methods that no page takes, and bytes that are no text.

        No keyboard types a NUL and no table takes one, so it is refused here for all pages.
        """
        request.get_host()
        if request.method not in METHODS:
            return wrong_method(request, ", ".join(METHODS))
        if "\x00" in request.path or "\ufffd" in request.path or _holds_nul(request):
            return unreadable(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Turn a refusal into its page; everything else is a fault of ours and goes on."""
        if isinstance(exception, SignInFirst):
            return sign_in_first(request)
        if isinstance(exception, Refusal):
            return refused(request, exception)
        if isinstance(exception, PermissionDenied):
            return refused(request, NotAllowed())
        if isinstance(exception, TOO_LARGE):
            return unreadable(request, exception)
        return busy(exception) if passes(exception) else None


def _whole_page(response: HttpResponseBase) -> HttpResponseBase:
    """A redirect as HTMX has to be told of it: the browser goes there, instead of a part of this page being replaced."""
    response.headers["HX-Redirect"] = response.headers["Location"]
    del response.headers["Location"]
    response.status_code = 204
    return response


def passes(error: BaseException | None) -> bool:
    """Whether it failed, or what it came from, for something that passes by itself: no database, no room on the disk."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)):
            return True
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False


def busy(error: BaseException) -> HttpResponse:
    """The page that asks for a little patience. It needs neither database nor session."""
    log.warning("answered with 503: %s", type(error).__name__)  # its words may hold what was entered
    page = HttpResponse(render_to_string("ui/busy.html"), status=503)
    page["Retry-After"] = str(AGAIN_AFTER_S)
    return page


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to an exception outside of a view (`handler500`): patience where that helps, else an apology."""
    error = sys.exc_info()[1]
    if error is not None and passes(error):
        return busy(error)
    return HttpResponse(render_to_string("500.html"), status=500)


def _holds_nul(request: HttpRequest) -> bool:
    try:
        forms = (request.GET, request.POST)
    except UnreadablePostError:  # whoever sent it has gone
        return True
    return any(
        "\x00" in text for form in forms for name, texts in form.lists() for text in (name, *map(str, texts))
    )


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for a request that cannot be read, or is larger than anything a page asks for."""
    if isinstance(exception, TOO_LARGE):
        return refused(request, Refusal("too_large", _("送られた内容が大きすぎます。")))
    sentence = _("送られた内容を読み取れませんでした。前のページに戻って、もう一度お試しください。")
    return refused(request, Refusal("unreadable", sentence))


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """The page for a method that the address does not take; names those it does."""
    sentence = _("このページは、この方法では使えません。最初のページから開いてください。")
    answer = refused(request, Refusal("method", sentence))
    answer.headers["Allow"] = allowed
    return answer


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Lead to the sign-in page, and back here afterwards (only a GET of a usual length can be repeated)."""
    here = request.get_full_path()
    back = {"next": here} if request.method == "GET" and len(here) <= LONGEST_PATH else {}
    target = reverse("sign_in")
    return HttpResponseRedirect(f"{target}?{urlencode(back)}" if back else target)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """The page after a failed CSRF check: what was entered stays in the browser's history."""
    return refused(
        request,
        NotAllowed(
            "csrf",
            _(
                "安全のため、送信を受け付けませんでした。前のページに戻り、ページを読み込み直してから、もう一度送ってください。"
            ),
        ),
    )
