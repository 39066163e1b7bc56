"""The files of a message: reached by the link in it, without signing in, until a day."""

import re
from typing import TypeVar

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from yakuba.kernel.files import open_stored
from yakuba.kernel.permissions import PUBLIC
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import campaign_files, campaign_texts
from yakuba.messaging.actions.count_download import count_download
from yakuba.messaging.models import Run, RunFile
from yakuba.messaging.queries import campaigns
from yakuba.ui.components.groups import FileRow, FileState, file_list
from yakuba.ui.pages import PageRequest, page, render

GONE = 410
Answer = TypeVar("Answer", bound=HttpResponseBase)
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{campaign_files.TOKEN_LENGTH}}}")
_STATES: dict[str, FileState] = {"waiting": "waiting", "quarantined": "quarantined"}


@page(open_to=PUBLIC)
@require_safe
def files(request: PageRequest, token: str) -> HttpResponse:
    """What went along with a message: name, kind and size of every file, and until when it opens."""
    return _shown(request, _run(token))


@page(open_to=PUBLIC)
@require_safe
def file(request: PageRequest, token: str, number: int) -> HttpResponseBase:
    """One of them, always as a download: whatever is in it is never shown inside a page of ours."""
    run = _run(token)
    if not campaign_files.is_open(run):
        return _shown(request, run)
    found = campaigns.file_of(run, number)
    answer = FileResponse(
        open_stored(found.file),
        as_attachment=True,
        filename=found.file.name,
        content_type=found.file.content_type,
    )
    if request.method == "GET":
        count_download(request.actor, run_file_id=found.pk)
    return _unlisted(answer)


def _run(token: str) -> Run:
    if not _TOKEN.fullmatch(token):
        raise NotFound()
    return campaigns.run_of_files(token)


def _shown(request: PageRequest, run: Run) -> HttpResponse:
    opened = campaign_files.is_open(run)
    language = get_language() or "ja"
    context = {
        "run": run,
        "opened": opened,
        "sender": run.sender_in(language),
        "phone": campaign_texts.values(run.sender, language)["phone"],
        "files": file_list([_row(run, one) for one in campaigns.files_of_run(run)]) if opened else "",
    }
    answer = render(request, "messaging/resident/files.html", context, status=200 if opened else GONE)
    return _unlisted(answer)


def _row(run: Run, one: RunFile) -> FileRow:
    return FileRow(
        name=one.file.name,
        size=campaign_files.kind_words(one.file),
        url=reverse("notice_file", args=[run.files_token, one.number]),
        state=_STATES.get(one.file.state, "clean"),
    )


def _unlisted(answer: Answer) -> Answer:
    """Kept out of search engines and shared caches."""
    answer.headers["X-Robots-Tag"] = "none"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
