"""What happened to a case and who looked at it, as the desk tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from yakuba.cases import api as cases
from yakuba.cases.models import Assignment, Decision, Outcome
from yakuba.cases.web import words
from yakuba.kernel.clock import TOKYO
from yakuba.kernel.models import AuditEntry
from yakuba.ui.components.records import Message, Moment

Happened = tuple[datetime, str, str, str]
"""When, what, who, more about it."""


def moments(page: cases.CasePage) -> list[Moment]:
    """The history of a case, the newest first."""
    told = sorted(_happened(page), key=lambda one: one[0], reverse=True)
    return [
        Moment(when=words.moment(at), iso=words.iso(at), what=what, who=who, body=more)
        for at, what, who, more in told
    ]


def _happened(page: cases.CasePage) -> Iterator[Happened]:
    case = page.case
    yield case.opened_at, "申請を受け付けました", "申請した方", ""
    yield from (_assigned(page, one) for one in page.assignments)
    for one in page.corrections:
        labels = "、".join(item["label"] for item in one.items)
        yield one.asked_at, "補正を求めました", _name(page, one.asked_by_id), labels
        if one.answered_at:
            yield one.answered_at, "補正の答えが届きました", "申請した方", ""
        elif one.cancelled_at:
            yield one.cancelled_at, "補正の依頼を終えました", "", ""
    for asked in page.opinions:
        section = page.sections.get(asked.section_id, "")
        yield asked.asked_at, f"{section}に意見を求めました", _name(page, asked.asked_by_id), ""
        if asked.answered_at:
            yield asked.answered_at, f"{section}が意見を答えました", _name(page, asked.answered_by_id), ""
        elif asked.cancelled_at:
            yield asked.cancelled_at, f"{section}への意見照会を取り消しました", "", ""
    for decision in [*page.undone, *([page.decision] if page.decision else [])]:
        yield from _decided(page, decision)
    if case.status == cases.Status.WITHDRAWN and case.closed_at:
        yield case.closed_at, "申請が取り下げられました", "申請した方", ""


def _assigned(page: cases.CasePage, one: Assignment) -> Happened:
    by = _name(page, one.by_id)
    if one.assignee_id is None:
        section = page.sections.get(one.section_id, "ほかの課")
        return one.at, f"{section}へ移しました", by, one.reason
    name = _name(page, one.assignee_id)
    what = f"{name}さんが担当になりました"
    return one.at, what, "" if one.by_id == one.assignee_id else by, one.reason


def _decided(page: cases.CasePage, one: Decision) -> Iterator[Happened]:
    outcome = Outcome(one.outcome).label
    yield one.decided_at, f"決定しました（{outcome}）", _name(page, one.decided_by_id), one.document_number
    if one.undone_at:
        yield one.undone_at, "決定を取り消しました（通知前）", _name(page, one.undone_by_id), one.undo_reason
    if one.issued_at:
        yield one.issued_at, "決定を通知しました", "", ""
    if one.opened_at:
        yield one.opened_at, "申請した方が通知書を開きました", "", ""


def _name(page: cases.CasePage, staff_id: int | None) -> str:
    return page.staff.get(staff_id or 0, "")


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at the case on one day: first when, how often."""

    when: str
    who: str
    times: int


def looks(page: cases.CasePage) -> list[Look]:
    """Who read the case, day by day, the newest first, out of the last entries of the trail."""
    seen: dict[tuple[str, date], list[AuditEntry]] = {}
    for entry in page.history:
        if entry.detail.get("read"):
            on = entry.at.astimezone(TOKYO).date()
            seen.setdefault((entry.actor_key, on), []).append(entry)
    return [
        Look(words.moment(entries[0].at), _reader(page, entries[0]), len(entries))
        for entries in seen.values()
    ]


def _reader(page: cases.CasePage, entry: AuditEntry) -> str:
    number = entry.actor_key.removeprefix("staff:")
    name = page.staff.get(int(number), "") if number.isdigit() else ""
    return f"{entry.actor_label}　{name}" if name else entry.actor_label


def messages(page: cases.CasePage) -> list[Message]:
    """The conversation with the applicant, the oldest first."""
    return [
        Message(
            author=_author(page, one.section_id, one.author_id),
            when=words.moment(one.at),
            iso=words.iso(one.at),
            text=one.text,
            mine=one.from_office,
        )
        for one in page.messages
    ]


def _author(page: cases.CasePage, section_id: int | None, staff_id: int | None) -> str:
    if section_id is None:
        return f"{page.case.applicant_name}さん"
    return f"{page.sections.get(section_id, '')}　{_name(page, staff_id)}".strip("　")


def notes(page: cases.CasePage) -> list[Message]:
    """What officers wrote to each other, the oldest first."""
    return [
        Message(
            author=_name(page, one.author_id), when=words.moment(one.at), iso=words.iso(one.at), text=one.text
        )
        for one in page.notes
    ]


@dataclass(frozen=True, slots=True)
class OpinionView:
    """A question to another section and its answer; `may_answer`, `may_cancel` say what this reader can do."""

    id: int
    section: str
    question: str
    asked: str
    answer: str
    answered: str
    state: str
    kind: str
    may_answer: bool
    may_cancel: bool


def opinions(page: cases.CasePage) -> list[OpinionView]:
    """The opinions asked for, the newest first."""
    own = {one.pk for one in page.own_opinions}
    views = []
    for one in page.opinions:
        waiting = one.answered_at is None and one.cancelled_at is None
        state, kind = ("答えを待っています", "warning") if waiting else ("取り消しました", "neutral")
        if one.answered_at:
            state, kind = "答えがあります", "success"
        views.append(
            OpinionView(
                id=one.pk,
                section=page.sections.get(one.section_id, ""),
                question=one.question,
                asked=f"{words.moment(one.asked_at)}　{_name(page, one.asked_by_id)}",
                answer=one.answer,
                answered=f"{words.moment(one.answered_at)}　{_name(page, one.answered_by_id)}"
                if one.answered_at
                else "",
                state=state,
                kind=kind,
                may_answer=waiting and one.pk in own and "answer_opinion" in page.may,
                may_cancel=waiting and "cancel_opinion" in page.may,
            )
        )
    return views


def decision_rows(one: Decision, page: cases.CasePage) -> list[tuple[str, str]]:
    """A decision as label and value."""
    rows = [
        ("決定", str(Outcome(one.outcome).label)),
        ("文書番号", one.document_number),
        ("決定日", f"{words.moment(one.decided_at)}　{_name(page, one.decided_by_id)}"),
        ("理由", one.reason),
        ("条件・備考", one.words),
        ("通知", words.moment(one.issued_at) if one.issued_at else ""),
        ("申請した方が開いた時刻", words.moment(one.opened_at) if one.opened_at else ""),
    ]
    return [(label, value) for label, value in rows if value]
