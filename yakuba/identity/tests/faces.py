"""The two faces with identity's own pages only, so that its tests need no upper floor."""

from django.http import HttpResponse
from django.urls import path

from yakuba.identity.web import urls as identity
from yakuba.kernel.actor import Assurance, Kind
from yakuba.kernel.permissions import PUBLIC
from yakuba.ui.pages import PageRequest, page

STAFF_ONLY: frozenset[Kind] = frozenset({"staff"})


@page(open_to=PUBLIC)
def home(request: PageRequest) -> HttpResponse:
    """A public page that asks nobody who is there."""
    return HttpResponse("home")


@page(open_to=frozenset({"resident"}), assurance=Assurance.ACCOUNT)
def vault(request: PageRequest) -> HttpResponse:
    """A public page that needs an account."""
    return HttpResponse("vault")


@page(open_to=PUBLIC)
def who(request: PageRequest) -> HttpResponse:
    """Says who is there."""
    return HttpResponse(f"{request.actor.kind} {request.actor.key} {int(request.actor.assurance)}")


@page(open_to=STAFF_ONLY)
def desk(request: PageRequest) -> HttpResponse:
    """Says who of the staff is there, and what they may read."""
    return HttpResponse(f"{request.actor.key} {sorted(request.actor.grants)} {int(request.actor.assurance)}")


resident = [path("", home, name="home"), path("vault", vault), path("who", who), *identity.resident]
staff = [path("", desk, name="desk"), *identity.staff]
