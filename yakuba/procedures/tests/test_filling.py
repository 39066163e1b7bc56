"""Filling in, page by page, in a browser without JavaScript."""

from collections.abc import Mapping

import pytest
from django.conf import LazySettings

from yakuba.kernel import clock
from yakuba.kernel.models import StoredFile
from yakuba.procedures.models import Draft, Version
from yakuba.procedures.tests.conftest import (
    EXAMPLE,
    SLUG,
    Opened,
    applicant,
    changed,
    family,
    filled_in,
    money,
)
from yakuba.procedures.tests.examples import file_of
from yakuba.procedures.tests.visitor import Page, Visitor, read, upload

pytestmark = pytest.mark.django_db
START = f"/procedures/{SLUG}/"
MY_NUMBER = "123456789018"


def sent(person: Visitor, page: str, inputs: Mapping[str, object]) -> Page:
    return read(person.post(person.page_url(SLUG, page), inputs))


def answers() -> dict[str, object]:
    return dict(Draft.objects.get().answers)


def there(page: Page) -> None:
    """Every link of the error summary leads to something on the page, and the page says so in its title."""
    assert page.errors and set(page.errors) <= page.ids
    assert page.title.strip().startswith(("エラー", "Error"))


class TestErrors:
    """What is wrong stays on the page with what was entered, until it is mended."""

    def test_an_empty_page(self, benefit: Version, visitor: Visitor) -> None:
        page = sent(visitor, "applicant", {})
        assert page.status == 422
        there(page)
        assert page.errors == [
            "q-applicant-family",
            "q-birth-year",
            "q-home-postcode",
            "q-mail",
            "q-spouse",
        ]
        assert "「氏名」を入力してください。" in page.text

    def test_what_was_entered_stays(self, benefit: Version, visitor: Visitor) -> None:
        wrong = applicant(birth__month="13", home__postcode="12", applicant__given="", mail__confirm="x@y.jp")
        page = sent(visitor, "applicant", wrong)
        there(page)
        assert page.errors == ["q-applicant-given", "q-birth-month", "q-home-postcode", "q-mail-confirm"] or (
            page.errors[1].startswith("q-birth")
        )
        for name, text in wrong.items():
            assert page.inputs[name] == [text], name

    def test_the_right_answers_of_a_page_with_errors_are_kept(
        self, benefit: Version, visitor: Visitor
    ) -> None:
        sent(visitor, "applicant", applicant(birth__month="13"))
        kept = answers()
        assert kept["applicant"] and kept["birth"] is None
        assert visitor.client.get(f"{START}page/family")["Location"] == f"{START}page/applicant"

    def test_an_error_in_a_row_of_a_group(self, benefit: Version, visitor: Visitor) -> None:
        visitor.post(visitor.page_url(SLUG, "applicant"), applicant())
        page = sent(visitor, "family", family(children__1__birth__year="1900"))
        there(page)
        assert page.errors == ["q-children-1-birth-year"]

    def test_an_era_that_was_over(self, benefit: Version, visitor: Visitor) -> None:
        page = sent(visitor, "applicant", applicant(birth__year="70"))
        there(page)
        assert "昭和64年1月7日まで" in page.text and page.inputs["birth.era"] == ["showa"]

    def test_the_first_year_of_an_era(self, benefit: Version, visitor: Visitor) -> None:
        sent(visitor, "applicant", applicant(birth__year="元", birth__month="12", birth__day="28"))
        assert answers()["birth"] == "1926-12-28"
        assert "昭和元年" in visitor.get(f"{START}page/applicant").text

    def test_hidden_answers_do_not_matter(self, benefit: Version, visitor: Visitor) -> None:
        page = sent(visitor, "applicant", applicant(spouse_name__family="佐藤"))
        assert page.status == 302
        page = sent(visitor, "applicant", applicant(spouse="yes", spouse_name__family="佐藤"))
        there(page)
        assert page.errors == ["q-spouse_name-given", "q-spouse_name-family_kana", "q-spouse_name-given_kana"]

    def test_a_check_says_its_own_sentence(self, benefit: Version, visitor: Visitor) -> None:
        visitor.post(visitor.page_url(SLUG, "applicant"), applicant())
        visitor.post(visitor.page_url(SLUG, "family"), family())
        page = sent(visitor, "money", money(dependants="1"))
        there(page)
        assert "扶養している人数は、お子さんの人数以上にしてください。" in page.text

    @pytest.mark.parametrize(("language", "said"), [("en", "Enter"), ("ja-easy", "書（か）いて")])
    def test_in_another_language(self, language: str, said: str, benefit: Version, visitor: Visitor) -> None:
        visitor.client.cookies["language"] = language
        page = sent(visitor, "applicant", {})
        assert page.status == 422 and said in page.text
        assert set(page.errors) <= page.ids


@pytest.mark.parametrize("number", [MY_NUMBER, "1234-5678-9018", "１２３４　５６７８　９０１８"])
def test_a_my_number_is_refused_with_the_reason_and_not_stored(
    number: str, benefit: Version, visitor: Visitor
) -> None:
    page = sent(visitor, "applicant", applicant(home__building=f"番号は{number}です"))
    assert page.status == 422 and "マイナンバー" in page.text
    there(page)
    assert answers()["home"] is None
    assert "9018" not in str(Draft.objects.values().get())


class TestOrder:
    """No page before the ones it depends on."""

    def test_skipping_ahead_leads_back(self, benefit: Version, visitor: Visitor) -> None:
        for page in ("family", "money"):
            assert visitor.client.get(f"{START}page/{page}")["Location"] == f"{START}page/applicant"
            answer = visitor.post(f"{START}page/{page}", family())
            assert answer["Location"] == f"{START}page/applicant"
        assert visitor.client.get(f"{START}summary")["Location"] == START
        assert not Draft.objects.exists()

    def test_an_unknown_page_or_procedure(self, benefit: Version, visitor: Visitor) -> None:
        for url in (f"{START}page/nothing", "/procedures/nothing/", "/procedures/nothing/page/applicant"):
            assert visitor.get(url).status == 404
            assert visitor.client.post(url, {}).status_code == 404

    def test_going_back_and_on(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        answer = visitor.post(f"{START}page/applicant", applicant())
        assert answer["Location"] == f"{START}summary"
        assert f"{START}page/money" in visitor.get(f"{START}summary").links

    def test_out_of_the_window(self, benefit: Version, opened: Opened, visitor: Visitor) -> None:
        opened(changed(EXAMPLE, ("until = 2027-03-31", "until = 2026-11-19")))
        page = visitor.get(START)
        assert "受付期間ではありません" in page.text and "2026年11月19日まで" in page.text
        assert f"{START}page/applicant" not in page.links
        assert visitor.client.get(f"{START}page/applicant")["Location"] == START
        assert visitor.post(f"{START}page/applicant", applicant())["Location"] == START
        assert visitor.post(f"{START}begin")["Location"] == START
        assert not Draft.objects.exists()


class TestGroups:
    """Rows are added and taken away by buttons that send the page."""

    def begun(self, visitor: Visitor) -> None:
        visitor.post(visitor.page_url(SLUG, "applicant"), applicant())

    def test_adding_keeps_what_was_entered(self, benefit: Version, visitor: Visitor) -> None:
        self.begun(visitor)
        first = visitor.get(f"{START}page/family")
        assert ("change", "add:children") in first.buttons
        assert ("change", "remove:children:0") not in first.buttons
        page = visitor.press(SLUG, "family", {**family(), "children.1.birth.month": "13"}, "add:children")
        assert page.status == 200 and not page.errors
        assert page.inputs["children.0.name.given"] == ["一郎"]
        assert page.inputs["children.1.birth.month"] == ["13"]
        assert "children.2.name.given" in page.names and "children.3.name.given" not in page.names
        page = visitor.press(SLUG, "family", page.inputs, "add:children")
        assert "children.3.name.given" in page.names

    def test_taking_away_keeps_the_others(self, benefit: Version, visitor: Visitor) -> None:
        self.begun(visitor)
        page = visitor.press(SLUG, "family", family(), "remove:children:0")
        assert page.inputs["children.0.name.given"] == ["花"]
        assert "children.1.name.given" not in page.names
        assert len(answers()["children"]) == 1  # type: ignore[arg-type]

    def test_no_more_than_allowed(self, benefit: Version, visitor: Visitor) -> None:
        self.begun(visitor)
        page = visitor.get(f"{START}page/family")
        for _ in range(12):
            page = visitor.press(SLUG, "family", page.inputs, "add:children")
        assert "children.7.name.given" in page.names and "children.8.name.given" not in page.names
        assert ("change", "add:children") not in page.buttons

    def test_empty_rows_are_left_out(self, benefit: Version, visitor: Visitor) -> None:
        self.begun(visitor)
        inputs = {name.replace("children.1", "children.4"): text for name, text in family().items()}
        assert sent(visitor, "family", {**inputs, "children.2.name.given": ""}).status == 302
        assert [row["name"]["given"] for row in answers()["children"]] == ["一郎", "花"]  # type: ignore[attr-defined]

    def test_what_depends_on_a_row_is_asked_in_that_row(self, benefit: Version, visitor: Visitor) -> None:
        self.begun(visitor)
        sent(visitor, "family", family())
        rows = answers()["children"]
        assert [("school" in row) for row in rows] == [True, False]  # type: ignore[attr-defined]


class TestLookUps:
    """Addresses and banks are found without leaving the page."""

    def test_a_postcode_fills_in_the_address(self, benefit: Version, visitor: Visitor) -> None:
        page = visitor.press(SLUG, "applicant", {"home.postcode": "１７１-００２２", "spouse": "yes"}, "home")
        assert page.status == 200 and not page.errors
        assert page.inputs["home.prefecture"] == ["東京都"]
        assert page.inputs["home.city"] == ["豊島区"] and page.inputs["home.town"] == ["南池袋"]
        assert page.inputs["spouse"] == ["yes"]

    @pytest.mark.parametrize("code", ["999-9999", "", "abc", "1" * 400])
    def test_an_unknown_postcode_says_so(self, code: str, benefit: Version, visitor: Visitor) -> None:
        page = visitor.press(SLUG, "applicant", {"home.postcode": code, "home.city": "どこか市"}, "home")
        assert page.status == 200 and page.errors == ["q-home-postcode"]
        assert "住所を入力してください" in page.text and page.inputs["home.city"] == ["どこか市"]

    def test_a_bank_by_name_and_branch_by_code(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        stored = answers()["account"]
        assert stored == {
            "bank": "0001",
            "branch": "001",
            "type": "ordinary",
            "number": "1234567",
            "holder": "ヨシダ カツコ",
        }
        assert "みずほ銀行（0001）" in visitor.get(f"{START}page/money").text
        assert "みずほ銀行（0001）" in visitor.get(f"{START}summary").text

    def test_several_banks_are_named(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        page = sent(visitor, "money", money(account__bank="信用金庫"))
        there(page)
        assert page.errors == ["q-account-bank"] and "いくつか見つかりました" in page.text
        assert page.inputs["account.bank"] == ["信用金庫"]

    def test_no_such_bank_or_branch(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        page = sent(visitor, "money", money(account__bank="どこにもない銀行"))
        assert page.errors == ["q-account-bank"] and "見つかりません" in page.text
        page = sent(visitor, "money", money(account__branch="どこにもない支店"))
        assert page.errors == ["q-account-branch"]
        assert page.inputs["account.branch"] == ["どこにもない支店"]


class TestFiles:
    """Files are taken in with the page, kept while other things are mended, and can be taken away."""

    def test_kept_while_something_else_is_mended(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        page = sent(visitor, "money", {**money(income=""), "proof": upload(*file_of("pdf"))})
        there(page)
        assert page.errors == ["q-income"] and "証明書.pdf" in page.text
        assert sent(visitor, "money", money()).status == 302
        assert len(answers()["proof"]) == 1  # type: ignore[arg-type]

    def test_the_first_thing_sent_may_be_a_file(self, opened: Opened, visitor: Visitor) -> None:
        text = changed(EXAMPLE, ('[[pages.fields]]\nkey = "birth"\nkind = "date"', FILE_FIRST))
        opened(text)
        page = sent(visitor, "applicant", {**applicant(spouse=""), "photo": upload(*file_of("jpeg"))})
        assert page.errors == ["q-spouse"] and "写真.jpg" in page.text
        assert sent(visitor, "applicant", applicant()).status == 302

    def test_taken_away_by_its_button(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        both = [upload(*file_of("pdf")), upload(*file_of("png"))]
        visitor.post(f"{START}page/money", {**money(), "proof": both})
        page = visitor.get(f"{START}page/money")
        remove = [value for name, value in page.buttons if value.startswith("remove:proof:")]
        assert len(remove) == 2
        page = visitor.press(SLUG, "money", money(), remove[0])
        assert "証明書.pdf" not in page.text and "写真.png" in page.text

    def test_too_many_keep_those_that_fit(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        four = [upload(*file_of(kind)) for kind in ("pdf", "png", "jpeg", "pdf")]
        page = sent(visitor, "money", {**money(), "proof": four})
        there(page)
        assert page.errors == ["q-proof"] and "3個まで" in page.text
        assert len([value for _name, value in page.buttons if value.startswith("remove:proof:")]) == 3

    def test_a_refused_file_says_why_and_others_stay(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        bad = [upload(*file_of("pdf")), upload("x.pdf", b"MZ\x90\x00 not a pdf")]
        page = sent(visitor, "money", {**money(), "proof": bad})
        there(page)
        assert "この種類のファイルは受け取れません" in page.text and "証明書.pdf" in page.text
        assert StoredFile.objects.count() == 1

    def test_needed_where_a_condition_says_so(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        page = sent(visitor, "money", money(income="9600000"))
        assert page.errors == ["q-proof"]


FILE_FIRST = """[[pages.fields]]
key = "photo"
kind = "file"
label = "写真"

[[pages.fields]]
key = "birth"
kind = "date\""""


def test_the_office_and_the_law_stand_on_the_page_of_the_procedure(
    benefit: Version, visitor: Visitor, settings: LazySettings
) -> None:
    page = visitor.get(START)
    for text in ("こども応援給付金の申請", "kosodate-shien課", "支給要綱 第3条", "無料", "30日"):
        assert text in page.text
    assert "本人確認書類" in page.text and "原本を窓口で見せてください。" in page.text
    visitor.client.cookies["language"] = "en"
    assert "2026-04-01" in visitor.get(START).text


def test_forms_are_sent_with_a_token_against_forged_requests(benefit: Version) -> None:
    from django.test import Client

    person = Visitor()
    person.client = Client(enforce_csrf_checks=True)
    assert person.post(f"{START}page/applicant", applicant()).status_code == 403
    token = person.get(f"{START}page/applicant").inputs["csrfmiddlewaretoken"][0]
    answer = person.post(f"{START}page/applicant", applicant(csrfmiddlewaretoken=token))
    assert answer.status_code == 302
    assert clock.today() and Draft.objects.count() == 1
