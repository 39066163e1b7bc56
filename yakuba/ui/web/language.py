"""The language switch of the resident pages."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from yakuba.kernel.permissions import PUBLIC
from yakuba.ui.pages import LANGUAGES, PageRequest, page

A_YEAR_S = 365 * 24 * 3600
LONGEST_PATH = 2000


@page(open_to=PUBLIC)
def choose_language(request: PageRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to the page the person came from."""
    answer = HttpResponseRedirect(_own_path(request.POST.get("next", "/")))
    chosen = request.POST.get("language", "")
    if request.method == "POST" and chosen in dict(LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR_S,
            secure=settings.TLS,
            httponly=True,
            samesite="Lax",
        )
    return answer


def _own_path(target: str) -> str:
    """The path somebody came from; the start page for anything that is none of this face."""
    if not target.startswith("/") or len(target) > LONGEST_PATH or not target.isprintable():
        return "/"
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"
