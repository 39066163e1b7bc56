"""Rows of an export, streamed by a cursor on the server: a table of any length passes through a few megabytes."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from yakuba.cases.models import Case, Decision, Outcome, Sheet, Status
from yakuba.cases.permissions import EXPORT
from yakuba.cases.queries.search import Filters, matching
from yakuba.cases.rules import columns
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.values.csv_text import Cell

AT_ONCE = 500
NUMBERS = frozenset({"number", "money"})
FIXED = (
    "受付番号",
    "手続",
    "状況",
    "結果",
    "文書番号",
    "担当課",
    "担当者",
    "申請者",
    "フリガナ",
    "電話番号",
    "メールアドレス",
    "受付日時",
    "処理期限",
    "終了日時",
)
_STATUS = {str(value): str(label) for value, label in Status.choices}
_OUTCOME = {str(value): str(label) for value, label in Outcome.choices}


class _Row(msgspec.Struct):
    key: str
    label: str
    kind: str
    shown: str
    raw: Any = None


class _Page(msgspec.Struct):
    rows: list[_Row]


_decoder = msgspec.json.Decoder(list[_Page])


def count(actor: Actor, filters: Filters) -> int:
    """How many cases an export of these filters holds."""
    return _cases(actor, filters).count()


def table(actor: Actor, filters: Filters) -> tuple[list[str], Iterator[list[Cell]]]:
    """Header and rows. With a procedure (`filters.kind`) every key of its sheets has a column; without, the
    answers are left out: they have nothing in common.
    """
    cases = _cases(actor, filters)
    if not filters.kind:
        return list(FIXED), _rows(cases, ())
    found = _columns(cases)
    return [*FIXED, *(column.title for column in found)], _rows(cases, found)


def _cases(actor: Actor, filters: Filters) -> QuerySet[Case]:
    return matching(actor, filters, EXPORT)


def _latest(cases: QuerySet[Case]) -> QuerySet[Sheet]:
    newer = Sheet.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    return Sheet.objects.filter(~Exists(newer), case__in=cases.order_by().values("pk"))


def _columns(cases: QuerySet[Case]) -> tuple[columns.Column, ...]:
    """The union of the columns, from one sheet of every shape that occurs (1 SQL)."""
    newest = _latest(cases).order_by("shape", "-pk").distinct("shape").values_list("pk", "pages")
    by_age = sorted(newest, key=lambda one: -one[0])
    return columns.merge(
        [[(row["key"], row["label"]) for page in pages for row in page["rows"]] for _, pages in by_age],
        taken=FIXED,
    )


def _rows(cases: QuerySet[Case], found: tuple[columns.Column, ...]) -> Iterator[list[Cell]]:
    place = {column.key: len(FIXED) + index for index, column in enumerate(found)}
    width = len(FIXED) + len(found)
    sections = identity.section_names(set(cases.order_by().values_list("section", flat=True).distinct()))
    numbers = dict(
        Decision.objects.filter(case__in=cases.order_by().values("pk"), undone_at=None).values_list(
            "case_id", "document_number"
        )
    )
    for case_id, text, *facts in _stream(cases, with_pages=bool(found)):
        row: list[Cell] = [*_fixed(case_id, facts, sections, numbers), *[None] * (width - len(FIXED))]
        for page in _decoder.decode(text) if found else ():
            for answer in page.rows:
                index = place.get(answer.key)
                if index is not None:
                    row[index] = _value(answer)
        yield row


def _stream(cases: QuerySet[Case], *, with_pages: bool) -> Iterator[tuple[Any, ...]]:
    rows = _latest(cases)
    if with_pages:
        rows = rows.annotate(text=Cast("pages", TextField()))
    return (
        rows.order_by("case_id")
        .values_list(
            "case_id",
            "text" if with_pages else "number",
            "case__receipt",
            "case__title",
            "case__status",
            "case__outcome",
            "case__section_id",
            "case__assignee__family",
            "case__assignee__given",
            "case__applicant_name",
            "case__applicant_kana",
            "case__phone",
            "case__email",
            "case__opened_at",
            "case__due_on",
            "case__closed_at",
        )
        .iterator(chunk_size=AT_ONCE)
    )


def _fixed(
    case_id: int, facts: list[Any], sections: dict[int, str], numbers: dict[int, str]
) -> tuple[Cell, ...]:
    receipt, title, status, outcome, section, family, given, name, kana, phone, email, *days = facts
    opened_at, due_on, closed_at = days
    return (
        receipt,
        title,
        _STATUS.get(status, status),
        _OUTCOME.get(outcome, ""),
        numbers.get(case_id),
        sections.get(section, ""),
        f"{family} {given}".strip() if family else None,
        name,
        kana,
        phone,
        email,
        f"{opened_at.astimezone(clock.TOKYO):%Y-%m-%d %H:%M}",
        f"{due_on:%Y-%m-%d}" if due_on else None,
        f"{closed_at.astimezone(clock.TOKYO):%Y-%m-%d %H:%M}" if closed_at else None,
    )


def _value(answer: _Row) -> Cell:
    """A number as a number, everything else as it was shown."""
    raw = answer.raw
    if answer.kind in NUMBERS and isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    return answer.shown
