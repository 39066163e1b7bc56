"""A procedure's own page: what it is, what is needed; begin, go on, begin anew, go on later."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Assurance
from yakuba.procedures.actions.adopt_draft import adopt_draft
from yakuba.procedures.actions.discard_draft import discard_draft
from yakuba.procedures.actions.start_draft import start_draft
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import known_answers, owner_key
from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.shelf import is_open, known_version, open_versions, shelved
from yakuba.procedures.web import drafts
from yakuba.procedures.web.filling import desk
from yakuba.procedures.web.words import language, say
from yakuba.ui.dates import day_words
from yakuba.ui.pages import PageRequest, SignInFirst, page, render


@page(permission=APPLY)
def procedure(request: PageRequest, slug: str) -> HttpResponseBase:
    """What the procedure is, who may apply, what is needed, and the one button to begin."""
    version = known_version(slug)
    definition = version.definition
    draft = drafts.find(request, request.actor, slug)
    first = version.form.next_page(None, {}, today=clock.today()) or ""
    return render(
        request,
        "procedures/resident/procedure.html",
        {
            "title": say(definition.title),
            "summary": say(definition.summary),
            "explanation": [line for line in say(definition.explanation).split("\n") if line],
            "facts": _facts(definition, version.section_id),
            "documents": [
                {"label": say(one.label), "help": say(one.help), "how": _how(one.originals)}
                for one in definition.documents
            ],
            "open": is_open(version),
            "paused": slug not in open_versions(),
            "window": _window(definition),
            "known": bool(owner_key(request.actor)),
            "draft": draft,
            "first_url": reverse("procedure_page", args=[slug, first]),
            "slug": slug,
            "minutes": _minutes(definition),
            "translated": language() in definition.languages,
        },
    )


def _minutes(definition: Definition) -> int:
    """About how long filling in takes: three questions a minute, to the nearest five minutes."""
    return 5 * max(1, round(sum(1 for _field in definition.all_fields()) / 15))


def _how(originals: str) -> str:
    return {
        "none": _("写真やPDFで送れます。"),
        "show": _("原本を窓口で見せてください。"),
        "post": _("原本を郵送してください。"),
    }[originals]


def _facts(definition: Definition, section_id: int) -> list[tuple[str, str]]:
    days = definition.standard_days
    section = identity.section_card(identity.present_section(section_id))
    lines = (
        (_("申請できる方"), say(definition.who)),
        (_("手数料"), say(definition.fee)),
        (_("結果が出るまで"), _("%(days)s日ほど（区役所が開いている日）") % {"days": days} if days else ""),
        (_("受付期間"), _window(definition)),
        (_("根拠"), say(definition.law)),
        (_("担当"), f"{_name(section)}　{section.phone}".strip()),
    )
    return [(label, text) for label, text in lines if text]


def _name(section: identity.SectionCard) -> str:
    own = {"en": section.name_en, "ja-easy": section.name_easy}.get(language(), "")
    return own or section.full_name


def _window(definition: Definition) -> str:
    window = definition.window
    if window is None:
        return ""
    first, last = day_words(window.from_), day_words(window.until)
    if first and last:
        return _("%(first)sから%(last)sまで") % {"first": first, "last": last}
    return _("%(day)sから") % {"day": first} if first else _("%(day)sまで") % {"day": last} if last else ""


@page(permission=APPLY)
def begin(request: PageRequest, slug: str) -> HttpResponseBase:
    """Begin with what the office knows already (POST only); a draft that lies there is gone on with."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("procedure", args=[slug]))
    version = known_version(slug)
    if not is_open(version):
        return HttpResponseRedirect(reverse("procedure", args=[slug]))
    if drafts.find(request, request.actor, slug) is not None:
        return HttpResponseRedirect(reverse("procedure_go_on", args=[slug]))
    known = known_answers(request.actor, version.version_id)
    token = drafts.new_token()
    start_draft(
        request.actor,
        version_id=version.version_id,
        token=token,
        language=request.LANGUAGE_CODE,
        kept_until=drafts.kept_until(),
        answers=known.answers,
        prefilled=known.sources,
    )
    first = version.form.next_page(None, known.answers, today=clock.today())
    answer = HttpResponseRedirect(reverse("procedure_page", args=[slug, first]))
    drafts.remember(answer, slug, token)
    return answer


@page(permission=APPLY)
def go_on(request: PageRequest, slug: str) -> HttpResponseBase:
    """Lead to the first page that is not done yet. Whoever comes from a mail to another browser says first who they are."""
    here = desk(request, slug)
    if here.draft is None and request.actor.kind == "anonymous":
        raise SignInFirst(Assurance.EMAIL)
    if here.draft is None:
        return HttpResponseRedirect(reverse("procedure", args=[slug]))
    return HttpResponseRedirect(here.url(here.first_undone()))


@page(permission=APPLY)
def discard(request: PageRequest, slug: str) -> HttpResponseBase:
    """Ask, then throw the draft away."""
    draft = drafts.find(request, request.actor, slug)
    if draft is None:
        return HttpResponseRedirect(reverse("procedure", args=[slug]))
    if request.method != "POST":
        title = say(shelved(draft.version_id).definition.title)
        return render(request, "procedures/resident/discard.html", {"slug": slug, "title": title})
    discard_draft(request.actor, draft=draft)
    answer = HttpResponseRedirect(reverse("procedure", args=[slug]))
    drafts.forget(answer, slug)
    return answer


@page(permission=APPLY)
def later(request: PageRequest, slug: str) -> HttpResponse | HttpResponseRedirect:
    """How to go on later: a verified e-mail address or an account takes the draft over."""
    here = desk(request, slug)
    if here.draft is None:
        return HttpResponseRedirect(reverse("procedure", args=[slug]))
    back = reverse("procedure_later", args=[slug])
    if owner_key(request.actor) and not here.draft.owner_key:
        adopt_draft(request.actor, draft=here.draft, go_on_path=reverse("procedure_go_on", args=[slug]))
        return HttpResponseRedirect(back)
    return render(
        request,
        "procedures/resident/later.html",
        {
            "title": say(here.version.definition.title),
            "known": bool(owner_key(request.actor)),
            "email": request.actor.email,
            "until": here.draft.expires_at,
            "sign_in": f"{reverse('sign_in')}?{urlencode({'next': back})}",
            "go_on_url": here.url(here.first_undone()),
        },
    )
