"""A section's own templates for campaigns: list, one with its versions, writing, retiring and taking back."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.identity import api as identity
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.messaging import campaign_texts, ward_audience, ways
from yakuba.messaging.actions import restore_campaign_template as restoring
from yakuba.messaging.actions import retire_campaign_template as retiring
from yakuba.messaging.actions.save_campaign_template import Pattern, save_campaign_template
from yakuba.messaging.models import CampaignTemplate, CampaignTemplateVersion
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries import campaign_templates as queries
from yakuba.messaging.queries import campaigns
from yakuba.messaging.rules.campaign_words import OF_A_DATE, VARIABLES, free_names
from yakuba.messaging.rules.channels import CODES, NAMES, Way
from yakuba.messaging.web import campaign_form as form
from yakuba.messaging.web.campaign_form import Given, number_in
from yakuba.messaging.web.deliveries import in_words, section_tabs, when
from yakuba.messaging.web.word_fields import BLOCKS, block, section_field, view
from yakuba.ui.components.fields import Choice, select_field, text_field
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, notice
from yakuba.ui.components.records import Moment, SummaryRow, summary_list, timeline
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, Filter, ListPage, paged, read_query

DONE = {
    "saved": "保存しました。",
    "retired": "使うのをやめました。「もう一度使う」で元に戻せます。",
    "restored": "もう一度使えるようにしました。",
}
VERSIONS = 30


def _places(row: CampaignTemplate) -> list[str]:
    return free_names(campaign_texts.texts_in(row.texts))


LIST: ListPage[CampaignTemplate] = ListPage(
    name="campaign_templates",
    caption="配信のひな形",
    columns=(
        Column(
            "name",
            "ひな形",
            lambda row: markup('<a href="{}">{}</a>', reverse("campaign_template", args=[row.pk]), row.name),
            ("name",),
            heads_row=True,
        ),
        Column("section", "課", lambda row: identity.section_name(row.section_id)),
        Column("places", "空欄", lambda row: "・".join(_places(row)) or "なし"),
        Column("changed", "書いた時刻", lambda row: when(row.changed_at), ("changed_at",), wrap=False),
    ),
    search_label="名前・文面",
    filters=(
        Filter("whose", "どの課の", [("", "自分の課"), ("all", "すべての課")]),
        Filter("use", "状態", [("", "使っているもの"), ("retired", "使うのをやめたもの")]),
    ),
    empty="ひな形はありません。",
)


@page(permission=WRITE_CAMPAIGNS)
@require_safe
def template_list(request: PageRequest) -> HttpResponse:
    """The templates of all sections; one's own first to choose."""
    query = read_query(LIST, request.GET)
    own = request.actor.sections_for(WRITE_CAMPAIGNS)
    rows = queries.templates_found(
        request.actor,
        words=query.word,
        sections=None if query.chosen.get("whose") == "all" else sorted(own),
        retired=query.chosen.get("use") == "retired",
    )
    context = {
        "tabs": section_tabs(request, "campaign_templates"),
        "table": list_view(LIST, query, paged(LIST, query, rows)),
    }
    return render(request, "messaging/staff/campaign_templates.html", context)


@page(permission=WRITE_CAMPAIGNS)
@require_safe
def template(request: PageRequest, template_id: int) -> HttpResponse:
    """One template as it reads, and what it was before."""
    return _shown(request, template_id)


def _shown(request: PageRequest, template_id: int, refusal: Refusal | None = None) -> HttpResponse:
    row = queries.template_for(request.actor, template_id)
    done = next((said for word, said in DONE.items() if word in request.GET), "")
    notices = [notice("success", done, live=True)] if done and refusal is None else []
    if refusal is not None:
        notices = [notice("error", str(refusal.sentence), live=True)]
    texts = campaign_texts.texts_in(row.texts)
    context = {
        "row": row,
        "own": row.section_id in request.actor.sections_for(WRITE_CAMPAIGNS),
        "summary": summary_list(_summary(row)),
        "texts": [
            (name, "en" if language == "en" else "ja", texts[language])
            for language, name in BLOCKS
            if language in texts
        ],
        "history": timeline([_moment(row, one) for one in queries.versions_of(row)[:VERSIONS]]),
        "notices": notices,
        "breadcrumb": [
            Link("配信", reverse("campaigns")),
            Link("ひな形", reverse("campaign_templates")),
            Link(row.name),
        ],
    }
    return render(request, "messaging/staff/campaign_template.html", context, status=422 if refusal else 200)


def _summary(row: CampaignTemplate) -> list[SummaryRow]:
    topic = ward_audience.topic(row.topic)
    return [
        SummaryRow(label="課", value=identity.section_name(row.section_id)),
        SummaryRow(label="空欄", value="・".join(_places(row)) or "ありません"),
        SummaryRow(label="何について", value=topic.label("ja") if topic else "使うときに選ぶ"),
        SummaryRow(label="届け方", value=" → ".join(ways.label(Way(way)) for way in row.ways)),
        SummaryRow(label="ファイル", value="付けられる" if row.files_allowed else "付けない"),
    ]


def _moment(row: CampaignTemplate, one: CampaignTemplateVersion) -> Moment:
    text = one.texts.get("ja", {})
    again = ""
    if one.version != row.version:
        address = f"{reverse('campaign_template_edit', args=[row.pk])}?version={one.version}"
        again = markup('<p><a href="{}">第{}版を読みこんで直す</a></p>', address, one.version)
    return Moment(
        when=in_words(one.written_at),
        iso=one.written_at.isoformat(),
        what=f"第{one.version}版",
        who=one.by_label,
        body=markup("<p><b>{}</b></p><p>{}</p>{}", text.get("subject", ""), text.get("body", ""), again),
    )


@page(permission=WRITE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Write a template: empty, as a copy (`?from=`), or out of a campaign (`?campaign=`)."""
    if request.method == "POST":
        return _posted(request, None)
    given = {**form.blank(request.actor), "files": ["yes"]}
    if source := number_in(request.GET.get("from", "")):
        row = queries.template_for(request.actor, source)
        given |= {**_given(row), "name": [f"{row.name}の写し"]}
    elif source := number_in(request.GET.get("campaign", "")):
        campaign = campaigns.campaign_for(request.actor, source)
        kept = form.given_by(campaign)
        given |= {**kept, "name": kept["title"]}
        if campaign.section_id not in request.actor.sections_for(WRITE_CAMPAIGNS):
            given["section"] = form.blank(request.actor)["section"]
    return _drawn(request, given, None)


@page(permission=WRITE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, template_id: int) -> HttpResponse:
    """Change a template of one's own section; an earlier version may be read in first (`?version=`)."""
    row = queries.own_template_for(request.actor, template_id)
    if request.method == "POST":
        return _posted(request, row)
    earlier = number_in(request.GET.get("version", ""))
    given = {**_given(queries.version_of(row, earlier) if earlier else row), "section": [str(row.section_id)]}
    return _drawn(request, given, row)


def _given(row: CampaignTemplate | CampaignTemplateVersion) -> dict[str, list[str]]:
    return {
        "name": [row.name],
        "topic": [str(row.topic or "")],
        "ways": [NAMES[Way(way)] for way in row.ways],
        "files": ["yes"] if row.files_allowed else [],
        **form.given_by_texts(campaign_texts.texts_in(row.texts)),
    }


def _posted(request: PageRequest, row: CampaignTemplate | None) -> HttpResponse:
    given = form.given_of(request.POST)
    pattern = Pattern(
        name=form.one(given, "name"),
        section_id=number_in(form.one(given, "section")),
        topic=number_in(form.one(given, "topic")),
        ways=[way for code, way in CODES.items() if code in given.get("ways", ())],
        texts=form.texts_of(given),
        files_allowed=form.one(given, "files") == "yes",
    )
    try:
        saved = save_campaign_template(
            request.actor,
            pattern=pattern,
            template_id=row.pk if row else None,
            seen_version=number_in(form.one(given, "version")),
        )
    except (NotAllowed, NotFound, Conflict):
        raise
    except Refusal as refusal:
        return _drawn(request, given, row, refusal)
    return HttpResponseRedirect(f"{reverse('campaign_template', args=[saved.pk])}?saved")


def _drawn(
    request: PageRequest, given: Given, row: CampaignTemplate | None, refusal: Refusal | None = None
) -> HttpResponse:
    errors = {name: str(said) for name, said in refusal.fields.items()} if refusal else {}
    general = [notice("error", str(refusal.sentence), live=True)] if refusal and not errors else []
    title = f"{row.name}を直す" if row else "ひな形を書く"
    context = {
        "row": row,
        "title": title,
        "fields": _head(request, given, errors),
        "blocks": [block(given, errors, *one) for one in BLOCKS],
        "variables": [*VARIABLES.items(), *OF_A_DATE.items()],
        "ways": ways.choices(given.get("ways", ())),
        "ways_error": errors.get("ways", ""),
        "files_allowed": "yes" in given.get("files", ()),
        "errors": [ErrorLink(name, said) for name, said in errors.items()],
        "has_errors": bool(errors),
        "notices": general,
        "breadcrumb": [
            Link("配信", reverse("campaigns")),
            Link("ひな形", reverse("campaign_templates")),
            Link(title),
        ],
    }
    status = 422 if refusal else 200
    return render(request, "messaging/staff/campaign_template_form.html", context, status=status)


def _head(request: PageRequest, given: Given, errors: Mapping[str, str]) -> list[SafeString]:
    fields = [
        text_field(
            view(given, errors, "name", "ひな形の名前", "選ぶときの名前です。届いた人には見えません。")
        ),
        select_field(
            view(given, errors, "topic", "何についての配信ですか"),
            [Choice(*one) for one in form.topics()],
            empty="使うときに選ぶ",
        ),
    ]
    return [*fields, section_field(request.actor, given, errors)]


def _deed(request: PageRequest, template_id: int, do: Callable[[], object], word: str) -> HttpResponse:
    try:
        do()
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return _shown(request, template_id, refusal)
    return HttpResponseRedirect(f"{reverse('campaign_template', args=[template_id])}?{word}")


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def retire(request: PageRequest, template_id: int) -> HttpResponse:
    """Begin no more campaigns from it."""
    return _deed(
        request,
        template_id,
        lambda: retiring.retire_campaign_template(request.actor, template_id=template_id),
        "retired",
    )


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def restore(request: PageRequest, template_id: int) -> HttpResponse:
    """Take it back into use."""
    return _deed(
        request,
        template_id,
        lambda: restoring.restore_campaign_template(request.actor, template_id=template_id),
        "restored",
    )
