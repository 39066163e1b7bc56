"""What became of a campaign, in numbers: on its page and as CSV; and the envelopes of its letters."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from yakuba.kernel.values.csv_text import csv_bytes
from yakuba.messaging.actions.export_letters import export_letters
from yakuba.messaging.models import Run
from yakuba.messaging.permissions import EXPORT_LETTERS, WRITE_CAMPAIGNS
from yakuba.messaging.queries import campaigns, reports
from yakuba.messaging.rules import figures
from yakuba.messaging.rules.channels import LABELS, Way
from yakuba.messaging.web.deliveries import in_words
from yakuba.messaging.web.run_cards import of_line
from yakuba.ui.pages import PageRequest, page

HEADS = (
    "送った日時", "試し送り", "状態", "届け方", "受け付けられた", "断られた（次の方法へ）", "分からない", "止めた", "残り",
    "LINEで開いた", "リンクを押した", "2日のうちにブロックした",
)  # fmt: skip


@page(permission=WRITE_CAMPAIGNS)
@require_safe
def report(request: PageRequest, campaign_id: int) -> HttpResponse:
    """Every time a campaign went out, a line for each way, as CSV: numbers only."""
    row = campaigns.campaign_for(request.actor, campaign_id)
    lines = [line for run in campaigns.runs_of(row) for line in _lines(run)]
    return _as_csv(f"campaign-{row.pk}.csv", HEADS, lines)


def _lines(run: Run) -> list[Sequence[str]]:
    """The lines of one run; what LINE counts stands in the line of LINE."""
    first = (in_words(run.frozen_at), "はい" if run.test else "", str(Run.State(run.state).label))
    found: list[Sequence[str]] = []
    for one in reports.report_of(run).ways:
        line = of_line(run) if run.unit and one.way is Way.LINE else {}
        numbers = map(figures.told, (one.accepted, one.failed, one.unknown, one.stopped, one.open))
        found.append(
            (
                *first,
                LABELS[one.way],
                *numbers,
                *(line.get(of, "") for of in ("opened", "pressed", "blocked")),
            )
        )
    return found


@page(permission=EXPORT_LETTERS)
@require_POST
def letters(request: PageRequest, run_id: int) -> HttpResponse:
    """The envelopes of a run as CSV; taking them along is recorded."""
    lines = [
        (one.postcode, one.address, one.name, one.language)
        for one in export_letters(request.actor, run_id=run_id)
    ]
    return _as_csv(f"letters-{run_id}.csv", ("郵便番号", "住所", "氏名", "言葉"), lines)


def _as_csv(name: str, heads: Sequence[str], lines: Iterable[Sequence[str]]) -> HttpResponse:
    answer = HttpResponse(b"".join(csv_bytes(heads, lines)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
