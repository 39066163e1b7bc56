"""What pages cost in SQL statements, and that the rights of the Internet face are enough and no more."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.budgets import QueryBudget
from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.procedures import api as procedures
from yakuba.procedures.models import Draft, Submission, Version
from yakuba.procedures.options import KEEP_DRAFTS_DAYS
from yakuba.procedures.shelf import shelved
from yakuba.procedures.tests.conftest import (
    EXAMPLE,
    HANAKO,
    SLUG,
    Opened,
    account_of,
    applicant,
    changed,
    family,
    filled_in,
    guest,
    handed_in,
    money,
    public_role,
    resident,
    staff_member,
    ward_definition,
)
from yakuba.procedures.tests.examples import file_of, walk
from yakuba.procedures.tests.visitor import Visitor, upload

START = f"/procedures/{SLUG}/"
SESSION = 1  # whoever has a session costs one statement more: it is looked up on every request


@contextmanager
def costing(most: int) -> Iterator[None]:
    """Fail where the block sends more statements than allowed; opening a transaction is none."""
    with CaptureQueriesContext(connection) as sent:
        yield
    asked = [one["sql"] for one in sent.captured_queries if not one["sql"].startswith(_NO_STATEMENTS)]
    assert len(asked) <= most, "\n".join(asked)


_NO_STATEMENTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")


@pytest.mark.django_db
class TestStatements:
    """The journey of a stranger, and of a guest. What the office chose is read once a minute and not counted."""

    @pytest.fixture(autouse=True)
    def _choices_known(self) -> None:
        KEEP_DRAFTS_DAYS.value()

    def test_looking_costs_nothing(self, benefit: Version, visitor: Visitor) -> None:
        visitor.get(START)
        with costing(0):
            visitor.get(f"{START}page/applicant")
            visitor.get(START)
            visitor.get("/")
            visitor.get("/?q=給付金")

    def test_saving_a_page(self, benefit: Version, visitor: Visitor) -> None:
        visitor.get(START)
        with costing(1):
            visitor.post(f"{START}page/applicant", applicant())
        with costing(1):
            visitor.get(f"{START}page/family")
        with costing(2):
            visitor.post(f"{START}page/family", family())
        with costing(2):
            visitor.post(f"{START}page/money", money())
        with costing(1):
            visitor.get(f"{START}summary")

    def test_handing_in(self, opened: Opened, visitor: Visitor) -> None:
        opened(changed(EXAMPLE, ('assurance = "email"', 'assurance = "none"')))
        filled_in(visitor)
        with costing(10):
            receipt = visitor.send(SLUG)
        with costing(1):
            visitor.get(f"/my/applications/{receipt}/received")

    def test_the_whole_journey(self, opened: Opened, visitor: Visitor) -> None:
        opened(changed(EXAMPLE, ('assurance = "email"', 'assurance = "none"')))
        visitor.get(START)
        with costing(20):
            visitor.get(START)
            for page, inputs in (("applicant", applicant()), ("family", family()), ("money", money())):
                visitor.get(f"{START}page/{page}")
                visitor.post(f"{START}page/{page}", inputs)
            visitor.get(f"{START}summary")
            receipt = visitor.send(SLUG)
            visitor.get(f"/my/applications/{receipt}/received")

    def test_a_guest(self, benefit: Version, hanako: Visitor) -> None:
        hanako.get(START)
        with costing(SESSION + 2):
            hanako.post(f"{START}page/applicant", applicant())
        with costing(SESSION + 2):
            hanako.post(f"{START}page/family", family())
        hanako.post(f"{START}page/money", money())
        with costing(SESSION + 11):
            receipt = hanako.send(SLUG)
        with costing(SESSION + 1):
            hanako.get(f"/my/applications/{receipt}/received")
        with costing(SESSION + 9):
            hanako.get(f"/my/applications/{receipt}")

    def test_files_cost_the_same_however_much_was_handed_in(self, benefit: Version, hanako: Visitor) -> None:
        for _ in range(3):
            filled_in(hanako)
            hanako.post(f"{START}page/money", {**money(), "proof": upload(*file_of("pdf"))})
            hanako.send(SLUG)
        hanako.post(f"{START}begin")
        hanako.post(f"{START}page/applicant", applicant())
        hanako.post(f"{START}page/family", family())
        with costing(SESSION + 4):
            hanako.get(f"{START}page/money")
        with costing(SESSION + 5):
            hanako.post(f"{START}page/money", money())

    def test_the_list_of_drafts(self, benefit: Version, hanako: Visitor, query_budget: QueryBudget) -> None:
        filled_in(hanako)
        shelved(benefit.pk)
        with query_budget(1):
            assert len(procedures.drafts_of(identity.guest(HANAKO))) == 1


@pytest.mark.django_db(transaction=True)
class TestPublicRole:
    """The whole journey under the rights of the Internet face."""

    def test_a_guest_applies(self, benefit: Version) -> None:
        hanako = guest(HANAKO)
        with public_role():
            hanako.post(f"{START}begin")
            filled_in(hanako)
            hanako.post(f"{START}page/money", {**money(), "proof": upload(*file_of("pdf"))})
            hanako.get(f"{START}later")
            receipt = hanako.send(SLUG)
            assert hanako.send(SLUG) == receipt
            assert hanako.get(f"/my/applications/{receipt}/received").status == 200
            assert hanako.client.get(f"/my/applications/{receipt}/answers.pdf").status_code == 200
            assert hanako.post(f"/my/applications/{receipt}/reply", {"text": "よろしく"}).status_code == 302
            page = hanako.get(f"/my/applications/{receipt}")
            assert page.status == 200
            document = next(link for link in page.links if "/documents/" in link)
            assert hanako.client.get(document).getvalue().startswith(b"%PDF")
            assert hanako.get("/my/").status == 200
            hanako.post(f"{START}begin")  # with the answers and files of before
            assert hanako.get(f"{START}page/applicant").inputs["applicant.family"] == ["𠮷田"]
            assert hanako.post(f"{START}discard").status_code == 302
        assert Submission.objects.get().receipt == receipt

    def test_a_correction_and_taking_back(self, benefit: Version) -> None:
        hanako = guest(HANAKO)
        receipt = handed_in(hanako)
        officer = staff_member("kosodate-shien", "cases.read", "cases.handle")
        case = cases.Case.objects.get()
        cases.ask_correction(
            officer,
            case_id=case.pk,
            items=[cases.CorrectionItem("income", "確かめてください")],
            deadline=clock.today().replace(month=12),
            revision=case.revision,
        )
        with public_role():
            correct = f"/my/applications/{receipt}/correction"
            assert hanako.get(correct).status == 200
            assert hanako.post(correct, {"income": "5"}).status_code == 302
            assert hanako.post(f"/my/applications/{receipt}/withdraw").status_code == 302
            assert "取り下げました" in hanako.get(f"/my/applications/{receipt}").text

    def test_a_resident_applies_where_an_account_is_needed(self, opened: Opened) -> None:
        version = opened(ward_definition("tenshutsu"))
        person = resident(account_of(HANAKO))
        examples = walk(shelved(version.pk).form, today=clock.today(), seed=3)
        with public_role():
            person.post("/procedures/tenshutsu/begin")
            receipt = person.apply("tenshutsu", examples)
            assert person.get(f"/my/applications/{receipt}").status == 200

    def test_an_address_is_verified_under_these_rights_too(self, benefit: Version) -> None:
        from yakuba.procedures.tests.test_drafts import verified

        visitor = Visitor()
        with public_role():
            page = filled_in(visitor).get(f"{START}summary")
            verified(visitor, next(link for link in page.links if link.startswith("/sign-in?")))
            assert visitor.send(SLUG)

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO procedures_procedure (slug, section_id) SELECT 'x', id FROM identity_section",
            "UPDATE procedures_procedure SET current_id = NULL",
            "UPDATE procedures_version SET definition = '{}'",
            "DELETE FROM procedures_version",
            "DELETE FROM procedures_draft",
            "UPDATE procedures_submission SET answers = '{}'",
            "DELETE FROM procedures_submission",
            "UPDATE procedures_amendment SET answers = '{}'",
        ],
    )
    def test_what_it_may_not_do(self, statement: str, benefit: Version) -> None:
        handed_in(guest(HANAKO))
        with public_role():
            refused(statement)

    def test_what_the_staff_face_may_not_do_either(self, benefit: Version) -> None:
        from yakuba.config import secrets

        handed_in(guest(HANAKO))
        before = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict |= {"USER": "yakuba_staff", "PASSWORD": secrets.load().staff_password}
        try:
            for table in ("procedures_submission", "procedures_amendment"):
                refused(f"UPDATE {table} SET answers = '{{}}'")  # noqa: S608 - names of our own tables
        finally:
            connection.close()
            connection.settings_dict |= before
        assert Draft.objects.get().submitted_at is not None


def refused(statement: str) -> None:
    """The database does not let this role do it."""
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
