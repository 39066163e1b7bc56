"""Cases as a file: what the list shows, streamed while it is read."""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from yakuba.cases import api as cases
from yakuba.cases.exports import Form
from yakuba.cases.web.asked import read
from yakuba.kernel import clock
from yakuba.ui.pages import PageRequest, page


@page(permission=cases.EXPORT)
@require_GET
def export(request: PageRequest, form: Form) -> HttpResponseBase:
    """The cases that the filters leave, as CSV or XLSX."""
    rows = cases.export_rows(request.actor, read(request.GET).filters(request.actor), form=form)
    name = f"案件_{clock.now():%Y%m%d_%H%M}.{form}"
    answer = StreamingHttpResponse(rows, content_type=cases.CONTENT_TYPES[form])
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003
    return answer
