"""Who gets campaigns as a test."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.messaging.actions import set_tester as setting
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries import campaigns
from yakuba.messaging.web.deliveries import section_tabs
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import notice
from yakuba.ui.pages import PageRequest, page, render


@page(permission=WRITE_CAMPAIGNS)
def testers(request: PageRequest) -> HttpResponse:
    """Who gets campaigns as a test: by the whole address they verified."""
    said: Refusal | None = None
    if request.method == "POST":
        out = request.POST.get("action") == "remove"
        try:
            setting.set_tester(request.actor, email=request.POST.get("email", "")[:254], tester=not out)
        except NotAllowed:
            raise
        except Refusal as refusal:
            said = refusal
        else:
            return HttpResponseRedirect(f"{reverse('testers')}?{'out' if out else 'in'}")
    notices: list[SafeString] = []
    if said:
        notices = [notice("error", str(said.sentence), live=True)]
    elif "in" in request.GET or "out" in request.GET:
        notices = [
            notice(
                "success",
                "受取人にしました。" if "in" in request.GET else "受取人から外しました。",
                live=True,
            )
        ]
    context = {
        "tabs": section_tabs(request, "testers"),
        "count": campaigns.testers_count(),
        "notices": notices,
        "breadcrumb": [Link("配信", reverse("campaigns")), Link("試し送りの受取人")],
    }
    return render(request, "messaging/staff/testers.html", context, status=422 if said else 200)
