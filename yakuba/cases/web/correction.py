"""Asking for a correction (補正): rows of the sheet and documents are ticked, each with a reason, and a deadline."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from yakuba.cases import api as cases
from yakuba.cases.queries.office import closed_days
from yakuba.cases.rules.clock import correction_deadline
from yakuba.cases.web import content, words
from yakuba.cases.web.forms import TEXT, VerbForm, WordsField
from yakuba.cases.web.officers import METHODS
from yakuba.cases.web.verbs import Order, Verb, answer
from yakuba.kernel import clock
from yakuba.kernel.refusals import Conflict, NotFound, Refusal
from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.business_days import business_days_between, is_open, next_open_day
from yakuba.kernel.values.wareki import parse_date
from yakuba.ui.components.fields import Choice, FieldView, radio_group, text_field
from yakuba.ui.components.markup import joined
from yakuba.ui.components.notices import ErrorLink
from yakuba.ui.pages import PageRequest, page

MOST_KEYS = 200
LONGEST_KEY = 200
WAITS = (("7", "1週間後"), ("14", "2週間後"), ("21", "3週間後"), ("30", "30日後"))
USUAL = "14"
OTHER = "other"
TARGETS = {"items": "items", "words": "id_words", "deadline": "wait", "until": "until"}
EXAMPLES = (
    "写真が暗く、文字が読み取れません。明るいところで撮り直してください。",
    "書類の全体が写っていません。四隅が入るように撮り直してください。",
    "有効期限が切れています。有効な書類を出してください。",
    "記入がありません。",
    "添付の書類と内容が異なります。どちらが正しいか確かめてください。",
    "別の書類が添付されています。正しい書類を出してください。",
)


@dataclass(frozen=True, slots=True)
class Tick:
    """A row that can be asked for again."""

    row: content.RowView
    ticked: bool
    reason: SafeString


class CorrectionForm(VerbForm):
    """What is asked for again: keys of the sheet (`item`), a reason for each (`reason.<key>`), the deadline (`wait`, or the
    day `until`), and words above the list.
    """

    words = WordsField(
        "はじめに伝えること",
        TEXT,
        rows=3,
        required=False,
        help_text="申請した方が、項目の一覧の前に読みます。",
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        sent = data if data is not None else QueryDict()
        self.ticked = {key[:LONGEST_KEY] for key in sent.getlist("item")[:MOST_KEYS]}
        self.reasons = {
            name.removeprefix("reason."): sent.get(name, "")
            for name in list(sent)
            if name.startswith("reason.")
        }
        wait = sent.get("wait", USUAL)
        self.wait = wait if wait in dict(WAITS) else OTHER
        self.until = sent.get("until", "")[:40]
        self.wrong: dict[str, str] = {}

    def items(self) -> list[cases.CorrectionItem]:
        """What is asked for, as the verb takes it."""
        return [cases.CorrectionItem(key, self.reasons.get(key, "")) for key in sorted(self.ticked)]

    def typed(self) -> list[tuple[str, str]]:
        """The words and the reasons."""
        written = [(f"理由（{key}）", text) for key, text in self.reasons.items() if text.strip()]
        return [*super().typed(), *written]

    def is_valid(self) -> bool:
        """Every row that is ticked has a reason: said of all at once, where the verb would stop at the first."""
        missing = [key for key in sorted(self.ticked) if not self.reasons.get(key, "").strip()]
        self.wrong = {f"reason.{key}": "直してもらう理由を書いてください。" for key in missing}
        return super().is_valid() and not missing

    def blame(self, refusal: Refusal) -> None:
        """Keep what is wrong by the place it is about."""
        self.wrong = {name: str(sentence) for name, sentence in refusal.fields.items()}
        if not self.wrong and not isinstance(refusal, Conflict):
            self.wrong = {"": str(refusal.sentence)}

    def mistakes(self, page: cases.CasePage) -> list[ErrorLink]:
        """The mistakes with the places they are about, in the order of the page."""
        labels = {one.key: one.label for one in page.documents}
        labels |= {row.key: row.label for part in page.pages for row in part.rows}
        links = []
        for name, sentence in self.wrong.items():
            key = name.removeprefix("reason.")
            if name != key:
                links.append(ErrorLink(f"reason-{key}", f"{labels.get(key, '書類')}：{sentence}"))
            else:
                links.append(ErrorLink(TARGETS.get(name, ""), sentence))
        return links

    def more(self, page: cases.CasePage) -> dict[str, Any]:
        """The rows to tick, the deadlines to choose from, examples of reasons. What was computed is no answer."""
        computed = {row.key for part in page.pages for row in part.rows if row.kind == "computed"}
        return {
            "parts": [
                (
                    part.title,
                    [
                        (block.heading, [self._tick(row) for row in block.rows if row.key not in computed])
                        for block in part.blocks()
                    ],
                )
                for part in (*content.parts(page), *content.loose_documents(page))
            ],
            "items_error": self.wrong.get("items", ""),
            "examples": EXAMPLES,
            "deadline": self._deadline(page.case.section_id),
        }

    def _tick(self, row: content.RowView) -> Tick:
        reason = text_field(
            FieldView(
                id=f"reason-{row.key}",
                name=f"reason.{row.key}",
                label="直してもらう理由",
                value=self.reasons.get(row.key, ""),
                error=self.wrong.get(f"reason.{row.key}", ""),
                mark=False,
                extra={"list": "examples"},
            )
        )
        return Tick(row, row.key in self.ticked, reason)

    def _deadline(self, section: int) -> SafeString:
        """Four usual deadlines, each with its day and the open days until then, or a day of one's own."""
        today, closed = clock.today(), closed_days(section)
        choices = []
        for days, label in WAITS:
            on = correction_deadline(today, int(days), closed)
            open_days = business_days_between(today, on, closed)
            choices.append(Choice(days, words.day(on), f"{label}・{open_days}開庁日"))
        view = FieldView(
            id="wait",
            name="wait",
            label="答えの期限",
            value=self.wait,
            required=True,
            help="閉庁日に当たるときは、次の開庁日にしています。",
            error=self.wrong.get("deadline", ""),
        )
        until = FieldView(
            id="until",
            name="until",
            label="指定する日",
            value=self.until,
            type="date",
            width="m",
            mark=False,
            error=self.wrong.get("until", ""),
        )
        return joined(
            (radio_group(view, [*choices, Choice(OTHER, "日を指定する")], inline=True), text_field(until))
        )


def _ask(order: Order) -> None:
    form = order.form
    cases.ask_correction(
        order.actor,
        case_id=order.case_id,
        items=form.items(),
        deadline=deadline_of(form.wait, form.until, _section(order)),
        revision=order.revision,
        words=form.cleaned_data["words"],
    )


def _section(order: Order) -> int:
    rows = cases.cases_visible_to(order.actor).filter(pk=order.case_id)
    section = rows.values_list("section_id", flat=True).first()
    if section is None:
        raise NotFound()
    return section


VERB = Verb(
    name="ask_correction",
    heading="補正を求める",
    button="補正を求める",
    do=_ask,
    form=CorrectionForm,
    anchor="corrections",
    template="cases/staff/correction.html",
    beside=False,
)


@page(permission=cases.HANDLE)
@require_http_methods(METHODS)
def ask_correction(request: PageRequest, case_id: int) -> HttpResponse:
    """Choose what is asked for again, and ask."""
    return answer(request, case_id, VERB)


def deadline_of(wait: str, until: str, section: int) -> date:
    """The day that was chosen. Refuses what is no day, and a day on which the office is closed (民法142条)."""
    today, closed = clock.today(), closed_days(section)
    if wait != OTHER:
        return correction_deadline(today, int(wait), closed)
    try:
        on = parse_date(until)
    except BadValue as bad:
        sentence = bad.template % bad.params if until.strip() else "期限の日を入力してください。"
        raise Refusal("bad_deadline", sentence, {"until": sentence}) from None
    if on > today and not is_open(on, closed):
        nearest = words.day(next_open_day(on, closed))
        sentence = f"{words.day(on)}は閉庁日です。次の開庁日は{nearest}です。"
        raise Refusal("closed_day", sentence, {"until": sentence})
    return on
