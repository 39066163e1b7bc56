"""Why a message came, and how to stop it: reached from the message itself, without signing in."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.kernel.permissions import PUBLIC
from yakuba.kernel.refusals import NotAllowed, NotFound
from yakuba.messaging import campaign_texts, ward_audience
from yakuba.messaging.actions.stop_by_link import stop_by_link
from yakuba.messaging.queries import campaigns
from yakuba.messaging.rules import wording
from yakuba.messaging.rules.campaign_words import is_personal, samples
from yakuba.messaging.rules.wording import Words
from yakuba.messaging.sealing import Unreadable
from yakuba.ui.pages import PageRequest, page, render

LONGEST_TOKEN = 300


@page(open_to=PUBLIC)
@require_safe
def why(request: PageRequest, public_id: UUID) -> HttpResponse:
    """What was said, to whom in words, on which basis; the same for everybody who got it."""
    run = campaigns.run_called(public_id)
    language = get_language() or "ja"
    topic = ward_audience.topic(run.topic)
    numbers = set(run.why.get("facts", ()))
    context = {
        "run": run,
        "reason": run.why.get(language) or run.why["ja"],
        "sender": run.sender_in(language),
        "topic": topic.label(language) if topic else "",
        "of_a_date": bool(run.why.get("date")),
        "facts": [
            (one.label(language), one.source(language), one.basis)
            for one in ward_audience.facts()
            if one.number in numbers
        ],
        "files_url": reverse("notice_files", args=[run.files_token]) if run.files_token else "",
        "words": _words(run.words, run.sender_in(language), language),
    }
    return render(request, "messaging/resident/why.html", context)


def _words(sealed: bytes | memoryview, sender: str, language: str) -> Words | None:
    """The words as everybody got them; None where each got their own, or they are forgotten."""
    try:
        texts = campaign_texts.unseal_texts(sealed)
    except Unreadable:
        return None
    text = texts.get(language) or texts["ja"]
    if is_personal(text):
        return None
    return wording.fill(
        Words(text.subject, text.body), campaign_texts.values(sender, language) | samples(language)
    )


@csrf_exempt
@page(open_to=PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: PageRequest, token: str) -> HttpResponse:
    """Stop what a mail was about: the mail program posts (RFC 8058), a person presses the button first.

    Exempt from the token of forms: a mail program has none. The sealed link itself says who and what, and all it can
    do is to stop messages.
    """
    named = campaign_texts.read_stop_token(token[:LONGEST_TOKEN])
    topic = ward_audience.topic(named[1]) if named else None
    if named is None:
        raise NotAllowed() if request.method == "POST" else NotFound()
    stopped = request.method == "POST" and stop_by_link(request.actor, token=token)
    label = topic.label(get_language() or "ja") if topic else ""
    return render(request, "messaging/resident/stop.html", {"topic": label, "stopped": stopped})
