"""open_case: what arrives, under which number, at what cost."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yakuba.cases import api as cases
from yakuba.cases.actions import open_case as module
from yakuba.cases.models import Case, Document, Sheet
from yakuba.cases.tests.conftest import Opener, make_staff
from yakuba.identity.models import Section
from yakuba.kernel import audit, files
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor, anonymous
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.permissions import PUBLIC, Permission
from yakuba.kernel.refusals import NotAllowed
from yakuba.kernel.values.fiscal_year import FiscalYear
from yakuba.kernel.values.receipt_number import ReceiptNumber, issue, parse

SUBMIT = Permission("cases.test_submit", "試し", open_to=PUBLIC)


def test_an_application_becomes_a_case(opened: Opener, guest: Actor) -> None:
    case = Case.objects.get(pk=opened().pk)
    assert parse(case.receipt).prefix == "T"
    assert case.applicant_name == "葛󠄀城 花子"
    assert (case.name_key, case.kana_key, case.phone_key) == ("葛城花子", "かつらぎはなこ", "0312345678")
    assert case.owner_key == guest.key
    assert case.status == "received"
    assert case.due_on == date(2026, 12, 7)
    assert (case.subject_module, case.subject_noun, case.subject_id) == ("procedures", "Submission", "7")
    stored = Sheet.objects.get(case=case)
    assert stored.number == 1
    assert stored.pages[0]["rows"][0]["shown"] == "葛󠄀城 花子"


def test_the_trail_says_so_without_a_name(case: cases.Case, guest: Actor) -> None:
    entry = audit.history(case).get()
    assert entry.text == "申請を受け付けた"
    assert entry.actor_key == guest.key
    assert "花子" not in str(entry.detail)


def test_an_anonymous_case_belongs_to_nobody(opened: Opener) -> None:
    assert opened(anonymous()).owner_key == ""


def test_staff_enter_a_case_for_a_resident(opened: Opener, children: Section) -> None:
    clerk = make_staff(children, ["cases.open"])
    assert opened(clerk).owner_key == ""


def test_staff_without_the_permission_are_refused(opened: Opener, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        opened(officer)
    assert not Case.objects.exists()
    assert not AuditEntry.objects.exists()


def test_documents_are_kept(opened: Opener, guest: Actor) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    file = files.store_made(
        guest, name="写し.pdf", content=BytesIO(pdf).read(), content_type="application/pdf"
    )
    type(file).objects.filter(pk=file.pk).update(kept_until="2026-11-22T00:00:00Z")
    case = opened(documents=[cases.NewDocument(file, "copy", "保険証の写し")])
    document = Document.objects.select_related("file").get(case=case)
    assert (document.key, document.label, document.sheet_number) == ("copy", "保険証の写し", 1)
    assert document.file.kept_until is None


def test_two_numbers_that_meet(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = opened().receipt
    drawn = iter([parse(taken), parse(taken), issue("T", FiscalYear(2026))])

    def draw(prefix: str, year: FiscalYear) -> ReceiptNumber:
        return next(drawn)

    monkeypatch.setattr(module, "issue", draw)
    assert opened().receipt != taken
    assert Case.objects.count() == 2


def test_cost_inside_another_verb(opened: Opener) -> None:
    """As procedures calls it: the case, its sheet; the entry goes with those of the outer verb."""
    opened()

    @action(permission=SUBMIT, audit="試しに申請した")
    def submit(actor: Actor) -> cases.Case:
        return opened(actor)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        submit(anonymous())
    statements = [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]
    assert len(statements) == 3, statements
    assert sum("kernel_auditentry" in one for one in statements) == 1
