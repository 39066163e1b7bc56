"""The start page and マイページ: everything is found, nothing of anybody else."""

from datetime import date, timedelta

import pytest

from tests.budgets import QueryBudget
from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.messaging.models import InboxItem
from yakuba.portal.web import resident as resident_pages
from yakuba.procedures import api as procedures
from yakuba.procedures.actions.pause import pause
from yakuba.procedures.models import Version
from yakuba.procedures.tests.conftest import (
    EXAMPLE,
    HANAKO,
    SLUG,
    SYSTEM,
    WARD,
    Opened,
    _house,
    account_of,
    applicant,
    benefit,
    changed,
    deliver,
    filled_in,
    guest,
    hanako,
    handed_in,
    opened,
    resident,
    section_of,
    staff_member,
    visitor,
)
from yakuba.procedures.tests.visitor import Visitor

pytestmark = pytest.mark.django_db
SHARED = (_house, benefit, hanako, opened, visitor)
"""Fixtures of the tests of procedures, used here as well."""


@pytest.fixture
def ward(db: None) -> None:
    """The twelve procedures of the sample ward."""
    for path in (WARD / "procedures").glob("*.toml"):
        line = next(line for line in path.read_text("utf-8").split("\n") if line.startswith("section = "))
        section_of(line.split('"')[1])
    procedures.load_ward(SYSTEM, WARD)


class TestHome:
    """Finding a procedure."""

    def test_a_long_list_is_entered_by_its_fields(
        self, ward: None, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A ward with hundreds of procedures shows headings with their numbers; each leads to its procedures."""
        monkeypatch.setattr(resident_pages, "LISTED_WHOLE", 11)
        page = visitor.get("/")
        assert not [link for link in page.links if link.startswith("/procedures/")]
        fields = [link for link in page.links if link.startswith("?field=")]
        found = [link for one in fields for link in visitor.get(f"/{one}").links]
        assert len({link for link in found if link.startswith("/procedures/")}) == 12

    def test_everything_under_its_heading(self, ward: None, visitor: Visitor) -> None:
        page = visitor.get("/")
        links = [link for link in page.links if link.startswith("/procedures/")]
        assert len(links) == len(set(links)) == 12
        assert "子育て・保育・教育" in page.text and "?event=birth" in page.links
        assert page.text.index("児童手当の認定請求") > page.text.index("子育て・保育・教育")

    @pytest.mark.parametrize(
        ("query", "slug"),
        [
            ("q=児童手当", "jido-teate"),
            ("q=ｲﾇ", "inu-toroku"),
            ("event=disaster", "risai-shomei"),
            ("field=children", "hoiku-nyuen"),
        ],
    )
    def test_by_word_event_and_field(self, query: str, slug: str, ward: None, visitor: Visitor) -> None:
        page = visitor.get(f"/?{query}")
        found = [link for link in page.links if link.startswith("/procedures/")]
        assert f"/procedures/{slug}/" in found and len(found) < 12

    def test_nothing_found(self, ward: None, visitor: Visitor) -> None:
        for query in ("q=どこにもない", "event=nothing", "field=nothing"):
            page = visitor.get(f"/?{query}")
            assert "見つかりませんでした" in page.text and "/" in page.links

    def test_in_other_languages(self, ward: None, visitor: Visitor) -> None:
        for language, text in (
            ("en", "Child allowance: first claim"),
            ("ja-easy", "児童手当（じどうてあて）"),
        ):
            visitor.client.cookies["language"] = language
            assert text in visitor.get("/").text
        visitor.client.cookies["language"] = "en"
        assert "Procedures found for" in visitor.get("/?q=allowance").text

    def test_when_it_opens_and_closes(self, opened: Opened, visitor: Visitor) -> None:
        for slug, window in (
            ("later", "from = 2026-12-01"),
            ("over", "until = 2026-11-19"),
            ("ends", "until = 2026-11-30"),
        ):
            text = changed(EXAMPLE, (f'slug = "{SLUG}"', f'slug = "{slug}"'))
            opened(changed(text, ("from = 2026-04-01, until = 2027-03-31", window)))
        page = visitor.get("/")
        for text in ("2026年12月1日から", "受付期間外", "2026年11月30日まで"):
            assert text in page.text

    def test_an_empty_ward(self, db: None, visitor: Visitor) -> None:
        assert "いま受け付けている手続はありません。" in visitor.get("/").text

    def test_costs_nothing(self, ward: None, visitor: Visitor, query_budget: QueryBudget) -> None:
        visitor.get("/")
        with query_budget(0):
            visitor.get("/?q=手当&event=birth")


class TestMyPage:
    """What I applied for, what I am writing, what I was told."""

    def test_a_stranger_says_who_they_are_first(self, benefit: Version, visitor: Visitor) -> None:
        assert visitor.client.get("/my/")["Location"].startswith("/sign-in?next=%2Fmy%2F")

    def test_empty(self, benefit: Version, hanako: Visitor) -> None:
        page = hanako.get("/my/")
        assert "まだ申請はありません。" in page.text and HANAKO in page.text

    def test_applications_and_drafts(self, benefit: Version, hanako: Visitor) -> None:
        receipt = handed_in(hanako)
        hanako.post(f"/procedures/{SLUG}/page/applicant", applicant())
        page = hanako.get("/my/")
        assert receipt in page.text and f"/my/applications/{receipt}" in page.links
        assert "受け付けました" in page.text and "2026年12月20日まで残ります" in page.text
        assert f"/procedures/{SLUG}/go-on" in page.links
        hanako.client.cookies["language"] = "en"
        page = hanako.get("/my/")
        assert (
            "Application for the child support benefit" in page.text and "kept until 2026-12-20" in page.text
        )

    def test_applications_keep_their_name_when_the_procedure_rests(
        self, benefit: Version, hanako: Visitor
    ) -> None:
        handed_in(hanako)
        pause(SYSTEM, procedure=benefit.procedure)
        procedures.forget_remembered()
        for language, said in (
            ("en", "Application for the child support benefit"),
            ("ja-easy", "こどものための お金の もうしこみ"),
            ("ja", "こども応援給付金の申請"),
        ):
            hanako.client.cookies["language"] = language
            assert said in hanako.get("/my/").text

    def test_a_correction_names_its_deadline(self, benefit: Version, hanako: Visitor) -> None:
        handed_in(hanako)
        case = cases.Case.objects.get()
        cases.ask_correction(
            staff_member("kosodate-shien", "cases.read", "cases.handle"),
            case_id=case.pk,
            items=[cases.CorrectionItem("income", "確かめてください")],
            deadline=date(2026, 12, 4),
            revision=case.revision,
        )
        page = hanako.get("/my/")
        assert (
            "直してほしいところがあります" in page.text and "2026年12月4日までに直してください。" in page.text
        )

    def test_nothing_of_somebody_else(self, benefit: Version, hanako: Visitor) -> None:
        receipt = handed_in(hanako)
        filled_in(hanako)
        for other in (guest("jiro@example.jp"), resident(account_of("saburo@example.jp"))):
            page = other.get("/my/")
            assert receipt not in page.text and "書きかけ" not in page.text

    def test_a_message_is_read_once_opened(self, benefit: Version, hanako: Visitor) -> None:
        receipt = handed_in(hanako)
        deliver()
        page = hanako.get("/my/")
        link = next(link for link in page.links if link.startswith("/my/messages/"))
        assert "未読" in page.text
        message = hanako.get(link)
        assert receipt in message.text and "2026年11月20日" in message.text
        assert "未読" not in hanako.get("/my/").text
        before = InboxItem.objects.get().read_at
        with clock.frozen(clock.now() + timedelta(hours=1)):
            hanako.get(link)
        assert InboxItem.objects.get().read_at == before
        for other in (guest("jiro@example.jp"), resident(account_of("saburo@example.jp"))):
            assert other.get(link).status == 404
        assert hanako.get("/my/messages/00000000-0000-0000-0000-000000000000").status == 404

    def test_costs_the_same_with_many(
        self, benefit: Version, hanako: Visitor, query_budget: QueryBudget
    ) -> None:
        for _ in range(3):
            handed_in(hanako)
        deliver()
        hanako.get("/my/")
        with query_budget(8):
            hanako.get("/my/")


def test_what_a_resident_said_is_offered_on_the_page_of_their_account(benefit: Version) -> None:
    actor = account_of(HANAKO)
    person = identity.resident_of(actor)
    assert person is not None
    identity.remember_facts(
        system("worker"), resident=person, values={"person.phone": "03-1111-2222"}, source="試験"
    )
    assert "/account" in resident(actor).get("/my/").links
