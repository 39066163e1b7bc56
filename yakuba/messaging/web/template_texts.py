"""The office's own words: every template, its three languages side by side, writing with a preview, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from yakuba.kernel.refusals import Conflict, NotFound, Refusal
from yakuba.messaging import declarations, queries
from yakuba.messaging.actions.restore_template_text import restore_template_text
from yakuba.messaging.actions.save_template_text import save_template_text
from yakuba.messaging.declarations import LANGUAGES, Template
from yakuba.messaging.models import TemplateText
from yakuba.messaging.permissions import EDIT_TEMPLATES
from yakuba.messaging.rules import wording
from yakuba.messaging.rules.wording import Words
from yakuba.messaging.web.deliveries import in_words, section_tabs
from yakuba.messaging.web.forms import WordsForm
from yakuba.ui.components.lists import simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import notice
from yakuba.ui.components.records import Moment, timeline
from yakuba.ui.pages import LANGUAGES as LANGUAGE_NAMES
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage

NAMES = dict(LANGUAGE_NAMES)


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it would arrive, with sample values."""

    language: str
    language_name: str
    html_lang: str
    subject: str
    body: str
    own: bool
    edit_url: str


@page(permission=EDIT_TEMPLATES)
@require_GET
def templates(request: PageRequest) -> HttpResponse:
    """Every message the house can send."""
    own = queries.templates_with_own_words()
    declared: ListPage[Template] = ListPage(
        name="templates",
        caption="お知らせの文例",
        columns=(
            Column(
                "label",
                "お知らせ",
                lambda one: markup(
                    '<a href="{}">{}</a>', reverse("message_template", args=[one.code]), one.label
                ),
                heads_row=True,
            ),
            Column("channels", "届き方", _ways),
            Column("own", "区で書きかえた言語", partial(_own_languages, own)),
            Column("code", "記号", lambda one: one.code),
        ),
    )
    rows = declarations.all_templates()
    context = {
        "table": simple_table(declared, None, rows) if rows else "",
        "tabs": section_tabs(request, "message_templates"),
    }
    return render(request, "messaging/staff/templates.html", context)


def _ways(one: Template) -> str:
    names = {declarations.MAIL: "メール", declarations.INBOX: "マイページ"}
    return "・".join(name for channel, name in names.items() if channel in one.channels)


def _own_languages(own: set[tuple[str, str]], one: Template) -> str:
    return "・".join(NAMES[language] for language in LANGUAGES if (one.code, language) in own) or "なし"


@page(permission=EDIT_TEMPLATES)
@require_GET
def template(request: PageRequest, code: str) -> HttpResponse:
    """One template in its three languages, with every earlier version."""
    one = _find(code)
    history = queries.texts_visible_to(request.actor, code).order_by("-written_at", "-id")
    context = {
        "template": one,
        "previews": [_preview(one, language) for language in LANGUAGES],
        "history": timeline([_moment(text) for text in history[:50]]),
        "has_history": history.exists(),
        "breadcrumb": [Link("文例", reverse("message_templates")), Link(one.label)],
        "notices": [notice("success", "文例を保存しました。", live=True)] if "saved" in request.GET else [],
    }
    return render(request, "messaging/staff/template.html", context)


def _moment(text: TemplateText) -> Moment:
    what = f"{NAMES[text.language]}：第{text.version}版" + ("" if text.body else "（元の文に戻した）")
    body = markup("<p><b>{}</b></p><p>{}</p>", text.subject, text.body) if text.body else ""
    return Moment(
        when=in_words(text.written_at),
        iso=text.written_at.isoformat(),
        what=what,
        who=text.author_label,
        body=body,
    )


def _find(code: str) -> Template:
    try:
        return declarations.find(code)
    except LookupError:
        raise NotFound() from None


def _preview(one: Template, language: str, words: Words | None = None) -> Preview:
    own = queries.latest_own(one.code, language)
    held = Words(own.subject, own.body) if own else declarations.shipped_words(one.code, language)
    shown = wording.fill(words or held, one.samples())
    ward = settings.WARD.name_en if language == "en" else settings.WARD.name
    frame = Words("", declarations.shipped_frame(language) if declarations.MAIL in one.channels else "{body}")
    return Preview(
        language=language,
        language_name=NAMES[language],
        html_lang="en" if language == "en" else "ja",
        subject=shown.subject,
        body=wording.fill(frame, {"body": shown.body, "ward": ward}).body,
        own=own is not None,
        edit_url=reverse("message_text", args=[one.code, language]),
    )


@page(permission=EDIT_TEMPLATES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, code: str, language: str) -> HttpResponse:
    """Write the office's own words, look at them, save them, or go back to those shipped."""
    one = _find(code)
    if language not in LANGUAGES:
        raise NotFound()
    if request.method == "POST":
        return _written(request, one, language)
    words = queries.words_that_hold(code, language)
    form = WordsForm(
        initial={
            "subject": words.subject,
            "body": words.body,
            "seen_version": queries.latest_version(code, language),
        }
    )
    return _edit_page(request, one, language, form)


def _written(request: PageRequest, one: Template, language: str) -> HttpResponse:
    form = WordsForm(request.POST)
    sound = form.is_valid()
    seen, action = form.cleaned_data.get("seen_version"), request.POST.get("action", "")
    try:
        if action == "restore" and seen is not None:
            restore_template_text(request.actor, template=one.code, language=language, seen_version=seen)
            return _saved(one)
        if not sound or seen is None:
            return _edit_page(request, one, language, form, status=422)
        words = form.words()
        if action == "preview" and not wording.mistakes(words, one.names, one.required):
            return _edit_page(request, one, language, form, preview=_preview(one, language, words))
        save_template_text(
            request.actor, template=one.code, language=language, words=words, seen_version=seen
        )
    except Conflict:
        return _overtaken(request, one, language)
    except Refusal as refusal:
        if refusal.code != "bad_words":
            raise
        for field, sentence in refusal.fields.items():
            form.add_error(field, str(sentence))
        return _edit_page(request, one, language, form, status=422)
    return _saved(one)


def _overtaken(request: PageRequest, one: Template, language: str) -> HttpResponse:
    """Somebody else saved in the meantime: their words are shown, and what was typed is still in the boxes."""
    typed = request.POST.copy()
    typed["seen_version"] = str(queries.latest_version(one.code, language))
    told = notice(
        "warning",
        "ほかの人が先に書きかえました",
        "下に、今の文を見せています。入力した文は、まだ保存していません。くらべてから、もう一度保存してください。",
        live=True,
    )
    return _edit_page(
        request,
        one,
        language,
        WordsForm(typed),
        preview=_preview(one, language),
        notices=[told],
        status=409,
    )


def _saved(one: Template) -> HttpResponse:
    return redirect(f"{reverse('message_template', args=[one.code])}?saved")


def _edit_page(
    request: PageRequest,
    one: Template,
    language: str,
    form: WordsForm,
    *,
    preview: Preview | None = None,
    notices: Sequence[SafeString] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "template": one,
        "language_name": NAMES[language],
        "form": form,
        "has_errors": bool(form.errors),
        "preview": preview,
        "notices": notices,
        "own": queries.latest_own(one.code, language) is not None,
        "breadcrumb": [
            Link("文例", reverse("message_templates")),
            Link(one.label, reverse("message_template", args=[one.code])),
            Link(NAMES[language]),
        ],
    }
    return render(request, "messaging/staff/edit_text.html", context, status=status)
