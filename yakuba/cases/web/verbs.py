"""The page of a verb: what it asks for, what it does, what becomes of it when somebody else was faster.

Every form carries the revision it was drawn for and the moment. On a conflict the page tells what changed meanwhile
and keeps what was typed; a form sent twice is done once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from yakuba.cases import api as cases
from yakuba.cases.rules.transitions import standing
from yakuba.cases.web import content, repeats, words
from yakuba.cases.web.asked import number_of
from yakuba.cases.web.case import head, trail
from yakuba.cases.web.forms import VerbForm
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.ui.components.actions import ButtonKind
from yakuba.ui.components.records import Moment, timeline
from yakuba.ui.pages import PageRequest, render, status_of

SAME = ("conflict", "asked_already", "not_now", "too_late")
"""Refusals that a second sending of the same form meets."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an officer ordered: on which case, as it was at which revision, with which words."""

    actor: Actor
    case_id: int
    revision: int
    form: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """The page of one verb. `quoted` is what it is about, where that is not the case as a whole; `beside` whether the
    answers stand beside the form.
    """

    name: str
    heading: str
    button: str
    do: Callable[[Order], object]
    form: type[VerbForm] = VerbForm
    lead: str = ""
    kind: ButtonKind = "primary"
    anchor: str = ""
    template: str = "cases/staff/verb.html"
    beside: bool = True
    quoted: str = ""


def answer(request: PageRequest, case_id: int, verb: Verb) -> HttpResponse:
    """Show the page of a verb, or do what it says."""
    if request.method != "POST":
        found = opened(request, case_id, verb.name)
        return show(request, found, verb, verb.form())
    form = verb.form(request.POST)
    if not form.is_valid():
        return again(request, case_id, verb, form)
    try:
        verb.do(Order(request.actor, case_id, revision_of(request), form))
    except Refusal as refusal:
        return refused(request, case_id, verb, form, refusal)
    return done(request, case_id, verb)


def revision_of(request: PageRequest) -> int:
    """The revision a form was drawn for, 0 (none) where it is missing or no number."""
    return min(number_of(request.POST.get("revision", "")), 2**31 - 1)


def opened(request: PageRequest, case_id: int, verb: str) -> cases.CasePage:
    """The case for the page of a verb; refuses whoever may not do it, and a status in which nobody may."""
    found = cases.open_case_page(request.actor, case_id)
    if verb not in found.may:
        raise why_not(found, verb)
    cases.mark_here(request.actor, case_id=case_id)
    return found


def why_not(found: cases.CasePage, verb: str) -> Refusal:
    """Why a verb is not among those that can be done."""
    answer_ = standing(verb, found.case.status)
    if not answer_.allowed:
        return Refusal("not_now", answer_.sentence)
    if verb == "take" and found.case.assignee_id is not None:
        return Refusal("not_now", "すでに、この案件を担当しています。")
    if verb in ("undo_decision", "release_notice"):
        return Refusal("too_late", "通知書は、すでに送られています。")
    return NotAllowed()


def done(request: PageRequest, case_id: int, verb: Verb) -> HttpResponse:
    """Back to the case, with a sentence; to the list where the case is no longer ours to read."""
    if not cases.cases_visible_to(request.actor).filter(pk=case_id).exists():
        return HttpResponseRedirect(f"{reverse('cases')}?done={verb.name}")
    anchor = f"#{verb.anchor}" if verb.anchor else ""
    return HttpResponseRedirect(f"{reverse('case', args=[case_id])}?done={verb.name}{anchor}")


def refused(request: PageRequest, case_id: int, verb: Verb, form: VerbForm, refusal: Refusal) -> HttpResponse:
    """What to show when the verb said no: done already, gone, or the form again with the reason."""
    if refusal.code in SAME and repeats.just_done(request.actor, case_id, verb.name):
        return done(request, case_id, verb)
    if isinstance(refusal, NotFound | NotAllowed):
        return gone(request, refusal, form.typed())
    return again(request, case_id, verb, form, refusal)


def gone(request: PageRequest, refusal: Refusal, typed: list[tuple[str, str]]) -> HttpResponse:
    """The case cannot be reached any more; what was written is given back."""
    if not typed:
        raise refusal
    return render(
        request,
        "cases/staff/gone.html",
        {"sentence": refusal.sentence, "typed": typed},
        status=status_of(refusal),
    )


def again(
    request: PageRequest, case_id: int, verb: Verb, form: VerbForm, refusal: Refusal | None = None
) -> HttpResponse:
    """The form again, with what was typed and what was wrong with it; on a conflict with what changed meanwhile."""
    found = cases.open_case_page(request.actor, case_id)
    if refusal is not None:
        form.blame(refusal)
    changed = meanwhile(request, found) if isinstance(refusal, Conflict) else ""
    return show(request, found, verb, form, status=status_of(refusal) if refusal else 422, changed=changed)


def meanwhile(request: PageRequest, found: cases.CasePage) -> SafeString | str:
    """What others did since the form was drawn, as a history; a sentence where the trail has nothing."""
    seen = repeats.read_moment(request.POST.get("seen", ""))
    entries = repeats.changes_since(found.case.pk, seen)
    if not entries:
        return "この案件は、この画面を開いた後に変わりました。"
    return timeline([_moment(found, one) for one in entries])


def _moment(found: cases.CasePage, entry: AuditEntry) -> Moment:
    number = entry.actor_key.removeprefix("staff:")
    name = found.staff.get(int(number), "") if number.isdigit() else ""
    return Moment(
        when=words.moment(entry.at),
        iso=words.iso(entry.at),
        what=entry.text,
        who=f"{entry.actor_label}　{name}".strip("　"),
    )


def show(
    request: PageRequest,
    found: cases.CasePage,
    verb: Verb,
    form: VerbForm,
    *,
    status: int = 200,
    changed: SafeString | str = "",
) -> HttpResponse:
    """Draw the page of a verb. Where it cannot be done any more, what was typed stays and there is no button."""
    form.offer(found)
    errors = form.mistakes(found) if form.is_bound else []
    return render(
        request,
        verb.template,
        {
            "verb": verb,
            "head": head(found),
            "breadcrumb": trail(found, verb.heading),
            "form": form,
            "errors": errors,
            "has_errors": bool(errors),
            "changed": changed,
            "parts": content.parts(found) if verb.beside else [],
            "blocked": "" if verb.name in found.may else why_not(found, verb.name).sentence,
            **hidden(found),
            **form.more(found),
        },
        status=status,
    )


def hidden(found: cases.CasePage) -> dict[str, object]:
    """What every form of a case carries unseen: the revision, and the moment at which it was drawn."""
    return {"revision": found.case.revision, "seen": words.iso(clock.now())}
