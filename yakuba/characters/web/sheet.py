"""The contact sheet: many 外字 beside their candidates, ticked by a person, sent in one go."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.characters import bulk, looks
from yakuba.characters.models import Gaiji, Judgement
from yakuba.characters.options import TICKED_FROM
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.queries.gaiji import Stage, systems_visible_to, verdicts_elsewhere, waiting_for
from yakuba.characters.rules.gaiji import OUTCOME_LABELS, Outcome
from yakuba.characters.web import parts
from yakuba.characters.web.judging import STAGES
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.ui.components.navigation import Link, pagination, tabs
from yakuba.ui.components.notices import notice
from yakuba.ui.pages import PageRequest, page, render

AT_ONCE = 24
KEPT = "characters.sheet"
HEADINGS = {"propose": "まとめて提案する", "confirm": "まとめて確認する"}
BUTTONS = {"propose": "「一致」で提案する", "confirm": "確認する"}


@page(permission=IDENTIFY)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: PageRequest, stage: str) -> HttpResponse:
    """Look over many at once. Ticks that stand from the start are a suggestion; nothing happens before a person sends."""
    if stage not in STAGES:
        raise Http404
    system = parts.number(request.GET.get("system"))
    if request.method == "POST":
        return _send(request, STAGES[stage], system)
    return _show(request, STAGES[stage], system)


def _send(request: PageRequest, stage: Stage, system: int) -> HttpResponse:
    try:
        results = (
            bulk.confirm_many(request.actor, ticked=_seen(request.POST))
            if stage == "confirm"
            else bulk.propose_many(request.actor, ticked=_ticked(request.POST))
        )
    except Refusal as refusal:
        return _show(request, stage, system, str(refusal.sentence))
    request.session[KEPT] = {
        "done": sum(not one.sentence for one in results),
        "refused": [[one.gaiji.pk, one.gaiji.code, one.sentence] for one in results if one.sentence],
    }
    kept = f"?system={system}" if system else ""
    return HttpResponseRedirect(reverse("gaiji_sheet", args=[stage]) + kept)


def _ids(given: QueryDict) -> Sequence[int]:
    return [found for found in map(parts.number, given.getlist("selected")) if found]


def _seen(given: QueryDict) -> dict[int, int]:
    return {one: parts.number(given.get(f"judgement.{one}")) for one in _ids(given)}


def _ticked(given: QueryDict) -> dict[int, bulk.Ticked]:
    return {
        one: bulk.Ticked(given.get(f"glyph.{one}", "")[:8], parts.number(given.get(f"seen.{one}")))
        for one in _ids(given)
    }


def _show(request: PageRequest, stage: Stage, system: int, wrong: str = "") -> HttpResponse:
    rows = _rows(request.actor, stage, system)
    count = rows.count()
    last = max(1, -(-count // AT_ONCE))
    number = min(max(1, parts.number(request.GET.get("page"))), last)
    shown = list(rows[(number - 1) * AT_ONCE : number * AT_ONCE])
    kept = f"system={system}&" if system else ""
    notices = [notice("error", wrong, live=True)] if wrong else _told(request)
    return render(
        request,
        "characters/staff/sheet.html",
        {
            "heading": HEADINGS[stage],
            "button_label": BUTTONS[stage],
            "stage": stage,
            "stages": tabs(
                [
                    Link(label, reverse("gaiji_sheet", args=[one]), current=one == stage)
                    for one, label in HEADINGS.items()
                ],
                label="段階",
            ),
            "systems": [(str(one.pk), one.name) for one in systems_visible_to(request.actor)],
            "system": system,
            "cards": _cards(shown, stage),
            "count": count,
            "pages": pagination(number, last, lambda page: f"?{kept}page={page}"),
            "ready": looks.ready(),
            "notices": notices,
            "has_errors": bool(wrong),
            "breadcrumb": parts.way(Link(HEADINGS[stage])),
        },
        status=422 if wrong else 200,
    )


def _rows(actor: Actor, stage: Stage, system: int) -> Any:
    """Those with a candidate, the surest first: what nothing is likely for is worked on one by one."""
    rows = waiting_for(actor, stage, system=system)
    if stage == "propose":
        rows = rows.filter(picture__margin__isnull=False)
    return rows.order_by("-picture__margin", "-persons", "pk")


def _cards(rows: Sequence[Gaiji], stage: Stage) -> list[dict[str, Any]]:
    drawn = looks.ready()
    last = _last_numbers(rows) if stage == "propose" else {}
    elsewhere = verdicts_elsewhere(rows)
    return [
        _card(one, stage, last.get(one.pk, 0), elsewhere.get(one.picture_id or 0, set()), drawn=drawn)
        for one in rows
    ]


def _last_numbers(rows: Sequence[Gaiji]) -> Mapping[int, int]:
    """The number of the last proposal of each, so that whoever is slower is told."""
    found = Judgement.objects.filter(gaiji__in=rows).order_by("number").values_list("gaiji_id", "number")
    return dict(found)


def _card(
    one: Gaiji, stage: Stage, seen: int, elsewhere: set[tuple[str, str]], *, drawn: bool
) -> dict[str, Any]:
    """A 外字 beside its candidate. It is ticked where the pictures are sure and nobody decided otherwise elsewhere, or where
    the very same picture was decided so."""
    candidates = one.picture.candidates if one.picture else []
    first = candidates[0] if candidates else {}
    judgement = one.judgement
    glyph = judgement.glyph if stage == "confirm" and judgement else str(first.get("glyph", ""))
    sure = bool(one.picture and one.picture.margin is not None) and _sure(
        one.picture.margin if one.picture else 0
    )
    decided = elsewhere == {(Outcome.SAME.value, glyph)}
    same = stage == "propose" or (
        judgement is not None and judgement.outcome == Outcome.SAME and first.get("glyph") == glyph
    )
    return {
        "gaiji": one,
        "url": reverse("gaiji", args=[one.pk]),
        "glyph": glyph,
        "text": parts.text_of(glyph) if glyph else "",
        "picture": parts.picture(one, "l"),
        "candidate": parts.glyph_picture(glyph, "l", drawn=drawn) if glyph else "",
        "overlay": parts.overlay(one.picture_id, glyph, "l", drawn=drawn) if glyph else "",
        "margin": parts.certainty(one.picture.margin) if one.picture else "—",
        "outcome": OUTCOME_LABELS[Outcome(judgement.outcome)] if stage == "confirm" and judgement else "",
        "reason": judgement.reason if stage == "confirm" and judgement else "",
        "judgement": judgement.pk if judgement else 0,
        "seen": seen,
        "ticked": same and (decided or (sure and not elsewhere)),
        "elsewhere": "ほかで同じく決定" if decided else "ほかで違う決定" if elsewhere else "",
    }


def _sure(margin: float | None) -> bool:
    return margin is not None and margin * 100 >= TICKED_FROM.value()


def _told(request: PageRequest) -> list[Any]:
    """What became of the last sheet, once."""
    kept = request.session.pop(KEPT, None)
    if not kept:
        return []
    said = [notice("success", f"{kept['done']}字を済ませました。", live=True)] if kept["done"] else []
    if kept["refused"]:
        lines = [f"{code}: {sentence}" for _, code, sentence in kept["refused"]]
        said.append(notice("warning", f"{len(lines)}字は、できませんでした。", parts.bullets(lines)))
    return said
