"""The resident's pages about LINE: what is linked and held, linking, ending it, removing it."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yakuba.kernel.actor import Assurance, Kind
from yakuba.kernel.jobs import enqueue
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import api as messaging
from yakuba.portal.jobs import forget_line
from yakuba.portal.line.greeting import NAMES
from yakuba.portal.queries import talks_of_friend
from yakuba.ui.components.notices import notice
from yakuba.ui.components.records import SummaryRow
from yakuba.ui.dates import moment_words
from yakuba.ui.pages import PageRequest, page, render

OWNERS: frozenset[Kind] = frozenset({"resident"})
LONGEST_TOKEN = 200


@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
@require_GET
def my_line(request: PageRequest) -> HttpResponse:
    """Which LINE is linked, since when, what is held of it."""
    told = {
        "unlinked": _("LINEとのつながりを解きました。"),
        "changed": _("知らせ方を変えました。"),
        "removed": _("LINEの記録を消しています。数秒で終わります。"),
    }
    said = next((sentence for name, sentence in told.items() if name in request.GET), "")
    people = [_shown(one) for one in messaging.line_people_of(request.actor)]
    accounts = [] if people else messaging.line_accounts_to_add()
    context = {
        "people": people,
        "accounts": accounts,
        "notices": [notice("success", said, live=True)] if said else [],
    }
    return render(request, "portal/resident/line.html", context)


def _shown(one: messaging.LinePerson) -> dict[str, object]:
    language = get_language() or "ja"
    held = messaging.friend_wishes(one.friend_id)
    chosen = [name for number, name in messaging.topics_offered(language).items() if number in held.topics]
    talks = talks_of_friend(one.friend_id)
    rows = [
        SummaryRow(label=_("つないだ日時"), value=moment_words(one.linked_at)),
        SummaryRow(label=_("ことば"), value=NAMES.get(one.language, NAMES["ja"])),
        SummaryRow(label=_("知りたいこと"), value=_("、").join(chosen) or _("なし")),
        SummaryRow(
            label=_("町"), value=messaging.chome_offered(language).get(held.chome or 0, "") or _("教えない")
        ),
        SummaryRow(
            label=_("職員との相談"),
            value="\n".join(f"{about}（{moment_words(opened)}）" for about, opened, _closed in talks)
            or _("なし"),
        ),
    ]
    return {"person": one, "rows": rows}


@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: PageRequest) -> HttpResponse:
    """Come from LINE with its token; say yes; go back to LINE with a word that only this account could get."""
    given = request.POST if request.method == "POST" else request.GET
    token, channel = str(given.get("linkToken", "")), str(given.get("channel", ""))
    if not token or len(token) > LONGEST_TOKEN or not channel:
        raise NotFound()
    back = ""
    if request.method == "POST":
        back = messaging.line_link_back(request.actor, link_token=token, channel=channel)
    context = {"token": token, "channel": channel, "back": back, "email": request.actor.email}
    return render(request, "portal/resident/line_link.html", context)


@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
@require_POST
def unlink(request: PageRequest, friend_id: int) -> HttpResponseBase:
    """Take the link away."""
    messaging.unlink_line(request.actor, friend_id=friend_id)
    return HttpResponseRedirect(f"{reverse('my_line')}?unlinked")


@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
@require_POST
def only(request: PageRequest, friend_id: int) -> HttpResponseBase:
    """Notices on LINE alone, or by mail as well."""
    messaging.set_line_only(request.actor, friend_id=friend_id, only=request.POST.get("only") == "1")
    return HttpResponseRedirect(f"{reverse('my_line')}?changed")


@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
@require_POST
def forget(request: PageRequest, friend_id: int) -> HttpResponseBase:
    """Have everything removed that is held about one's LINE; the worker does it."""
    if friend_id not in {one.friend_id for one in messaging.line_people_of(request.actor)}:
        raise NotFound()
    with transaction.atomic():
        enqueue(forget_line, {"friend_id": friend_id, "resident_id": request.actor.resident_id})
    return HttpResponseRedirect(f"{reverse('my_line')}?removed")
