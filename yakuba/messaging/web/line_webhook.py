"""Where LINE reports what happens. A machine speaks here: no page, no session, a signature in place of a token."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yakuba.kernel.permissions import PUBLIC
from yakuba.messaging import line
from yakuba.messaging.gateways.line.signature import HEADER
from yakuba.ui.pages import PageRequest, page

STATUS = {
    line.NOT_SIGNED: HTTPStatus.FORBIDDEN,
    "unreadable": HTTPStatus.BAD_REQUEST,
    "another": HTTPStatus.FORBIDDEN,
}


@csrf_exempt
@page(open_to=PUBLIC)
@require_POST
def receive(request: PageRequest) -> HttpResponse:
    """Keep a report and say so at once; the work follows in the worker. Says no to whatever LINE did not sign."""
    try:
        body = request.body
    except RequestDataTooBig:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except RawPostDataException:  # a form with files: its stream was read, and LINE sends none
        return _answer(HTTPStatus.FORBIDDEN)
    fault = line.take_report(body, request.headers.get(HEADER, ""))
    return _answer(STATUS[fault] if fault else HTTPStatus.OK)


def _answer(status: HTTPStatus) -> HttpResponse:
    return HttpResponse(b"", status=status, content_type="text/plain")
