"""`/health`: whether this face can serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from yakuba.kernel.permissions import PUBLIC
from yakuba.ui.pages import PageRequest, page


@page(open_to=PUBLIC | {"staff"})
def health(request: PageRequest) -> JsonResponse:
    """200 while the database answers, 503 while it does not. Says nothing else to the Internet."""
    return JsonResponse({"ok": True}) if _database_answers() else JsonResponse({"ok": False}, status=503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def bad_request(request: HttpRequest, exception: Exception | None = None) -> object:
    """The page for what cannot be read: broken forms, unknown hosts."""
    from yakuba.ui.middleware import unreadable

    return unreadable(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> object:
    """The page for an address that leads nowhere."""
    from yakuba.kernel.refusals import NotFound
    from yakuba.ui.pages import refused

    return refused(request, NotFound())
