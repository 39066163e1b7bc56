"""Cases as a file: what the list shows, streamed while it is read."""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from yakuba.cases import api as cases
from yakuba.cases.exports import Form
from yakuba.cases.web.asked import lost, read
from yakuba.kernel import clock
from yakuba.kernel.refusals import Refusal
from yakuba.ui.pages import PageRequest, page


@page(permission=cases.EXPORT)
@require_GET
def export(request: PageRequest, form: Form) -> HttpResponseBase:
    """The cases that the filters leave, as CSV or XLSX.

    Refuses where the words of the search are no longer kept: the file would hold far more than was asked for.
    """
    asked = read(request.GET, request.session)
    if lost(request.GET, asked):
        raise Refusal(
            "search_lost",
            "この検索の言葉は、もう残っていません。一覧でもう一度さがしてから、書き出してください。",
        )
    rows = cases.export_rows(request.actor, asked.filters(request.actor), form=form)
    name = f"案件_{clock.now():%Y%m%d_%H%M}.{form}"
    answer = StreamingHttpResponse(rows, content_type=cases.CONTENT_TYPES[form])
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003
    return answer
