"""Taking, assigning, transferring, notes, opinions, messages, presence: allowed, refused, repeated."""

from collections.abc import Callable

import pytest

from yakuba.cases import api as cases
from yakuba.cases.models import Assignment, Case, Message, Note, Opinion, Presence
from yakuba.cases.tests.conftest import OFFICER, Opener, make_section, make_staff
from yakuba.identity.models import Section
from yakuba.kernel import audit
from yakuba.kernel.actor import Actor, anonymous
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal


def fresh(case: cases.Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_take(case: cases.Case, officer: Actor) -> None:
    cases.take(officer, case_id=case.pk, revision=1)
    now = fresh(case)
    assert (now.assignee_id, now.status, now.revision) == (officer.staff_id, "in_review", 2)
    line = Assignment.objects.get(case=case)
    assert (line.assignee_id, line.by_id) == (officer.staff_id, officer.staff_id)


def test_take_twice_is_once(case: cases.Case, officer: Actor) -> None:
    cases.take(officer, case_id=case.pk, revision=1)
    cases.take(officer, case_id=case.pk, revision=1)
    assert fresh(case).revision == 2
    assert Assignment.objects.count() == 1


def test_take_what_a_colleague_took_first(case: cases.Case, officer: Actor, chief: Actor) -> None:
    cases.take(officer, case_id=case.pk, revision=1)
    with pytest.raises(Conflict):
        cases.take(chief, case_id=case.pk, revision=1)
    assert fresh(case).assignee_id == officer.staff_id


def test_assign_and_reassign(case: cases.Case, chief: Actor, officer: Actor, children: Section) -> None:
    colleague = make_staff(children, OFFICER)
    cases.assign(chief, case_id=case.pk, staff_id=officer.staff_id or 0, revision=1)
    cases.assign(chief, case_id=case.pk, staff_id=colleague.staff_id or 0, revision=2, reason="休暇のため")
    assert fresh(case).assignee_id == colleague.staff_id
    assert [one.reason for one in Assignment.objects.order_by("pk")] == ["", "休暇のため"]


def test_assign_to_another_section_is_refused(case: cases.Case, chief: Actor, stranger: Actor) -> None:
    with pytest.raises(Refusal, match="not_in_section"):
        cases.assign(chief, case_id=case.pk, staff_id=stranger.staff_id or 0, revision=1)
    assert fresh(case).revision == 1
    assert not Assignment.objects.exists()


def test_officers_do_not_assign(case: cases.Case, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        cases.assign(officer, case_id=case.pk, staff_id=officer.staff_id or 0, revision=1)
    assert fresh(case).revision == 1


def test_bulk_assign_answers_for_each(opened: Opener, chief: Actor, officer: Actor) -> None:
    one, two = opened(), opened()
    cases.take(chief, case_id=two.pk, revision=1)
    results = cases.bulk_assign(
        chief, revisions={one.pk: 1, two.pk: 1, 999_999: 1}, staff_id=officer.staff_id or 0
    )
    assert [(one.done, bool(one.sentence)) for one in results] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert fresh(one).assignee_id == officer.staff_id
    assert fresh(two).assignee_id == chief.staff_id


def test_transfer(case: cases.Case, chief: Actor, officer: Actor, stranger: Actor, tax: Section) -> None:
    cases.take(officer, case_id=case.pk, revision=1)
    cases.transfer(chief, case_id=case.pk, section=tax.pk, reason="税務課の所管のため", revision=2)
    now = fresh(case)
    assert (now.section_id, now.assignee_id) == (tax.pk, None)
    assert cases.open_case_page(stranger, case.pk).inside
    with pytest.raises(NotFound):
        cases.open_case_page(chief, case.pk)


@pytest.mark.parametrize("reason", ["", " "])
def test_transfer_needs_a_reason_and_another_section(
    case: cases.Case, chief: Actor, tax: Section, reason: str
) -> None:
    with pytest.raises(Refusal, match="bad_text"):
        cases.transfer(chief, case_id=case.pk, section=tax.pk, reason=reason, revision=1)
    with pytest.raises(Refusal, match="no_such_section"):
        cases.transfer(chief, case_id=case.pk, section=case.section_id, reason="x", revision=1)
    assert fresh(case).revision == 1


def test_notes_and_messages(case: cases.Case, officer: Actor, guest: Actor) -> None:
    cases.add_note(officer, case_id=case.pk, text="電話で確認した")
    cases.send_message(officer, case_id=case.pk, text="確認しています。")
    cases.reply(guest, receipt=case.receipt, text="わかりました。")
    page = cases.open_case_page(officer, case.pk)
    assert [one.text for one in page.notes] == ["電話で確認した"]
    assert [(one.from_office, one.text) for one in page.messages] == [
        (True, "確認しています。"),
        (False, "わかりました。"),
    ]
    assert page.case.news == "reply"
    assert fresh(case).news == ""
    mine = cases.application(guest, case.receipt)
    assert [one.text for one in mine.messages] == ["確認しています。", "わかりました。"]


def test_a_my_number_is_refused(case: cases.Case, officer: Actor, guest: Actor) -> None:
    with pytest.raises(Refusal, match="bad_text") as refused:
        cases.reply(guest, receipt=case.receipt, text="番号は123456789018です")
    assert "マイナンバー" in str(refused.value.sentence)
    with pytest.raises(Refusal):
        cases.add_note(officer, case_id=case.pk, text="1234 5678 9018")
    assert not Message.objects.exists()
    assert not Note.objects.exists()


def test_opinion(case: cases.Case, officer: Actor, stranger: Actor, tax: Section) -> None:
    with pytest.raises(NotFound):
        cases.open_case_page(stranger, case.pk)
    cases.add_note(officer, case_id=case.pk, text="内輪の話")
    opinion = cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="所得の確認は")
    page = cases.open_case_page(stranger, case.pk)
    assert not page.inside
    assert not any((page.notes, page.messages, page.history, page.assignments))
    assert page.may == {"answer_opinion"}
    assert cases.numbers(stranger).opinions == 1
    assert [one.pk for one in cases.opinions_asked(stranger)] == [opinion.pk]
    cases.answer_opinion(stranger, opinion_id=opinion.pk, answer="問題ありません")
    assert cases.open_case_page(stranger, case.pk).own_opinions[0].answer == "問題ありません"
    with pytest.raises(Refusal, match="not_now"):
        cases.answer_opinion(stranger, opinion_id=opinion.pk, answer="もう一度")
    with pytest.raises(NotAllowed):
        cases.add_note(stranger, case_id=case.pk, text="書けない")


def test_a_cancelled_opinion_closes_the_case_to_the_section(
    case: cases.Case, officer: Actor, stranger: Actor, tax: Section
) -> None:
    opinion = cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="?")
    with pytest.raises(Refusal, match="asked_already"):
        cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="?")
    cases.cancel_opinion(officer, opinion_id=opinion.pk)
    with pytest.raises(NotFound):
        cases.open_case_page(stranger, case.pk)
    with pytest.raises(NotFound):
        cases.answer_opinion(stranger, opinion_id=opinion.pk, answer="x")
    assert Opinion.objects.get().answer == ""


def test_the_asked_section_cannot_answer_for_others(
    case: cases.Case, officer: Actor, stranger: Actor, tax: Section
) -> None:
    others = make_section("roads", "道路管理課")
    cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="?")
    asked = cases.ask_opinion(officer, case_id=case.pk, section=others.pk, question="?")
    with pytest.raises(NotFound):
        cases.answer_opinion(stranger, opinion_id=asked.pk, answer="x")


def test_after_the_decision_an_answered_opinion_opens_nothing(
    case: cases.Case, chief: Actor, stranger: Actor, tax: Section
) -> None:
    opinion = cases.ask_opinion(chief, case_id=case.pk, section=tax.pk, question="?")
    cases.answer_opinion(stranger, opinion_id=opinion.pk, answer="!")
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    with pytest.raises(NotFound):
        cases.open_case_page(stranger, case.pk)


def test_officers_see_each_other(case: cases.Case, officer: Actor, chief: Actor) -> None:
    cases.mark_here(officer, case_id=case.pk)
    cases.mark_here(officer, case_id=case.pk)
    assert Presence.objects.count() == 1
    assert len(cases.open_case_page(chief, case.pk).others_here) == 1
    assert cases.open_case_page(officer, case.pk).others_here == []
    assert cases.others_here(chief, case.pk) == cases.open_case_page(chief, case.pk).others_here
    cases.mark_here(officer, case_id=999_999)
    assert Presence.objects.count() == 1


VERBS: list[Callable[[Actor, cases.Case], object]] = [
    lambda actor, case: cases.take(actor, case_id=case.pk, revision=1),
    lambda actor, case: cases.assign(actor, case_id=case.pk, staff_id=1, revision=1),
    lambda actor, case: cases.transfer(actor, case_id=case.pk, section=1, reason="x", revision=1),
    lambda actor, case: cases.add_note(actor, case_id=case.pk, text="x"),
    lambda actor, case: cases.ask_opinion(actor, case_id=case.pk, section=1, question="x"),
    lambda actor, case: cases.ask_correction(
        actor,
        case_id=case.pk,
        items=[cases.CorrectionItem("name", "x")],
        deadline=case.opened_at.date(),
        revision=1,
    ),
    lambda actor, case: cases.cancel_correction(actor, case_id=case.pk, revision=1),
    lambda actor, case: cases.send_message(actor, case_id=case.pk, text="x"),
    lambda actor, case: cases.decide(actor, case_id=case.pk, outcome="accepted", revision=1),
    lambda actor, case: cases.undo_decision(actor, case_id=case.pk, reason="x", revision=1),
    lambda actor, case: cases.release_notice(actor, case_id=case.pk),
]


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_changes_anything(
    verb: Callable[[Actor, cases.Case], object], case: cases.Case, stranger: Actor, guest: Actor
) -> None:
    before = list(Case.objects.values())
    entries = AuditEntry.objects.count()
    with pytest.raises(NotFound):
        verb(stranger, case)
    for actor in (guest, anonymous()):
        with pytest.raises(NotAllowed):
            verb(actor, case)
    assert list(Case.objects.values()) == before
    assert AuditEntry.objects.count() == entries


def test_every_change_is_an_entry(case: cases.Case, officer: Actor) -> None:
    cases.take(officer, case_id=case.pk, revision=1)
    cases.add_note(officer, case_id=case.pk, text="x")
    assert [one.text for one in audit.history(case)] == [
        "内部メモを書いた",
        "案件の担当になった",
        "申請を受け付けた",
    ]
    assert audit.verify() == []
