"""Addresses with a fault each, to show that the proofs of the routes see it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from yakuba.identity.models import Staff
from yakuba.kernel.permissions import PUBLIC
from yakuba.ui.pages import PageRequest, page, render


@page(open_to=PUBLIC)
def sound(request: PageRequest, number: int) -> HttpResponse:
    """Nothing is wrong with it."""
    return HttpResponse()


@page(open_to=PUBLIC)
def forbidden_table(request: PageRequest) -> HttpResponse:
    """Reads what the Internet face may not."""
    return HttpResponse(str(Staff.objects.count()))


@page(open_to=PUBLIC)
def staff_shell(request: PageRequest) -> HttpResponse:
    """Draws a page of the staff."""
    return render(request, "ui/shell_staff.html")


def unguarded(request: HttpRequest) -> HttpResponse:
    """Says nothing of who may enter."""
    return HttpResponse()


urlpatterns = [
    path("sound/<int:number>", sound, name="sound"),
    path("forbidden-table", forbidden_table, name="forbidden_table"),
    path("staff-shell", staff_shell, name="staff_shell"),
    path("unguarded", unguarded, name="unguarded"),
    path("exempt", csrf_exempt(sound), {"number": 1}, name="exempt"),
]
