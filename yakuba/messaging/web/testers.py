"""Who gets campaigns as a test."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.kernel.values.email_address import mask
from yakuba.messaging.actions.add_tester import add_tester
from yakuba.messaging.actions.remove_tester import remove_tester
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries import campaigns
from yakuba.messaging.rules.channels import LABELS, Way, ways_in
from yakuba.messaging.sealing import Unreadable, unseal
from yakuba.messaging.ways import open_bits
from yakuba.messaging.web.campaign_form import number_in
from yakuba.messaging.web.deliveries import section_tabs
from yakuba.ui.components.fields import FieldView, text_field
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, notice
from yakuba.ui.pages import PageRequest, page, render

LONGEST = 254
DONE = {"in": "受取人にしました。", "out": "受取人から外しました。"}


@page(permission=WRITE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def testers(request: PageRequest) -> HttpResponse:
    """The test group: who is in it, one more by the whole address they verified, one out of it."""
    if request.method != "POST":
        return _drawn(request, "", "")
    if leaving := request.POST.get("remove", ""):
        remove_tester(request.actor, reader_id=number_in(leaving))
        return HttpResponseRedirect(f"{reverse('testers')}?out")
    email = request.POST.get("email", "")[:LONGEST].strip()
    try:
        add_tester(request.actor, email=email)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _drawn(request, email, str(refusal.fields.get("email", refusal.sentence)))
    return HttpResponseRedirect(f"{reverse('testers')}?in")


def _drawn(request: PageRequest, email: str, error: str) -> HttpResponse:
    done = next((said for word, said in DONE.items() if word in request.GET), "")
    field = FieldView(
        id="email",
        name="email",
        label="メールアドレス",
        help="区のお知らせを受け取る登録をしている人だけを加えられます。",
        value=email,
        error=error,
        type="email",
        width="l",
        required=True,
        mark=False,
    )
    context = {
        "tabs": section_tabs(request, "testers"),
        "field": text_field(field),
        "testers": [(row.pk, _address(sealed), _ways(row.ways)) for row, sealed in campaigns.testers()],
        "errors": [ErrorLink("email", error)] if error else [],
        "has_errors": bool(error),
        "notices": [notice("success", done, live=True)] if done and not error else [],
        "breadcrumb": [Link("配信", reverse("campaigns")), Link("試し送りの受取人")],
    }
    return render(request, "messaging/staff/testers.html", context, status=422 if error else 200)


def _ways(ways: int) -> str:
    """By which ways a test reaches somebody: never by letter."""
    named = [LABELS[way] for way in ways_in(ways & open_bits()) if way is not Way.LETTER]
    return "・".join(named) or "届く方法がありません"


def _address(sealed: bytes | memoryview | None) -> str:
    """As much of an address as tells people of the house apart."""
    if sealed is None:
        return "（メールなし）"
    try:
        return mask(unseal(sealed))
    except Unreadable:
        return "（消去済み）"
