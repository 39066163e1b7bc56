"""One 外字: its picture beside its candidates, what was said of it so far, and what can be done now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.characters import looks
from yakuba.characters.finding import find_glyphs
from yakuba.characters.models import Gaiji, JudgementStep
from yakuba.characters.permissions import IDENTIFY, RUN
from yakuba.characters.queries.gaiji import (
    Stage,
    Told,
    bearers,
    gaiji_by_id,
    next_gaiji,
    picture_bytes,
    story,
    twins_of,
    waiting_for,
)
from yakuba.characters.rules.gaiji import OUTCOME_HELP, OUTCOME_LABELS, STEP_LABELS, Outcome, State, Step
from yakuba.characters.web import parts
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, notice
from yakuba.ui.components.records import Moment, timeline
from yakuba.ui.pages import PageRequest, page, render

STAGES: dict[str, Stage] = {"propose": "propose", "confirm": "confirm"}
DONE = {
    "proposed": "提案しました。次の外字です。",
    "confirmed": "確認しました。次の外字です。",
    "objected": "異議を記録しました。次の外字です。",
    "withdrawn": "提案を取り下げました。",
    "reopened": "決定を見直せるようにしました。",
}
ENDED = {"propose": "同定する外字は、もうありません。", "confirm": "あなたが確認する外字は、もうありません。"}
BY_HAND = 12
LEAST_SHOWN = 0.005
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for by hand."""

    words: str
    wanted: looks.Wanted

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.words and self.wanted == looks.Wanted()


def read_search(asked: Mapping[str, str]) -> Search:
    """The search by hand, from the address; nothing in it is about a person."""
    text = {name: asked.get(name, "").strip()[:_LONGEST] for name in ("words", "reading", "parts")}
    wanted = looks.Wanted(
        reading=text["reading"],
        radical=parts.number(asked.get("radical")) or None,
        strokes=parts.number(asked.get("strokes")) or None,
        parts=text["parts"],
    )
    return Search(text["words"], wanted)


@page(permission=IDENTIFY)
@require_safe
def next_one(request: PageRequest, stage: str) -> HttpResponse:
    """Lead to the next 外字 to propose or confirm, behind the one in `after`; to the workshop where there is none."""
    if stage not in STAGES:
        raise Http404
    system = parts.number(request.GET.get("system"))
    after = parts.number(request.GET.get("after"))
    rows = waiting_for(request.actor, STAGES[stage], system=system)
    behind = gaiji_by_id(request.actor, after) if after else None
    found = next_gaiji(request.actor, STAGES[stage], system=system, after=behind)
    if found is None and behind is not None and not rows.exists():
        return HttpResponseRedirect(f"{reverse('characters')}?ended={stage}")
    if found is None:
        return HttpResponseRedirect(reverse("characters"))
    return HttpResponseRedirect(address(found, system=system))


def address(gaiji: Gaiji, *, system: int = 0) -> str:
    """Where a 外字 is worked on; `system` keeps to one system when going on."""
    return reverse("gaiji", args=[gaiji.pk]) + (f"?system={system}" if system else "")


@page(permission=IDENTIFY)
@require_safe
def gaiji(request: PageRequest, gaiji_id: int) -> HttpResponse:
    """The page of a 外字."""
    return show(request, gaiji_id)


def show(request: PageRequest, gaiji_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Draw the page; with a refusal, what was filled in stands there still, beside the reason why it was not done."""
    actor = request.actor
    one = gaiji_by_id(actor, gaiji_id)
    told, twins = story(one), twins_of(one)
    search = read_search(request.GET)
    sent = request.POST if request.method == "POST" else {}
    stage = "confirm" if one.state == State.PROPOSED else "propose"
    system = parts.number(request.GET.get("system"))
    context = {
        "gaiji": one,
        "picture": parts.picture(one, "xl"),
        "state": parts.state_tag(one),
        "seen": told[0].judgement.number if told else 0,
        "twins": _twins(one, twins),
        "history": timeline([moment for one_told in told for moment in _moments(actor, one_told)]),
        "told": told,
        "ready": looks.ready(),
        "waiting": waiting_for(actor, STAGES[stage], system=system).count(),
        "next": f"{reverse('gaiji_next', args=[stage])}?system={system or ''}&after={one.pk}",
        "system": system,
        "may_read_names": actor.may(RUN),
        "reason": (sent or _as_elsewhere(one, twins)).get("reason", ""),
        "breadcrumb": parts.way(
            Link(one.system.name, f"{reverse('gaiji_list')}?system={one.system_id}"), Link(one.code)
        ),
        "notices": _notices(request, refusal),
        "errors": [ErrorLink(name, str(said)) for name, said in refusal.fields.items()] if refusal else [],
        "has_errors": refusal is not None,
    }
    if one.state in (State.OPEN, State.DISPUTED):
        context |= _to_propose(actor, one, search, sent or _as_elsewhere(one, twins))
        context["dispute"] = _dispute(actor, told) if one.state == State.DISPUTED else ""
    elif one.judgement is not None:
        context |= _to_confirm(actor, one)
    return render(request, "characters/staff/gaiji.html", context, status=422 if refusal else 200)


def _notices(request: PageRequest, refusal: Refusal | None) -> list[Any]:
    if refusal is not None and not refusal.fields:
        return [notice("error", str(refusal.sentence), live=True)]
    done = request.GET.get("done", "")
    return [notice("success", DONE[done], live=True)] if done in DONE else []


def _to_propose(actor: Actor, one: Gaiji, search: Search, sent: Mapping[str, str]) -> dict[str, Any]:
    """The candidates by picture, what was found by hand, and the outcomes."""
    drawn = looks.ready()
    by_picture = one.picture.candidates if one.picture else []
    found = _by_hand(actor, one, search) if not search.empty else []
    chosen = sent.get("glyph", "")
    known = {candidate["glyph"] for candidate in by_picture}
    offered = known | {each["glyph"] for each in found}
    if chosen not in offered and find_glyphs(chosen, looks.Wanted()) == [chosen]:
        found = [{"glyph": chosen}, *found]
    return {
        "stage": "propose",
        "candidates": [_card(one, each, chosen, drawn=drawn) for each in by_picture],
        "found": [_card(one, each, chosen, drawn=drawn) for each in found if each["glyph"] not in known],
        "found_again": [each["glyph"] for each in found if each["glyph"] in known],
        "search": search,
        "fault": one.picture.fault if one.picture else "",
        "compared": one.picture is not None and one.picture.looked_at is not None,
        "outcomes": [
            {
                "value": outcome.value,
                "label": label,
                "help": OUTCOME_HELP[outcome],
                "key": number,
                "checked": sent.get("outcome", Outcome.SAME.value) == outcome.value,
            }
            for number, (outcome, label) in enumerate(OUTCOME_LABELS.items(), start=6)
        ],
    }


def _dispute(actor: Actor, told: Sequence[Told]) -> object:
    """The proposal that somebody objected to, and the objection."""
    for one in told:
        for step in one.steps:
            if step.kind == Step.OBJECTED:
                who = parts.who(actor, step.by_key, step.by_label)
                said = markup("<p>{}: {}</p><p>提案 {}</p>", who, step.words, parts.verdict(one.judgement))
                return notice("warning", "この外字の提案に、異議があります", said)
    return ""


def _by_hand(actor: Actor, one: Gaiji, search: Search) -> list[dict[str, Any]]:
    """Glyphs by name or character; else by what is known of them, likeliest first where pictures can be compared."""
    if not search.words and one.picture_id is not None and looks.ready():
        return looks.likeliest(picture_bytes(actor, one.picture_id), search.wanted, BY_HAND)
    return [{"glyph": name} for name in find_glyphs(search.words, search.wanted)[:BY_HAND]]


def _card(one: Gaiji, candidate: Mapping[str, Any], chosen: str, *, drawn: bool) -> dict[str, Any]:
    glyph = str(candidate["glyph"])
    return {
        "glyph": glyph,
        "text": parts.text_of(glyph),
        "picture": parts.glyph_picture(glyph, "l", drawn=drawn),
        "overlay": parts.overlay(one.picture_id, glyph, "l", drawn=drawn),
        "likeness": parts.percent(candidate["likeness"])
        if candidate.get("likeness", 0) >= LEAST_SHOWN
        else "",
        "margin": parts.certainty(candidate["margin"]) if candidate.get("margin") else "",
        "chosen": glyph == chosen,
    }


def _to_confirm(actor: Actor, one: Gaiji) -> dict[str, Any]:
    """What was proposed or decided, and by whom."""
    judgement = one.judgement
    if judgement is None:
        return {}
    drawn = looks.ready()
    return {
        "stage": "confirm" if one.state == State.PROPOSED else "decided",
        "judgement": judgement,
        "own": judgement.by_key == actor.key,
        "outcome_help": OUTCOME_HELP[Outcome(judgement.outcome)],
        "verdict": parts.verdict(judgement),
        "by": parts.who(actor, judgement.by_key, judgement.by_label),
        "glyph_picture": parts.glyph_picture(judgement.glyph, "xl", drawn=drawn) if judgement.glyph else "",
        "overlay": parts.overlay(one.picture_id, judgement.glyph, "xl", drawn=drawn)
        if judgement.glyph
        else "",
    }


def _as_elsewhere(one: Gaiji, twins: Sequence[Gaiji]) -> Mapping[str, str]:
    """What two persons decided about the very same picture elsewhere, filled in as a suggestion; nothing where they differ."""
    decided = [twin for twin in twins if twin.state == State.AGREED and twin.judgement is not None]
    said = {(twin.judgement.outcome, twin.judgement.glyph) for twin in decided if twin.judgement}
    if one.state != State.OPEN or len(said) != 1:
        return {}
    ((outcome, glyph),) = said
    where = f"{decided[0].system.name} {decided[0].code}"
    return {"outcome": outcome, "glyph": glyph, "reason": f"{where}と同じ字形で、そこで決定済み"}


def _twins(one: Gaiji, twins: Sequence[Gaiji]) -> list[dict[str, object]]:
    return [
        {
            "url": reverse("gaiji", args=[twin.pk]),
            "name": f"{twin.system.name} {twin.code}",
            "state": parts.state_tag(twin),
            "verdict": parts.verdict(twin.judgement),
            "differs": _differs(one, twin),
        }
        for twin in twins
    ]


def _differs(one: Gaiji, twin: Gaiji) -> bool:
    if one.judgement is None or twin.judgement is None:
        return False
    mine, theirs = one.judgement, twin.judgement
    return (mine.outcome, mine.glyph) != (theirs.outcome, theirs.glyph)


def _moments(actor: Actor, told: Told) -> list[Moment]:
    """A proposal and its steps, newest first."""
    judgement = told.judgement
    said = markup("<p>{}</p>", judgement.reason) if judgement.reason else ""
    first = Moment(
        when=str(parts.when_words(judgement.at)),
        iso=judgement.at.isoformat(),
        what=f"{OUTCOME_LABELS[Outcome(judgement.outcome)]} {judgement.glyph} を提案した",
        who=parts.who(actor, judgement.by_key, judgement.by_label),
        body=said,
    )
    return [*reversed([_moment(actor, step) for step in told.steps]), first]


def _moment(actor: Actor, step: JudgementStep) -> Moment:
    return Moment(
        when=str(parts.when_words(step.at)),
        iso=step.at.isoformat(),
        what=STEP_LABELS[Step(step.kind)],
        who=parts.who(actor, step.by_key, step.by_label),
        body=markup("<p>{}</p>", step.words) if step.words else "",
    )


@page(permission=RUN)
@require_safe
def persons(request: PageRequest, gaiji_id: int) -> HttpResponse:
    """Who bears it: names, so looking is recorded."""
    found = bearers(request.actor, gaiji_id=gaiji_id)
    one = gaiji_by_id(request.actor, gaiji_id)
    return render(
        request,
        "characters/staff/persons.html",
        {
            "gaiji": one,
            "picture": parts.picture(one, "l"),
            "people": found,
            "breadcrumb": parts.way(Link(one.code, reverse("gaiji", args=[one.pk])), Link("名前に持つ人")),
        },
    )
