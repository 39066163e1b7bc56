"""Campaigns: the list, and the form in which one is written, with the live count of whom it reaches."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.kernel import clock
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.messaging import dates, line_accounts, ward_audience, ways
from yakuba.messaging.actions.save_campaign import save_campaign
from yakuba.messaging.actions.save_segment import save_segment
from yakuba.messaging.models import Campaign
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries import audience, campaigns
from yakuba.messaging.queries.campaign_templates import template_for
from yakuba.messaging.rules import figures
from yakuba.messaging.rules.campaign_words import OF_A_DATE, VARIABLES
from yakuba.messaging.rules.channels import LABELS, Way
from yakuba.messaging.rules.segment_words import LANGUAGE_NAMES
from yakuba.messaging.rules.segments import MOST_GROUPS, BadSegment
from yakuba.messaging.web import campaign_form as form
from yakuba.messaging.web.campaign_form import Given, number_in
from yakuba.messaging.web.deliveries import section_tabs, when
from yakuba.messaging.web.ward_map import drawing
from yakuba.messaging.web.word_fields import BLOCKS, block, place_fields, section_field, view
from yakuba.ui.components.fields import (
    Choice,
    FieldView,
    radio_group,
    select_field,
    text_field,
)
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.markup import NOTHING, markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, TagKind, status_tag
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, Filter, ListPage, paged, read_query

KINDS: dict[str, TagKind] = {
    "draft": "neutral",
    "asked": "warning",
    "approved": "info",
    "stopped": "danger",
    "done": "success",
}
REPEATS = (
    Choice("now", "承認されたらすぐに送る"),
    Choice("once", "日時を決めて送る"),
    Choice("weekly", "毎週送る"),
    Choice("monthly", "毎月送る"),
    Choice("daily", "毎日送る"),
)
BEFORE = Choice("before", "一人ひとりの期日の前に送る", "申請の期限など、その方の日付から数えます")


def state_tag(row: Campaign) -> SafeString:
    """Where a campaign stands."""
    return status_tag(str(Campaign.State(row.state).label), KINDS[row.state])


LIST: ListPage[Campaign] = ListPage(
    name="campaigns",
    caption="配信",
    columns=(
        Column(
            "title",
            "配信",
            lambda row: markup('<a href="{}">{}</a>', reverse("campaign", args=[row.pk]), row.title),
            heads_row=True,
        ),
        Column("state", "状態", state_tag, ("state",), wrap=False),
        Column(
            "ways", "届け方", lambda row: "・".join(LABELS[Way(way)].partition("（")[0] for way in row.ways)
        ),
        Column("next", "次に送る時刻", lambda row: when(row.next_at) or "—", ("next_at",), wrap=False),
        Column("changed", "書いた時刻", lambda row: when(row.changed_at), ("changed_at",), wrap=False),
        Column("by", "書いた課", lambda row: row.by_label),
    ),
    filters=(
        Filter("state", "状態", [("", "すべて"), *((one.value, str(one.label)) for one in Campaign.State)]),
    ),
    empty="まだ配信はありません。",
)


@page(permission=WRITE_CAMPAIGNS)
@require_safe
def campaign_list(request: PageRequest) -> HttpResponse:
    """The campaigns of one's sections."""
    query = read_query(LIST, request.GET)
    rows = campaigns.campaigns_visible_to(request.actor)
    if state := query.chosen.get("state"):
        rows = rows.filter(state=state)
    context = {
        "tabs": section_tabs(request, "campaigns"),
        "table": list_view(LIST, query, paged(LIST, query, rows)),
    }
    return render(request, "messaging/staff/campaigns.html", context)


@page(permission=WRITE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Write a campaign; begin it from a template (`?template=`), copy one that is over (`?from=`), or take a kept segment
    (`?segment=`)."""
    if request.method == "POST":
        return _posted(request, None)
    given = form.blank(request.actor)
    if pattern := number_in(request.GET.get("template", "")):
        given |= form.given_by_template(template_for(request.actor, pattern))
    if source := number_in(request.GET.get("from", "")):
        given = form.given_by(campaigns.campaign_for(request.actor, source))
        given |= {"first_date": [], "until": []}
    if kept := number_in(request.GET.get("segment", "")):
        given |= form.given_by_rules(audience.segment_for(request.actor, kept).rules)
    return _drawn(request, given, None)


@page(permission=WRITE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, campaign_id: int) -> HttpResponse:
    """Change a campaign."""
    row = campaigns.campaign_for(request.actor, campaign_id)
    if request.method == "POST":
        return _posted(request, row)
    return _drawn(request, form.given_by(row), row)


def _posted(request: PageRequest, row: Campaign | None) -> HttpResponse:
    given = form.given_of(request.POST)
    deed = form.one(given, "action")
    if deed in ("add-group", "count", "keep"):
        return _beside(request, given, row, deed)
    seen = form.one(given, "version")
    try:
        saved = save_campaign(
            request.actor,
            written=form.written_of(given),
            campaign_id=row.pk if row else None,
            seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
        )
    except (NotAllowed, NotFound, Conflict):
        raise
    except Refusal as refusal:
        return _drawn(request, given, row, refusal)
    return HttpResponseRedirect(f"{reverse('campaign', args=[saved.pk])}?saved")


def _beside(
    request: PageRequest, given: dict[str, list[str]], row: Campaign | None, deed: str
) -> HttpResponse:
    """What the smaller buttons do without leaving the form: another group, counting, keeping the segment."""
    if deed == "add-group":
        given["groups"] = [str(min(form.groups_in(given) + 1, MOST_GROUPS))]
    if deed == "keep":
        section = form.one(given, "section")
        try:
            save_segment(
                request.actor,
                name=form.one(given, "segment_name"),
                section_id=int(section) if section.isdecimal() and len(section) < 10 else 0,
                rules=form.rules_of(given),
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            fields = {
                "segment_name" if name == "name" else name: said for name, said in refusal.fields.items()
            }
            return _drawn(request, given, row, Refusal(refusal.code, refusal.sentence, fields))
    return _drawn(request, given, row)


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def count(request: PageRequest) -> HttpResponse:
    """Whom the conditions of the form reach, while they are being chosen."""
    return render(request, "messaging/staff/count.html", {"counted": counted(form.given_of(request.POST))})


def counted(given: Given) -> dict[str, object]:
    """How many the conditions reach, in words and as a rounded number; or what is wrong with them."""
    try:
        segment = ward_audience.read_segment(form.rules_of(given))
    except (Refusal, BadSegment) as bad:
        return {"wrong": " ".join(str(said) for said in bad.fields.values())}
    found = audience.counted(segment, clock.today())
    drawn = sorted(ward_audience.drawn(segment.groups[0]))
    return {
        "number": figures.words(found.count, found.keys),
        "words": ward_audience.words_of(segment, "ja"),
        "drawn": " ".join(map(str, drawn)),
        "everybody": segment.everybody,
    }


def _drawn(
    request: PageRequest, given: Given, row: Campaign | None, refusal: Refusal | None = None
) -> HttpResponse:
    errors = {name: str(said) for name, said in refusal.fields.items()} if refusal else {}
    context = {
        "row": row,
        "count": counted(given),
        "groups": [_group(given, number, errors) for number in range(form.groups_in(given))],
        "more_groups": form.groups_in(given) < MOST_GROUPS,
        "map": drawing(),
        "facts": [(one, str(one.number) in given.get("facts", ())) for one in ward_audience.facts()],
        "kept": audience.segments_visible_to(request.actor)[:30],
        "head_fields": _head(request, given, errors),
        "places": place_fields(given, errors),
        "words_open": any(name.endswith(("-subject", "-body", "-sms")) for name in errors),
        "blocks": [block(given, errors, *one) for one in BLOCKS],
        "variables": [*VARIABLES.items(), *(OF_A_DATE.items() if dates.all_dates() else ())],
        "ways": ways.choices(given.get("ways", ())),
        "account": _account(given, errors),
        "ways_error": errors.get("ways", ""),
        "times": _times(given, errors),
        "urgent": "yes" in given.get("urgent", ()),
        "template": form.one(given, "template"),
        "errors": [ErrorLink(_place(name), said) for name, said in errors.items()],
        "has_errors": bool(errors),
        "breadcrumb": [Link("配信", reverse("campaigns")), Link("配信を書く")],
    }
    return render(request, "messaging/staff/campaign_form.html", context, status=422 if errors else 200)


def _place(name: str) -> str:
    """The id of the field that a mistake is about."""
    if name.startswith("g") and "-" in name:
        return {"ages": f"{name[:2]}-youngest", "ring": f"{name[:2]}-ring"}.get(name[3:], name[:2])
    return {"first_at": "first_date", "repeat": "repeat-1"}.get(name, name)


def _group(given: Given, number: int, errors: Mapping[str, str]) -> dict[str, object]:
    at = f"g{number}"
    ticked = {name: set(given.get(f"{at}-{name}", ())) for name in ("chome", "topics", "languages", "ways")}
    return {
        "at": at,
        "number": number,
        "chome": [
            (one.number, one.name, str(one.number) in ticked["chome"]) for one in ward_audience.chome()
        ],
        "chosen": bool(ticked["chome"]),
        "ring": form.one(given, f"{at}-ring"),
        "ring_error": errors.get(f"{at}-ring", ""),
        "centre": form.one(given, f"{at}-centre") == "yes",
        "topics": [
            (one.number, one.label("ja"), str(one.number) in ticked["topics"])
            for one in ward_audience.topics()
        ],
        "languages": [
            (code, name, code in ticked["languages"]) for code, name in LANGUAGE_NAMES["ja"].items()
        ],
        "ways": ways.choices(ticked["ways"]),
        "more": bool(ticked["languages"] or ticked["ways"]),
        "youngest": form.one(given, f"{at}-youngest"),
        "oldest": form.one(given, f"{at}-oldest"),
        "on": form.one(given, f"{at}-on"),
        "ages_error": errors.get(f"{at}-ages", ""),
    }


def _head(request: PageRequest, given: Given, errors: Mapping[str, str]) -> list[SafeString]:
    fields = [
        text_field(
            view(given, errors, "title", "配信の名前", "役所の中だけで使います。届いた人には見えません。")
        ),
        select_field(
            view(given, errors, "topic", "何についての配信ですか", "この話題を止めている方には届きません。"),
            [Choice(*one) for one in form.topics()],
            empty="選んでください",
        ),
    ]
    return [*fields, section_field(request.actor, given, errors)]


def _account(given: Given, errors: Mapping[str, str]) -> SafeString:
    """Which official account writes; asked only where the ward has several."""
    accounts = line_accounts.in_use()
    if len(accounts) < 2:
        return NOTHING
    help_text = "LINEでは、このアカウントの友だちにだけ届きます。友だちでない方には、次の方法で届けます。"
    field = view(given, errors, "account", "送るLINE公式アカウント", help_text)
    if not field.value:
        field = replace(field, value=str(accounts[0].pk))
    return select_field(field, [Choice(str(one.pk), one.name) for one in accounts])


def _times(given: Given, errors: Mapping[str, str]) -> dict[str, object]:
    kinds = dates.all_dates()
    repeat = FieldView(
        id="repeat",
        name="repeat",
        label="いつ送りますか",
        value=form.one(given, "repeat"),
        required=True,
        mark=False,
    )
    fields = [
        text_field(
            view(
                given, {"first_date": errors.get("first_at", "")}, "first_date", "日", type="date", width="m"
            )
        ),
        text_field(view(given, {}, "first_time", "時刻", type="time", width="s")),
        text_field(view(given, errors, "until", "繰り返しの終わり（あれば）", type="date", width="m")),
    ]
    if kinds:
        choices = [Choice(kind.code, kind.label) for kind in kinds]
        fields += [
            select_field(view(given, errors, "date_kind", "どの期日ですか"), choices, empty="選んでください"),
            text_field(
                view(
                    given,
                    errors,
                    "days_before",
                    "何日前に送りますか",
                    inputmode="numeric",
                    width="xs",
                    suffix="日前",
                )
            ),
        ]
    return {"repeat": radio_group(repeat, [*REPEATS, *([BEFORE] if kinds else [])]), "fields": fields}
