"""The summary before sending, the sending itself, the receipt."""

from collections.abc import Iterable, Mapping

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yakuba.cases import api as cases
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.permissions import PUBLIC
from yakuba.procedures.actions.submit import NEEDED, Incomplete, submit
from yakuba.procedures.models import Submission
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import (
    draft_files,
    own_submission_by_draft,
    submission_by_draft,
    submission_for,
)
from yakuba.procedures.rules.definition import Document
from yakuba.procedures.rules.messages import Problem
from yakuba.procedures.rules.sheet import SheetRow
from yakuba.procedures.shelf import shelved
from yakuba.procedures.web import drafts
from yakuba.procedures.web.answered import answered, in_pages
from yakuba.procedures.web.filling import Desk, desk
from yakuba.procedures.web.words import say, sentence
from yakuba.ui.components.notices import ErrorLink
from yakuba.ui.components.records import SummaryRow
from yakuba.ui.pages import PageRequest, page, render


@page(permission=APPLY)
def summary(request: PageRequest, slug: str) -> HttpResponseBase:
    """Everything that was answered, each answer with a way back to its page."""
    here = desk(request, slug)
    if here.draft is None:
        return HttpResponseRedirect(reverse("procedure", args=[slug]))
    undone = here.first_undone()
    if undone is not None:
        return HttpResponseRedirect(here.url(undone))
    return _summary(request, here)


def _summary(request: PageRequest, here: Desk, wrong: tuple[str, ...] = ()) -> HttpResponse:
    form = here.version.form
    definition = here.version.definition
    rows = answered(form, here.answers)
    files = _file_names(here, rows)
    names = [say(form.page(key).title) for key in here.state.pages] + [_("確認"), _("完了")]
    return render(
        request,
        "procedures/resident/summary.html",
        {
            "procedure_title": say(definition.title),
            "pages": in_pages(rows, lambda row: _summary_row(here, row, files)),
            "step_names": names,
            "step": len(names) - 1,
            "errors": _links(here, wrong, [row.key for row in rows]),
            "has_errors": bool(wrong),
            "sign_in": _sign_in(request.actor, here),
            "needs_account": definition.assurance == "account",
            "slug": here.slug,
            "draft": here.draft.token_hash if here.draft else "",
            "back": here.url(here.state.pages[-1]),
        },
        status=422 if wrong else 200,
    )


def _file_names(here: Desk, rows: Iterable[SheetRow]) -> dict[str, str]:
    """The names of the files handed in (1 SQL where there are any)."""
    wanted = [file for row in rows for file in row.files]
    if not wanted or here.draft is None:
        return {}
    return {str(file.public_id): file.name for file in draft_files(here.draft, wanted)}


def _summary_row(here: Desk, row: SheetRow, files: Mapping[str, str]) -> SummaryRow:
    """A line of the summary; the rows of a group stand under a heading of their own."""
    named = _("、").join(files[file] for file in row.files if file in files)
    change = f"{here.url(row.page)}#q-{row.key.replace('.', '-')}"
    return SummaryRow(
        label=row.short_label or row.label,
        value=named or row.display or _("（入力なし）"),
        change_url=change if row.kind != "computed" else "",
        key=_row_id(row.key),
    )


def _row_id(key: str) -> str:
    return f"row-{key.replace('.', '-')}"


def _links(here: Desk, wrong: tuple[str, ...], rows: Iterable[str]) -> list[ErrorLink]:
    """What is missing or wrong, each leading to its line; files that are no longer there have to be chosen anew."""
    errors = here.version.form.check_all(here.answers, today=clock.today()) if wrong else {}
    lost = {
        at: Problem("file_unknown", {"label": here.version.form.questions[at].field.title()})
        for at in wrong
        if at in here.version.form.questions
    }
    return [
        ErrorLink(_target(at, rows), sentence(errors.get(at) or lost[at]))
        for at in wrong
        if at in errors or at in lost
    ]


def _target(at: str, rows: Iterable[str]) -> str:
    """The line of the summary on which an input stands: its own, that of the whole answer, the group's first."""
    own = [key for key in rows if at == key or at.startswith(f"{key}.")]
    within = [key for key in rows if key.startswith(f"{at}.")]
    return _row_id(max(own, key=len) if own else within[0]) if own or within else ""


def _sign_in(actor: Actor, here: Desk) -> list[tuple[str, str]]:
    """Where to go first when the session is not sure enough, as (words, address); nothing when it is."""
    needed = here.version.definition.assurance
    if actor.assurance >= NEEDED[needed]:
        return []
    back = reverse("procedure_summary", args=[here.slug])
    if needed == "email":
        return [(_("メールアドレスを確認する"), _and_back("sign_in", back))]
    new = _and_back("account_new", back)
    return [
        (_("アカウントでサインインする"), _and_back("sign_in_password", back)),
        (_("アカウントを作る"), new if actor.kind == "guest" else _and_back("sign_in", new)),
    ]


def _and_back(name: str, path: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': path})}"


@page(permission=APPLY)
def send(request: PageRequest, slug: str) -> HttpResponseBase:
    """Hand the application in (POST only). Pressed twice, reloaded or repeated after a lost answer: still one."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("procedure_summary", args=[slug]))
    here = desk(request, slug)
    mark = request.POST.get("draft")
    if here.draft is None or mark not in (None, here.draft.token_hash):
        known = _handed_in_before(request, slug)
        if known is not None:
            return _to_receipt(request, known)
        return HttpResponseRedirect(reverse("procedure_summary", args=[slug]))
    try:
        handed_in = submit(request.actor, draft=here.draft, language=request.LANGUAGE_CODE)
    except Incomplete as incomplete:
        return _summary(request, here, incomplete.inputs)
    return _to_receipt(request, handed_in)


def _handed_in_before(request: PageRequest, slug: str) -> Submission | None:
    """What became of the draft of this summary page: by the browser's secret, else among one's own applications."""
    held = drafts.held(request, slug)
    mark = str(request.POST.get("draft", held))
    if held == mark:
        return submission_by_draft(held)
    return own_submission_by_draft(request.actor, mark, drafts.receipts_shown(request))


def _to_receipt(request: PageRequest, handed_in: Submission) -> HttpResponse:
    answer = HttpResponseRedirect(reverse("application_received", args=[handed_in.receipt]))
    if not handed_in.owner_key:
        drafts.show_receipt(request, answer, handed_in.receipt)
    return answer


@page(open_to=PUBLIC)
def received(request: PageRequest, receipt: str) -> HttpResponseBase:
    """The receipt: number, what happens next, what has to be shown or sent on paper."""
    row = submission_for(request.actor, receipt, drafts.receipts_shown(request))
    version = shelved(row.version_id)
    definition = version.definition
    shown = version.form.visible(row.answers, today=clock.today()).pages
    titles = [say(version.form.page(key).title) for key in shown]
    return render(
        request,
        "procedures/resident/received.html",
        {
            "procedure_title": say(definition.title),
            "receipt": row.receipt,
            "received_text": say(definition.outcome.received) if definition.outcome else "",
            "standard_days": definition.standard_days,
            "email": row.email,
            "papers": _papers(version.form.needed_documents(row.answers, today=clock.today())),
            "step_names": [*titles, _("確認"), _("完了")],
            "status_url": reverse("application", args=[row.receipt]),
            "pdf_url": reverse("application_pdf", args=[row.receipt]),
        },
    )


def _papers(documents: list[Document]) -> list[dict[str, str]]:
    """The documents of which the original must be shown or posted."""
    how = {"show": _("窓口で原本を見せてください。"), "post": _("原本を郵送してください。")}
    return [{"label": say(one.label), "how": how[one.originals]} for one in documents if one.originals in how]


@page(open_to=PUBLIC)
def answers_pdf(request: PageRequest, receipt: str) -> HttpResponseBase:
    """The copy of the answers as a tagged PDF, made when it is asked for."""
    row = submission_for(request.actor, receipt, drafts.receipts_shown(request))
    found = cases.application(request.actor, receipt, drafts.receipts_shown(request))
    content = cases.render_answers(
        found.pages,
        title=found.case.title,
        receipt=receipt,
        received_at=found.case.opened_at,
        section_name=found.received_by,
        file_names={str(one.file.public_id): one.file.name for one in found.documents},
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{row.receipt}.pdf"'
    return answer
