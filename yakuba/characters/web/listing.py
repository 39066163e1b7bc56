"""Lists: all 外字, and those on which people or systems disagree."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yakuba.characters.models import Gaiji
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.queries.gaiji import contradictions_visible_to, gaiji_visible_to, systems_visible_to
from yakuba.characters.rules.gaiji import OUTCOME_LABELS, STATE_LABELS, State
from yakuba.characters.web.parts import (
    certainty,
    number,
    percent,
    picture,
    state_tag,
    verdict,
    way,
    workshop_tabs,
)
from yakuba.kernel.actor import Actor
from yakuba.ui.components.lists import list_view, simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, Filter, ListPage, paged, read_query

MOST_DISPUTED = 200


def _link(row: Gaiji) -> object:
    return markup('<a href="{}">{}</a>', reverse("gaiji", args=[row.pk]), row.code)


def _first(row: Gaiji) -> object:
    """The likeliest glyph, where the pictures were compared."""
    found = row.picture.candidates if row.picture else []
    if not found:
        return "—"
    margin = certainty(row.picture.margin if row.picture else None)
    return markup(
        '{} <span class="quiet">近さ{}・確かさ{}</span>',
        found[0]["glyph"],
        percent(found[0]["likeness"]),
        margin,
    )


COLUMNS: tuple[Column[Gaiji], ...] = (
    Column("picture", "字形", lambda row: picture(row, "s")),
    Column("code", "番号", _link, ("code",), heads_row=True, wrap=False),
    Column("system", "システム", lambda row: row.system.name, ("system__name",)),
    Column("persons", "人数", lambda row: f"{row.persons:,}", ("persons",), align="end"),
    Column("state", "状態", state_tag, wrap=False),
    Column("verdict", "提案・決定", lambda row: verdict(row.judgement)),
    Column("first", "画像の1位", _first, ("picture__margin",)),
)


def _declared(actor: Actor) -> ListPage[Gaiji]:
    systems = [(str(one.pk), one.name) for one in systems_visible_to(actor)]
    return ListPage(
        name="gaiji",
        caption="外字",
        columns=COLUMNS,
        search_label="番号・文字・文字図形名（U+E000、MJ022335）",
        filters=(
            Filter("system", "システム", [("", "すべて"), *systems]),
            Filter(
                "state", "状態", [("", "すべて"), *((one.value, name) for one, name in STATE_LABELS.items())]
            ),
            Filter(
                "outcome",
                "結果",
                [("", "すべて"), *((one.value, name) for one, name in OUTCOME_LABELS.items())],
            ),
        ),
        empty="当てはまる外字はありません。",
    )


@page(permission=IDENTIFY)
@require_safe
def listing(request: PageRequest) -> HttpResponse:
    """All 外字, those that touch most persons first."""
    declared = _declared(request.actor)
    query = read_query(declared, request.GET)
    rows = gaiji_visible_to(
        request.actor,
        system=number(query.chosen.get("system")),
        state=query.chosen.get("state", ""),
        outcome=query.chosen.get("outcome", ""),
        word=query.word,
    )
    found = paged(declared, query, rows)
    return render(
        request,
        "characters/staff/list.html",
        {
            "heading": "外字の一覧",
            "tabs": workshop_tabs("gaiji_list"),
            "table": list_view(declared, query, found),
            "breadcrumb": way(Link("外字の一覧")),
        },
    )


DISPUTED: ListPage[Gaiji] = ListPage(name="gaiji_disputed", caption="異議のある外字", columns=COLUMNS)


@page(permission=IDENTIFY)
@require_safe
def conflicts(request: PageRequest) -> HttpResponse:
    """外字 to whose proposal somebody objects, and pictures that different systems judged differently."""
    disputed = list(gaiji_visible_to(request.actor, state=State.DISPUTED)[:MOST_DISPUTED])
    twice = contradictions_visible_to(request.actor)
    return render(
        request,
        "characters/staff/conflicts.html",
        {
            "tabs": workshop_tabs("gaiji_conflicts"),
            "disputed": simple_table(DISPUTED, None, disputed) if disputed else "",
            "contradictions": [
                {
                    "picture": picture(one.places[0], "l"),
                    "places": [
                        {
                            "url": reverse("gaiji", args=[place.pk]),
                            "name": f"{place.system.name} {place.code}",
                            "state": state_tag(place),
                            "verdict": verdict(place.judgement),
                        }
                        for place in one.places
                    ],
                }
                for one in twice
            ],
            "breadcrumb": way(Link("食い違い")),
        },
    )
