"""The files of a campaign: put, take away, how long their link opens; closing the link of what went out."""

from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.kernel import clock, files
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.messaging import campaign_files
from yakuba.messaging.actions.change_campaign_files import change_campaign_files
from yakuba.messaging.actions.set_files_end import set_files_end
from yakuba.messaging.models import Campaign
from yakuba.messaging.options import MOST_FILES_DAYS
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries import campaigns
from yakuba.messaging.web.campaign_form import number_in
from yakuba.ui.components.fields import FieldView, text_field
from yakuba.ui.components.groups import FileRow, FileState, file_field
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, notice
from yakuba.ui.dates import day_words
from yakuba.ui.pages import PageRequest, page, render

ACCEPT = ",".join(sorted(campaign_files.LIMITS.accept))
MEGABYTES = campaign_files.LIMITS.max_bytes // 1024 // 1024
STATES: dict[str, FileState] = {"waiting": "waiting", "quarantined": "quarantined"}


@page(permission=WRITE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_files_page(request: PageRequest, campaign_id: int) -> HttpResponse:
    """Put files to a campaign, or take one away."""
    row = campaigns.campaign_for(request.actor, campaign_id)
    if row.state != Campaign.State.DRAFT and request.method != "POST":
        return HttpResponseRedirect(reverse("campaign", args=[row.pk]))
    if request.method != "POST":
        return _drawn(request, row, {}, row.files_days)
    days = number_in(request.POST.get("days", ""))
    change = request.POST.get("change", "")
    uploads = [] if change else request.FILES.getlist("file")[: campaign_files.MOST_FILES]
    try:
        change_campaign_files(
            request.actor,
            campaign_id=row.pk,
            seen_version=number_in(request.POST.get("version", "")),
            days=days,
            add=[_stored(request, upload) for upload in uploads],
            remove=number_in(change.removeprefix("remove:")) if change else None,
        )
    except (NotAllowed, NotFound, Conflict):
        raise
    except Refusal as refusal:
        errors = {name: str(said) for name, said in refusal.fields.items()}
        return _drawn(request, row, errors or {"file": str(refusal.sentence)}, days)
    return HttpResponseRedirect(f"{reverse('campaign_files', args=[row.pk])}?kept")


def _stored(request: PageRequest, upload: "UploadedFile[bytes]") -> StoredFile:
    return files.store(request.actor, name=upload.name or "", stream=upload, limits=campaign_files.LIMITS)


def _drawn(request: PageRequest, row: Campaign, errors: dict[str, str], days: int) -> HttpResponse:
    until = day_words(clock.today() + timedelta(days=row.files_days))
    box = FieldView(
        id="file",
        name="file",
        label="ファイル",
        help=f"PDFか写真（JPEG・PNG・WebP）。1つ{MEGABYTES}MBまで、{campaign_files.MOST_FILES}つまで。",
        error=errors.get("file", ""),
        mark=False,
    )
    length = FieldView(
        id="days",
        name="days",
        label="送ってから何日間、開けますか",
        value=str(days or ""),
        help=f"いま送ると、{until}まで開けます。{MOST_FILES_DAYS.value()}日まで。",
        error=errors.get("days", ""),
        inputmode="numeric",
        width="xs",
        suffix="日間",
        mark=False,
    )
    context = {
        "row": row,
        "file_field": file_field(
            box,
            files=[_listed(one.file) for one in campaign_files.files_of(row)],
            accept=ACCEPT,
            multiple=True,
            largest=campaign_files.LIMITS.max_bytes,
        ),
        "days_field": text_field(length),
        "errors": [ErrorLink(name, said) for name, said in errors.items()],
        "has_errors": bool(errors),
        "notices": [notice("success", "保存しました。", live=True)]
        if "kept" in request.GET and not errors
        else [],
        "breadcrumb": [
            Link("配信", reverse("campaigns")),
            Link(row.title, reverse("campaign", args=[row.pk])),
            Link("ファイル"),
        ],
    }
    return render(request, "messaging/staff/campaign_files.html", context, status=422 if errors else 200)


def _listed(file: StoredFile) -> FileRow:
    return FileRow(
        name=file.name,
        size=campaign_files.kind_words(file),
        remove=f"remove:{file.pk}",
        state=STATES.get(file.state, "clean"),
    )


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def files_end(request: PageRequest, run_id: int) -> HttpResponse:
    """Close the files of a run at once, or open them again for as long as was chosen."""
    run = campaigns.run_for(request.actor, run_id)
    closing = request.POST.get("action") == "close"
    days = -1 if closing else min(run.campaign.files_days, MOST_FILES_DAYS.value())
    set_files_end(request.actor, run_id=run_id, until=clock.today() + timedelta(days=days))
    word = "files_closed" if closing else "files_opened"
    return HttpResponseRedirect(f"{reverse('campaign', args=[run.campaign_id])}?{word}")
