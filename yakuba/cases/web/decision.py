"""Deciding: what and why, a look at the notice, a page that says what will happen, then the decision."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.cases import api as cases
from yakuba.cases.actions.decide import NEEDS_REASON
from yakuba.cases.options import UNDO_MINUTES
from yakuba.cases.rules import wording
from yakuba.cases.web.case import head, trail
from yakuba.cases.web.forms import TEXT, VerbForm, WordsField
from yakuba.cases.web.officers import METHODS
from yakuba.cases.web.preview import preview
from yakuba.cases.web.verbs import Order, Verb, again, answer, opened, revision_of, show
from yakuba.kernel import clock
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.bad_value import BadValue
from yakuba.ui.components.fields import Choice, radio_group
from yakuba.ui.components.records import SummaryRow
from yakuba.ui.forms import form_field, view_of
from yakuba.ui.pages import PageRequest, page, render

OUTCOMES = {
    cases.Outcome.ACCEPTED: ("承認", "申請のとおり認めます。"),
    cases.Outcome.COMPLETED: ("受理", "届出を受理し、手続を終えます。"),
    cases.Outcome.REFUSED: ("不承認", "審査した結果、認めません。理由と教示が通知書に入ります。"),
    cases.Outcome.DISMISSED: (
        "却下",
        "形式の要件を満たさないため、審査せずに終えます。理由と教示が通知書に入ります。",
    ),
}
PHRASES = (
    (
        "要件を満たさない",
        "〔根拠となる法令の条項〕に定める〔要件〕を満たしていないため。\n〔確かめた事実〕",
    ),
    ("書類で確かめられない", "提出された書類では、〔事実〕を確認できないため（〔根拠となる法令の条項〕）。"),
    (
        "補正がなかった",
        "〔日〕までに補正を求めましたが、補正がなく、申請の形式上の要件を満たしていないため（行政手続法第7条）。",
    ),
    ("申請できる期間を過ぎた", "申請できる期間（〔日〕まで）を過ぎて申請されたため（〔根拠となる条項〕）。"),
    (
        "担当する区が異なる",
        "〔日〕の時点で、住所が当区になく、当区が決定する権限を持たないため（〔根拠となる条項〕）。",
    ),
)


TEXTS = {str(number): text for number, (_label, text) in enumerate(PHRASES, 1)}


class DecideForm(VerbForm):
    """What is decided, why, and what goes into the notice besides."""

    outcome = forms.ChoiceField(
        label="決定の内容",
        choices=[(str(code), label) for code, (label, _help) in OUTCOMES.items()],
        widget=forms.RadioSelect(),
        error_messages={
            "required": "決定の内容を選んでください。",
            "invalid_choice": "決定の内容を選んでください。",
        },
    )
    reason = WordsField(
        "理由",
        TEXT,
        rows=5,
        required=False,
        help_text="不承認と却下では必ず書きます（行政手続法第8条）。根拠の条項と、当てはめた事実を書いてください。",
    )
    words = WordsField(
        "条件・備考", TEXT, rows=3, required=False, help_text="通知書に入ります。なければ空のままにします。"
    )

    def clean(self) -> dict[str, Any]:
        """Refuse early what the verb would refuse: a refusal without its reason, words that may not be stored."""
        found = super().clean() or {}
        self._check("reason", str(found.get("reason") or ""), needed=found.get("outcome") in NEEDS_REASON)
        self._check("words", str(found.get("words") or ""), needed=False)
        return found

    def _check(self, name: str, text: str, *, needed: bool) -> None:
        try:
            (wording.checked if needed else wording.checked_or_empty)(text)
        except BadValue as bad:
            empty = (
                "不承認と却下では、理由を書いてください。" if name == "reason" and not text.strip() else ""
            )
            self.add_error(name, empty or bad.template % bad.params)

    def more(self, page: cases.CasePage) -> dict[str, Any]:
        """The phrases to begin a reason with, and what each outcome means."""
        return {
            "phrases": [(number, label) for number, (label, _text) in enumerate(PHRASES, 1)],
            "outcomes": radio_group(
                view_of(self["outcome"]),
                [Choice(str(code), label, help_) for code, (label, help_) in OUTCOMES.items()],
            ),
            "reason": form_field(self["reason"]),
            "words": form_field(self["words"]),
        }


def _decide(order: Order) -> None:
    given = order.form.cleaned_data
    cases.decide(
        order.actor,
        case_id=order.case_id,
        outcome=given["outcome"],
        revision=order.revision,
        reason=given["reason"],
        words=given["words"],
    )


VERB = Verb(
    name="decide",
    heading="決定する",
    button="決定する",
    do=_decide,
    form=DecideForm,
    template="cases/staff/decide.html",
)


@page(permission=cases.DECIDE)
@require_http_methods(METHODS)
def decide(request: PageRequest, case_id: int) -> HttpResponse:
    """Fill in, look at what will happen, decide."""
    insert, step = request.POST.get("insert", ""), request.POST.get("step", "")
    if insert in TEXTS or step == "back":
        return _filled_in(request, case_id, insert)
    if request.method == "POST" and step != "decide":
        form = DecideForm(request.POST)
        return _confirm(request, case_id, form) if form.is_valid() else again(request, case_id, VERB, form)
    return answer(request, case_id, VERB)


def _filled_in(request: PageRequest, case_id: int, insert: str) -> HttpResponse:
    """The first page again, with what was typed, and a phrase added to the reason where one was asked for."""
    given = {name: request.POST.get(name, "") for name in ("outcome", "reason", "words")}
    if insert in TEXTS:
        before = given["reason"].rstrip()
        given["reason"] = f"{before}\n{TEXTS[insert]}" if before else TEXTS[insert]
    found = opened(request, case_id, VERB.name)
    return show(request, found, VERB, DecideForm(initial=given))


def _confirm(request: PageRequest, case_id: int, form: DecideForm) -> HttpResponse:
    """What will happen, before it happens; with the characters that the notice could not be printed with."""
    found = opened(request, case_id, VERB.name)
    given = {name: str(form.cleaned_data[name]) for name in ("outcome", "reason", "words")}
    minutes = max(0, UNDO_MINUTES.value())
    label, _help = OUTCOMES[cases.Outcome(given["outcome"])]
    rows = [
        SummaryRow(label="決定の内容", value=label),
        *([SummaryRow(label="理由", value=given["reason"])] if given["reason"] else []),
        *([SummaryRow(label="条件・備考", value=given["words"])] if given["words"] else []),
    ]
    return render(
        request,
        "cases/staff/decide_confirm.html",
        {
            "head": head(found),
            "breadcrumb": trail(found, VERB.heading),
            "label": label,
            "rows": rows,
            "given": given.items(),
            "minutes": minutes,
            "sent_at": f"{clock.now() + timedelta(minutes=minutes):%H:%M}",
            "missing": preview(found.case, **given).missing,
            "revision": revision_of(request),
            "seen": request.POST.get("seen", "")[:40],
        },
    )


@page(permission=cases.DECIDE)
@require_POST
def preview_notice(request: PageRequest, case_id: int) -> HttpResponse:
    """The notice as it would be, as PDF; nothing is stored."""
    found = opened(request, case_id, VERB.name)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return show(request, found, VERB, form, status=422)
    given = {name: str(form.cleaned_data[name]) for name in ("outcome", "reason", "words")}
    made = preview(found.case, **given)
    if made.missing:
        raise Refusal("glyph", f"印刷できる字形がない文字があります：{made.missing}")
    return HttpResponse(
        made.content,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="preview.pdf"'},
    )
