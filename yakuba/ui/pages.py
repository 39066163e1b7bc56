"""Views of the house: each declares who may enter, and answers a Refusal in the user's words."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from yakuba.kernel.actor import ANONYMOUS, Actor, Assurance, Kind
from yakuba.kernel.permissions import Permission
from yakuba.kernel.permissions import permission as permission_of
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)

LANGUAGES = (("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English"))


class PageRequest(HttpRequest):
    """A request on which the identity of whoever asks has been settled."""

    actor: Actor


View = Callable[Concatenate[PageRequest, P], Answer]


class SignInFirst(Refusal):
    """The page needs a session of higher assurance; the answer leads to the sign-in page."""

    def __init__(self, needs: Assurance) -> None:
        super().__init__("sign_in", "")
        self.needs = needs


class Entry:
    """Who may enter a view, for the tests and the reference pages."""

    __slots__ = ("assurance", "open_to", "permission")

    def __init__(
        self, open_to: frozenset[Kind] | None, permission: Permission | None, assurance: Assurance
    ) -> None:
        self.open_to = open_to
        self.permission = permission
        self.assurance = assurance

    def check(self, actor: Actor) -> None:
        """Refuse whoever may not enter; somebody who only has to sign in is told so."""
        if actor.assurance < self.assurance:
            raise SignInFirst(self.assurance)
        if self.permission is not None:
            if actor.may(self.permission):
                return
            if actor.kind == "anonymous":
                raise SignInFirst(self.permission.needs)
            raise NotAllowed()
        if self.open_to is not None and actor.kind not in self.open_to:
            if actor.kind == "anonymous":
                raise SignInFirst(Assurance.EMAIL)
            raise NotAllowed()


def page(
    *,
    open_to: frozenset[Kind] | None = None,
    permission: Permission | None = None,
    assurance: Assurance = Assurance.NONE,
) -> Callable[[View[P, Answer]], Callable[..., HttpResponseBase]]:
    """Declare a view. Either `open_to` or `permission` says who may enter; `assurance` how surely."""
    if (open_to is None) == (permission is None):
        raise ValueError("a page names either whom it is open to or the permission it needs")
    entry = Entry(open_to, permission, assurance)

    def declare(view: View[P, Answer]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def enter(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            entry.check(request.actor)
            return view(request, *args, **kwargs)

        enter.entry = entry  # type: ignore[attr-defined]
        return enter

    return declare


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page of the house from its template."""
    return HttpResponse(
        get_template(template).render({**shell(request), **(context or {})}, request), status=status
    )


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every shell needs: the ward, the face, the languages, whether this is a demonstration."""
    return {
        "ward_name": settings.WARD.name_en if get_language() == "en" else settings.WARD.name,
        "ward_contact": settings.WARD.contact(get_language() or "ja"),
        "navigation": _navigation(request),
        "sign_out_url": _known_url("sign_out")
        if settings.FACE != "public" and getattr(request, "actor", ANONYMOUS).kind == "staff"
        else "",
        "face": settings.FACE,
        "demo": settings.DEMO,
        "language_choices": LANGUAGES,
        "language": get_language() or "ja",
    }


def _navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The lines of the menu that this person may follow; a page that is not mounted has no line."""
    lines: list[dict[str, object]] = []
    actor = getattr(request, "actor", ANONYMOUS)
    if settings.FACE == "staff" and actor.kind == "anonymous":
        return lines
    for label, name, code in settings.NAVIGATION:
        needed = permission_of(code) if code else None
        if code and (needed is None or not actor.may(needed)):
            continue
        url = _known_url(name)
        if not url:
            continue
        lines.append({"label": gettext(label), "url": url, "current": _current(request.path, url)})
    return lines


def _current(path: str, url: str) -> str:
    """What `aria-current` says of a line of the menu: this page, the room this page is in, or nothing."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""


def _known_url(name: str) -> str:
    """The address of a page of this face, "" where it is not mounted."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


STATUS = {NotAllowed: 403, NotFound: 404, Conflict: 409}
CODES = {"unreadable": 400, "method": 405, "too_large": 413, "too_many": 429}


def status_of(refusal: Refusal) -> int:
    """The HTTP status that goes with a refusal: 422 unless its kind or its code says otherwise."""
    for kind, status in STATUS.items():
        if isinstance(refusal, kind):
            return status
    return CODES.get(refusal.code, 422)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says no, in the user's words."""
    status = status_of(refusal)
    shell_template = "ui/shell_staff.html" if settings.FACE == "staff" else "ui/shell_resident.html"
    return render(
        request,
        "ui/refusal.html",
        {"sentence": refusal.sentence, "status": status, "shell_template": shell_template},
        status=status,
    )
