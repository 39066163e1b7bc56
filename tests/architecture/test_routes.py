"""Every route says who may enter; the staff's stand on the staff face only; nobody knocks one over."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, path, reverse

from tests.architecture import house, planted_urls, routes
from tests.architecture.conftest import AsRole
from tests.architecture.routes import Route
from yakuba.kernel.permissions import PUBLIC, RESIDENTS, Permission
from yakuba.ui.pages import PageRequest, page

DECLARED_ELSEWHERE: dict[str, str] = {}
"""Names of routes whose views are not ours and carry no `@page`, each with who guards it."""
SIGNED_INSTEAD = {
    "line_webhook": "LINE signs the raw body with the channel secret; whoever speaks has no cookie that could be abused",
    "stop_notice": "the sealed link of a mail says who and what (RFC 8058: mail programs have no token); it can only stop",
}
"""Names of routes where a machine speaks and a signature stands in place of the token, and whose it is."""


def undeclared(route: Route) -> bool:
    return route.entry is None and route.name not in DECLARED_ELSEWHERE


def staff_only(route: Route) -> bool:
    """Whether nobody but staff may enter: a permission that only roles give, or open to staff alone."""
    entry = route.entry
    if entry is None:
        return False
    who = entry.open_to if entry.permission is None else entry.permission.open_to
    return not who & {"anonymous", "guest", "resident"}


def open_to_anonymous(route: Route) -> bool:
    """Whether somebody who has not signed in may enter."""
    entry = route.entry
    if entry is None:
        return route.name in DECLARED_ELSEWHERE
    who = entry.open_to if entry.permission is None else entry.permission.open_to
    return "anonymous" in who and not entry.assurance


def every() -> list[Route]:
    return [route for face in routes.FACES for route in routes.of(face)]


def test_every_route_declares_who_may_enter() -> None:
    house.none([f"{route.face}: /{route.pattern}" for route in every() if undeclared(route)])
    unused = DECLARED_ELSEWHERE.keys() - {route.name for route in every() if route.entry is None}
    house.none(unused, "declared now, or gone: take it out")


def test_every_route_has_a_name_of_its_own() -> None:
    house.none([f"{route.face}: /{route.pattern}" for route in every() if not route.name])
    for face in routes.FACES:
        names = [route.name for route in routes.of(face)]
        assert sorted({name for name in names if names.count(name) > 1}) == []


def test_nothing_of_the_staff_is_mounted_on_the_public_face() -> None:
    house.none([route.pattern for route in routes.of("public") if staff_only(route)])


def staff_templates(view: Callable[..., Any]) -> Iterator[str]:
    """Templates of the staff that the file of a view names."""
    file = house.ROOT / (view.__module__.replace(".", "/") + ".py")
    if file.exists():
        for _, text in house.strings(file):
            if "/staff/" in text or text.endswith("shell_staff.html"):
                yield text


def test_public_views_draw_no_template_of_the_staff() -> None:
    drawn = {
        f"{route.view.__module__}: {template}"
        for route in routes.of("public")
        for template in staff_templates(route.view)
    }
    house.none(drawn)


def test_no_view_is_exempt_from_the_csrf_check() -> None:
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    exempt = {route.name for route in every() if getattr(route.view, "csrf_exempt", False)}
    house.none(sorted(exempt ^ SIGNED_INSTEAD.keys()))


def unprotected(face: str, addresses: list[Route], as_role: AsRole) -> Iterator[str]:
    """Addresses that take a POST without the token of the form."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for route in addresses:
        with as_role(face):
            if client.post(route.address()).status_code != 403:
                yield route.pattern


def entered(face: str, method: str, addresses: list[Route], as_role: AsRole) -> Iterator[str]:
    """Addresses that let somebody in who has not signed in."""
    for route in addresses:
        with as_role(face):
            answer = getattr(Client(raise_request_exception=False), method)(route.address())
        if not turned_away(answer):
            yield f"{answer.status_code} {route.address()}"


def turned_away(answer: Any) -> bool:
    """Whether an answer lets nobody in: sign in first, not allowed, or not by this method."""
    if answer.status_code == 302:
        return str(answer.headers["Location"]).startswith(reverse("sign_in"))
    return answer.status_code in {403, 405}


def fallen(face: str, method: str, addresses: list[Route], as_role: AsRole) -> Iterator[str]:
    """Addresses that fall over, or show the public a page of the staff."""
    for route in addresses:
        with as_role(face):
            answer = getattr(Client(raise_request_exception=False), method)(route.address())
        if answer.status_code >= 500:
            yield f"{answer.status_code} {method} {route.address()}: {answer.exc_info and answer.exc_info[1]!r}"
        if face == "public":
            drawn = [template.name or "" for template in answer.templates]
            yield from (f"{route.address()} draws {one}" for one in drawn if "staff" in one)


@pytest.mark.parametrize("face", routes.FACES)
def test_a_post_without_token_is_refused(face: str, serve: Callable[[str], None], as_role: AsRole) -> None:
    serve(face)
    house.none(unprotected(face, routes.of(face), as_role))


@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_routes_lead_strangers_to_sign_in(
    method: str, serve: Callable[[str], None], as_role: AsRole
) -> None:
    serve("staff")
    closed = [route for route in routes.of("staff") if not open_to_anonymous(route)]
    house.none(entered("staff", method, closed, as_role))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("face", routes.FACES)
def test_no_stranger_knocks_a_route_over(
    face: str, method: str, serve: Callable[[str], None], as_role: AsRole
) -> None:
    """With the rights that the face has in the database: a right that is missing shows here, too."""
    serve(face)
    house.none(fallen(face, method, routes.of(face), as_role))


def test_planted_addresses_are_caught(
    serve: Callable[[str], None], as_role: AsRole, settings: LazySettings
) -> None:
    serve("public")
    settings.ROOT_URLCONF = planted_urls.__name__
    addresses = routes.within("public", planted_urls.urlpatterns)
    assert [route.name for route in addresses if undeclared(route)] == ["unguarded"]
    assert list(unprotected("public", addresses, as_role)) == ["exempt"]
    assert [fault.split()[-1] for fault in entered("public", "get", addresses[3:4], as_role)] == [
        "/unguarded"
    ]
    table, shell, *more = fallen("public", "get", addresses, as_role)
    assert "permission denied" in table and "/forbidden-table" in table
    assert shell == "/staff-shell draws ui/shell_staff.html"
    assert {fault.split()[0] for fault in more} <= {"/staff-shell"}
    assert list(fallen("public", "post", addresses[:1], as_role)) == []


def planted(pattern: str, view: Callable[..., Any], name: str = "planted") -> Route:
    route: URLPattern = path(pattern, view, name=name)
    return Route("public", pattern, name, view, (route.pattern,))


def test_planted_faults_are_caught() -> None:
    read = Permission("architecture.read", "x")

    def bare(request: PageRequest) -> HttpResponse:
        return HttpResponse()

    assert undeclared(planted("x", bare))
    assert not undeclared(planted("x", page(open_to=PUBLIC)(bare)))
    assert staff_only(planted("x", page(permission=read)(bare)))
    assert staff_only(planted("x", page(open_to=frozenset({"staff"}))(bare)))
    assert not staff_only(planted("x", page(open_to=RESIDENTS)(bare)))
    assert not open_to_anonymous(planted("x", page(open_to=RESIDENTS)(bare)))
    assert not turned_away(HttpResponse())


def test_addresses_are_filled_with_arguments() -> None:
    view = page(open_to=PUBLIC)(lambda request: HttpResponse())
    assert planted("a/<int:number>/<slug:name>", view).address() == "/a/1/1"
    assert planted("a/<uuid:key>/", view).address() == "/a/00000000-0000-0000-0000-000000000001/"
