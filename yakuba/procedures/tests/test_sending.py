"""The summary, handing in once, the receipt; who has to say who they are first."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection
from pypdf import PdfReader

from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import ANONYMOUS, system
from yakuba.kernel.models import AuditEntry, StoredFile
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.messaging.models import Delivery
from yakuba.procedures import shelf
from yakuba.procedures.actions.pause import pause
from yakuba.procedures.actions.submit import submit
from yakuba.procedures.models import Draft, Submission, Version
from yakuba.procedures.tests.conftest import (
    EXAMPLE,
    HANAKO,
    SLUG,
    Opened,
    account_of,
    applicant,
    changed,
    deliver,
    family,
    filled_in,
    guest,
    handed_in,
    money,
    resident,
    staff_member,
)
from yakuba.procedures.tests.examples import file_of
from yakuba.procedures.tests.test_drafts import verified
from yakuba.procedures.tests.visitor import Visitor, read, upload

START = f"/procedures/{SLUG}/"
SUMMARY, SEND = f"{START}summary", f"{START}send"
FREE = (('assurance = "email"', 'assurance = "none"'),)
ACCOUNT = (('assurance = "email"', 'assurance = "account"'),)


def arrived(*receipts: str) -> None:
    """Just these applications are there, each a case."""
    assert set(Submission.objects.values_list("receipt", flat=True)) == set(receipts)
    assert set(cases.Case.objects.values_list("receipt", flat=True)) == set(receipts)


@pytest.mark.django_db
class TestSummary:
    """Everything that was answered, before it is sent."""

    def test_shows_what_was_entered_as_it_was_entered(self, benefit: Version, hanako: Visitor) -> None:
        page = filled_in(hanako).get(SUMMARY)
        for text in ("𠮷田 葛\U000e0100子（ヨシダ カツコ）", "昭和60年", "3,200,000円", "〒171-0022"):
            assert text in page.text
        assert "まだ送信していません" in page.text
        assert "お子さん（2件目） 学校の名前" not in page.text

    def test_names_what_went_wrong_meanwhile(self, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        draft = Draft.objects.get()
        rows = [dict(row) for row in draft.answers["children"]]
        rows[0].pop("birth")
        wrong = {**draft.answers, "children": rows, "home": None, "agree": None}
        Draft.objects.filter(pk=draft.pk).update(answers=wrong)
        answer = hanako.post(SEND)
        page = read(answer)
        assert answer.status_code == 422
        assert page.errors == ["row-home", "row-children-0-birth", "row-agree"]
        assert set(page.errors) <= page.ids
        arrived()
        Draft.objects.filter(pk=draft.pk).update(answers={**draft.answers, "children": None})
        page = read(hanako.post(SEND))
        assert page.errors == ["row-children", "row-dependants"] or page.errors == ["row-children"]
        assert set(page.errors) <= page.ids


@pytest.mark.django_db
class TestAssurance:
    """How sure the office must be of who applies."""

    def test_an_address_is_verified_on_the_way(self, benefit: Version, visitor: Visitor) -> None:
        page = filled_in(visitor).get(SUMMARY)
        assert SEND not in page.actions
        assert visitor.post(SEND).status_code == 422
        arrived()
        sign_in = next(link for link in page.links if link.startswith("/sign-in?"))
        assert verified(visitor, sign_in) == SUMMARY
        receipt = visitor.send(SLUG)
        arrived(receipt)
        row = Submission.objects.get()
        assert row.owner_key == identity.guest_key(HANAKO) and row.email == HANAKO

    def test_an_account_is_needed(self, opened: Opened, visitor: Visitor) -> None:
        opened(changed(EXAMPLE, *ACCOUNT))
        page = filled_in(visitor).get(SUMMARY)
        assert any(link.startswith("/sign-in/password?next=") for link in page.links)
        first = next(link for link in page.links if link.startswith("/sign-in?next="))
        account_new = verified(visitor, first)
        assert account_new.startswith("/account/new?next=")
        assert visitor.post(SEND).status_code == 422
        page = visitor.get(SUMMARY)
        assert account_new in page.links
        form = visitor.get(account_new)
        word = "ひまわり-37-ことり"
        made = visitor.post(account_new, {"new": word, "again": word, "next": form.inputs["next"][-1]})
        assert made.status_code == 302 and made["Location"] == SUMMARY, read(made).text
        receipt = visitor.send(SLUG)
        row = Submission.objects.get(receipt=receipt)
        assert row.resident is not None and row.owner_key == f"resident:{row.resident_id}"

    def test_a_guest_is_not_sure_enough_for_an_account(self, opened: Opened, hanako: Visitor) -> None:
        opened(changed(EXAMPLE, *ACCOUNT))
        filled_in(hanako)
        answer = hanako.post(SEND)
        assert answer.status_code == 422 and "サインイン" in read(answer).text
        arrived()

    def test_nobody_has_to_say_who_they_are_where_none_is_asked(
        self, opened: Opened, visitor: Visitor
    ) -> None:
        opened(changed(EXAMPLE, *FREE))
        receipt = handed_in(visitor)
        row = Submission.objects.get()
        assert row.owner_key == "" and row.email == HANAKO
        assert visitor.get(f"/my/applications/{receipt}").status == 200
        assert Visitor().get(f"/my/applications/{receipt}").status == 404


@pytest.mark.django_db
class TestOnce:
    """One application, however often the button is pressed."""

    def test_pressed_twice(self, benefit: Version, hanako: Visitor) -> None:
        receipt = handed_in(hanako)
        assert hanako.send(SLUG) == receipt
        arrived(receipt)
        assert AuditEntry.objects.filter(text="申請した").count() == 1

    def test_a_summary_left_open_in_another_tab(self, benefit: Version, hanako: Visitor) -> None:
        left_open = filled_in(hanako).get(SUMMARY).inputs
        receipt = hanako.send(SLUG)
        hanako.get(f"/my/applications/{receipt}/received")
        answer = hanako.post(SEND, {"draft": left_open["draft"][0]})
        assert answer["Location"] == f"/my/applications/{receipt}/received"
        arrived(receipt)

    def test_a_summary_left_open_while_another_application_is_being_written(
        self, benefit: Version, hanako: Visitor
    ) -> None:
        left_open = filled_in(hanako).get(SUMMARY).inputs["draft"][0]
        receipt = hanako.send(SLUG)
        filled_in(hanako)
        answer = hanako.post(SEND, {"draft": left_open})
        assert answer["Location"] == f"/my/applications/{receipt}/received"
        arrived(receipt)
        assert Draft.objects.filter(submitted_at=None).count() == 1

    def test_after_a_lost_answer_although_nobody_signed_in(self, opened: Opened, visitor: Visitor) -> None:
        opened(changed(EXAMPLE, *FREE))
        page = filled_in(visitor).get(SUMMARY)
        cookies = {name: one.value for name, one in visitor.client.cookies.items()}
        receipt = visitor.send(SLUG)
        for name in list(visitor.client.cookies):
            del visitor.client.cookies[name]
        for name, value in cookies.items():
            visitor.client.cookies[name] = value  # the browser never got the answer
        assert read(visitor.post(SEND, {"draft": page.inputs["draft"][0]})).status == 302
        assert visitor.get(f"/my/applications/{receipt}").status == 200
        arrived(receipt)

    def test_another_browser_cannot_ask_what_became_of_a_draft(
        self, benefit: Version, hanako: Visitor
    ) -> None:
        mark = filled_in(hanako).get(SUMMARY).inputs["draft"][0]
        hanako.send(SLUG)
        for other in (Visitor(), guest("jiro@example.jp")):
            assert other.post(SEND, {"draft": mark})["Location"] == SUMMARY

    def test_reading_the_address_of_the_button(self, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        assert hanako.client.get(SEND)["Location"] == SUMMARY
        arrived()

    def test_somebody_elses_draft(self, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        draft = Draft.objects.get()
        for actor in (ANONYMOUS, identity.guest("jiro@example.jp")):
            with pytest.raises(NotFound):
                submit(actor, draft=draft)
        with pytest.raises(NotAllowed):
            submit(staff_member("other"), draft=draft)
        arrived()
        assert Draft.objects.get().submitted_at is None


@pytest.mark.django_db(transaction=True)
def test_pressed_in_two_tabs_at_once(benefit: Version) -> None:
    person = guest(HANAKO)
    filled_in(person)
    draft = Draft.objects.get()
    start = Barrier(4)

    def press(_number: int) -> str:
        try:
            with clock.frozen(person_time):
                start.wait(10)
                return submit(identity.guest(HANAKO), draft=draft).receipt
        finally:
            connection.close()

    person_time = clock.now()
    with ThreadPoolExecutor(4) as pool:
        receipts = set(pool.map(press, range(4)))
    assert len(receipts) == 1
    arrived(*receipts)


@pytest.mark.django_db
class TestRefused:
    """What stands in the way of handing in, said so, with nothing stored and the draft kept."""

    def test_out_of_the_window(self, opened: Opened, hanako: Visitor) -> None:
        opened(changed(EXAMPLE, ("until = 2027-03-31", "until = 2026-11-20")))
        filled_in(hanako)
        with clock.frozen(clock.now().replace(day=21, hour=0)):
            answer = hanako.post(SEND)
            assert answer.status_code == 422 and "受付期間ではありません" in read(answer).text
        arrived()
        assert Draft.objects.get().submitted_at is None

    def test_paused(self, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        pause(system("command"), procedure=benefit.procedure)
        answer = hanako.post(SEND)
        assert answer.status_code == 422 and "受付を休んでいます" in read(answer).text
        arrived()
        with pytest.raises(Refusal):
            submit(identity.guest(HANAKO), draft=Draft.objects.get())

    def test_nothing_was_begun(self, benefit: Version, hanako: Visitor) -> None:
        assert hanako.post(SEND)["Location"] == SUMMARY


@pytest.mark.django_db
class TestArrival:
    """What happens with an application that was handed in."""

    def test_the_case_the_files_and_the_events(self, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        hanako.post(f"{START}page/money", {**money(), "proof": upload(*file_of("pdf"))})
        receipt = hanako.send(SLUG)
        assert receipt.startswith("KD26-")
        case = cases.Case.objects.get()
        assert (case.applicant_name, case.applicant_kana) == ("𠮷田 葛\U000e0100子", "ヨシダ カツコ")
        assert (case.kind, case.standard_days, case.title) == (SLUG, 30, "こども応援給付金の申請")
        assert case.titles == {
            "ja-easy": "こどものための お金の もうしこみ",
            "en": "Application for the child support benefit",
        }
        assert StoredFile.objects.get().kept_until is None
        assert Draft.objects.get().answers == {}
        deliver()
        deliver()
        assert Delivery.objects.filter(channel="mail").count() == 1
        found = cases.application(identity.guest(HANAKO), receipt)
        assert [one.file.name for one in found.documents] == ["証明書.pdf"]

    def test_hidden_answers_do_not_arrive(self, benefit: Version, hanako: Visitor) -> None:
        hanako.post(f"{START}page/applicant", applicant(spouse="yes", **SPOUSE))
        hanako.post(f"{START}page/family", family())
        hanako.post(f"{START}page/money", money())
        hanako.post(f"{START}page/applicant", applicant(**SPOUSE))
        hanako.send(SLUG)
        assert "spouse_name" not in Submission.objects.get().answers

    def test_the_receipt_says_what_comes_next(self, benefit: Version, hanako: Visitor) -> None:
        hanako.post(f"{START}page/applicant", applicant())
        hanako.post(f"{START}page/family", family(living="apart", reasons="work"))
        hanako.post(f"{START}page/money", money())
        receipt = hanako.send(SLUG)
        page = hanako.get(f"/my/applications/{receipt}/received")
        for text in (receipt, "申請を受け付けました。審査の結果をお待ちください。", "30日", "監護の申立書"):
            assert text in page.text
        hanako.client.cookies["language"] = "en"
        page = hanako.get(f"/my/applications/{receipt}/received")
        assert "Declaration of custody" in page.text and "We have received" in page.text

    def test_told_in_the_language_of_the_page_that_was_sent(self, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        hanako.client.cookies["language"] = "en"
        hanako.send(SLUG)
        row = Submission.objects.get()
        assert row.language == "en" and cases.Case.objects.get().language == "en"

    def test_the_copy_holds_every_letter(self, benefit: Version, hanako: Visitor) -> None:
        receipt = handed_in(hanako)
        answer = hanako.client.get(f"/my/applications/{receipt}/answers.pdf")
        assert answer["Content-Disposition"] == f'attachment; filename="{receipt}.pdf"'
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        assert "𠮷田" in text and "葛\U000e0100子" in text

    def test_what_a_resident_said_is_remembered(self, benefit: Version) -> None:
        actor = account_of(HANAKO)
        handed_in(resident(actor))
        deliver()
        known = identity.facts_of(actor)
        assert known["person.name"].value["family"] == "𠮷田"
        assert known["person.bank_account"].value["bank"] == "0001"
        assert known["person.birth"].value == "1985-04-01"

    @pytest.mark.parametrize(
        ("answered", "kept"),
        [({"applicant__family": "吉田"}, True), ({"applicant__given": "一郎"}, False)],
        ids=["the same name in other letters", "somebody else"],
    )
    def test_what_was_said_of_somebody_else_is_not(
        self, answered: dict[str, str], kept: bool, benefit: Version
    ) -> None:
        actor = account_of(HANAKO)
        handed_in(resident(actor))
        deliver()
        person = resident(actor)
        person.post(f"{START}page/applicant", applicant(phone="03-9999-8888", **answered))
        person.post(f"{START}page/family", family())
        person.post(f"{START}page/money", money())
        person.send(SLUG)
        deliver()
        assert ("person.phone" in identity.facts_of(actor)) is kept


SPOUSE = {
    "spouse_name__family": "𠮷田",
    "spouse_name__given": "次郎",
    "spouse_name__family_kana": "ヨシダ",
    "spouse_name__given_kana": "ジロウ",
}


@pytest.mark.django_db
def test_what_a_procedure_said_stays_after_a_new_version(
    benefit: Version, opened: Opened, hanako: Visitor
) -> None:
    filled_in(hanako)
    opened(changed(EXAMPLE, ('label.ja = "昨年の所得"', 'label.ja = "一昨年の所得"')))
    shelf.forget_remembered()
    receipt = hanako.send(SLUG)
    assert Submission.objects.get().version_id == benefit.pk
    assert "一昨年" not in hanako.get(f"/my/applications/{receipt}").text
