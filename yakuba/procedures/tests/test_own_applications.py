"""One's own application afterwards: where it stands, letters both ways, taking it back, corrections; nobody else's."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from yakuba.cases import api as cases
from yakuba.cases.notices import issue_due_notices
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.procedures.actions.amend import amend
from yakuba.procedures.actions.submit import Incomplete
from yakuba.procedures.models import Amendment, Submission, Version
from yakuba.procedures.queries import current_answers
from yakuba.procedures.tests.conftest import (
    HANAKO,
    SLUG,
    Opened,
    account_of,
    family,
    filled_in,
    guest,
    handed_in,
    money,
    resident,
    staff_member,
)
from yakuba.procedures.tests.examples import file_of
from yakuba.procedures.tests.visitor import Page, Visitor, read, upload

pytestmark = pytest.mark.django_db
OFFICER = ("cases.read", "cases.handle", "cases.assign", "cases.decide")


def at(receipt: str, rest: str = "") -> str:
    return f"/my/applications/{receipt}{rest}"


@pytest.fixture
def officer(benefit: Version) -> Actor:
    """Somebody of the receiving section."""
    return staff_member("kosodate-shien", *OFFICER)


@pytest.fixture
def receipt(benefit: Version, hanako: Visitor) -> str:
    """An application of hanako's with one file."""
    filled_in(hanako)
    hanako.post(f"/procedures/{SLUG}/page/money", {**money(), "proof": upload(*file_of("pdf"))})
    return hanako.send(SLUG)


def ask(officer: Actor, *keys: str) -> int:
    """The office asks for these lines of the sheet again; the number of the correction."""
    case = cases.Case.objects.get()
    items = [cases.CorrectionItem(key, f"{key} を確かめてください") for key in keys]
    return cases.ask_correction(
        officer,
        case_id=case.pk,
        items=items,
        deadline=date(2026, 12, 4),
        revision=case.revision,
        words="お手数ですが\nお願いします",
    ).pk


class TestSomebodyElse:
    """Somebody else's application is as unknown as one that never was."""

    PAGES = ("", "/received", "/answers.pdf", "/withdraw", "/correction", "/documents/1")
    DONE = ("/withdraw", "/correction", "/reply")

    def strangers(self, receipt: str) -> list[Visitor]:
        forged = Visitor()
        forged.client.cookies["receipts"] = f'["{receipt}"]'
        return [Visitor(), guest("jiro@example.jp"), resident(account_of("saburo@example.jp")), forged]

    def test_looks_like_none(self, receipt: str) -> None:
        for person in self.strangers(receipt):
            for rest in self.PAGES:
                theirs = person.client.get(at(receipt, rest))
                none = person.client.get(at("KD26-0000-0000", rest))
                assert theirs.status_code == none.status_code == 404
                assert without_words_of_its_own(theirs.content, receipt) == without_words_of_its_own(
                    none.content, "KD26-0000-0000"
                )

    def test_cannot_be_changed(self, receipt: str) -> None:
        for person in self.strangers(receipt):
            for rest in self.DONE:
                assert person.post(at(receipt, rest), {"text": "こんにちは"}).status_code == 404
        found = cases.application(identity.guest(HANAKO), receipt)
        assert found.status == "received" and not found.messages

    @pytest.mark.parametrize(
        "number", ["KD26-0000-000O", "nothing", "x" * 3000, "%00", "%ED%A0%80", "..%2F..", "%E2%80%AE", "'--"]
    )
    def test_forged_numbers(self, number: str, benefit: Version, hanako: Visitor) -> None:
        for rest in self.PAGES:
            assert hanako.client.get(at(number, rest)).status_code in (400, 404)

    def test_a_resident_sees_what_they_sent_as_a_guest(self, receipt: str) -> None:
        person = resident(account_of(HANAKO))
        assert person.get(at(receipt)).status == 200
        assert receipt in person.get("/my/").text


def without_words_of_its_own(content: bytes, receipt: str) -> str:
    """A page without what differs between any two requests: tokens and its own address."""
    text = content.decode().replace(receipt, "")
    return "".join(line for line in text.split("\n") if "csrfmiddlewaretoken" not in line)


class TestStatus:
    """The status page."""

    def test_just_arrived(self, receipt: str, hanako: Visitor) -> None:
        page = hanako.get(at(receipt))
        for text in (
            "受け付けました",
            receipt,
            "2026年11月20日",
            "kosodate-shien課",
            "証明書.pdf",
            "まだありません",
        ):
            assert text in page.text
        hanako.client.cookies["language"] = "en"
        assert "2026-11-20" in hanako.get(at(receipt)).text

    def test_who_looked(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        cases.open_case_page(officer, cases.Case.objects.get().pk)
        page = hanako.get(at(receipt))
        assert "kosodate-shien課" in page.text and "10:00" in page.text
        assert "山田" not in page.text

    def test_ones_own_document_is_a_download(self, receipt: str, hanako: Visitor) -> None:
        link = next(link for link in hanako.get(at(receipt)).links if "/documents/" in link)
        answer = hanako.client.get(link)
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.getvalue().startswith(b"%PDF")

    def test_letters_both_ways(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        answer = hanako.post(at(receipt, "/reply"), {"text": "よろしく\nお願いします"})
        assert answer["Location"].startswith(at(receipt))
        cases.send_message(officer, case_id=cases.Case.objects.get().pk, text="届いています")
        page = hanako.get(at(receipt))
        assert "よろしく" in page.text and "届いています" in page.text and "2026年11月20日 10:00" in page.text

    @pytest.mark.parametrize("text", ["", " \n", "x" * 20_000, "番号は123456789018です", "\u202e逆"])
    def test_a_letter_that_cannot_be_taken(self, text: str, receipt: str, hanako: Visitor) -> None:
        page = read(hanako.post(at(receipt, "/reply"), {"text": text}))
        assert page.status == 422 and page.errors == ["reply-text"] and "reply-text" in page.ids
        assert not cases.application(identity.guest(HANAKO), receipt).messages

    def test_taken_back(self, receipt: str, hanako: Visitor) -> None:
        assert hanako.get(at(receipt, "/withdraw")).status == 200
        assert cases.application(identity.guest(HANAKO), receipt).status == "received"
        assert hanako.post(at(receipt, "/withdraw"))["Location"] == at(receipt)
        page = hanako.get(at(receipt))
        assert "取り下げました" in page.text and at(receipt, "/withdraw") not in page.links
        assert hanako.post(at(receipt, "/withdraw")).status_code == 422

    def test_decided(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        case = cases.Case.objects.get()
        cases.decide(officer, case_id=case.pk, outcome="accepted", revision=case.revision)
        assert "支給が決まりました" not in hanako.get(at(receipt)).text
        with clock.frozen(clock.now() + timedelta(hours=1)):
            assert issue_due_notices() == 1
            page = hanako.get(at(receipt))
            assert "結果が出ました" in page.text and "支給が決まりました。" in page.text
            link = next(link for link in page.links if "/documents/" in link)
            answer = hanako.client.get(link)
            assert answer.getvalue().startswith(b"%PDF")
            hanako.client.cookies["language"] = "en"
            assert "Your benefit was granted." in hanako.get(at(receipt)).text

    @pytest.mark.parametrize(
        ("outcome", "said"),
        [("completed", "支給が決まりました。"), ("dismissed", "申請を受け付けられませんでした。")],
    )
    def test_words_for_an_outcome_the_definition_does_not_name(
        self, outcome: str, said: str, receipt: str, hanako: Visitor, officer: Actor
    ) -> None:
        case = cases.Case.objects.get()
        cases.decide(
            officer, case_id=case.pk, outcome=outcome, revision=case.revision, reason="書類がありません"
        )
        with clock.frozen(clock.now() + timedelta(hours=1)):
            issue_due_notices()
            assert said in hanako.get(at(receipt)).text


class TestCorrection:
    """Just what the office asked for is asked again; the first answers stay as they were."""

    def correct(self, hanako: Visitor, receipt: str, inputs: dict[str, Any]) -> Page:
        return read(hanako.post(at(receipt, "/correction"), inputs))

    def test_asks_for_nothing_else(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        assert hanako.client.get(at(receipt, "/correction"))["Location"] == at(receipt)
        ask(officer, "home", "income")
        page = hanako.get(at(receipt))
        assert "2026年12月4日までに直してください。" in page.text
        page = hanako.get(at(receipt, "/correction"))
        assert {"home.city", "income"} <= page.names
        assert not {"applicant.family", "spouse", "account.bank", "agree"} & page.names
        assert page.inputs["home.city"] == ["豊島区"] and page.inputs["income"] == ["3200000"]
        assert "home を確かめてください" in page.text and "お手数ですが" in page.text

    def test_answered(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        ask(officer, "income")
        first = dict(Submission.objects.get().answers)
        page = self.correct(hanako, receipt, {"income": "4,000,000", "applicant.family": "佐藤"})
        assert page.status == 302
        submission = Submission.objects.get()
        assert submission.answers == first
        now = current_answers(submission)
        assert now == {**first, "income": 4_000_000}
        shown = {row.key: row.shown for one in found(receipt).pages for row in one.rows}
        assert shown["income"] == "4,000,000円" and "𠮷田" in shown["applicant"]
        assert found(receipt).status == "in_review"
        assert self.correct(hanako, receipt, {"income": "1"}).status == 302
        assert Amendment.objects.count() == 1
        hanako.post(f"/procedures/{SLUG}/begin")
        assert hanako.get(f"/procedures/{SLUG}/page/applicant").inputs["applicant.family"] == ["𠮷田"]

    def test_dates_are_judged_by_the_day_of_arrival(self, receipt: str, officer: Actor) -> None:
        correction = ask(officer, "income")
        row = Submission.objects.get()
        with clock.frozen(clock.now() + timedelta(days=365 * 20)):  # the child is over 19 by then
            amend(
                identity.guest(HANAKO),
                submission=row,
                correction_id=correction,
                answers={**row.answers, "income": 4_000_000},
            )
        assert current_answers(row)["income"] == 4_000_000

    def test_errors_keep_what_was_entered(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        ask(officer, "home", "income")
        page = self.correct(hanako, receipt, {"income": "たくさん", "home.city": "豊島区"})
        assert page.status == 422 and set(page.errors) <= page.ids
        assert {"q-income", "q-home-postcode", "q-home-prefecture"} <= set(page.errors)
        assert page.inputs["income"] == ["たくさん"]
        assert not Amendment.objects.exists()

    def test_a_line_of_a_group_asks_for_the_group(
        self, receipt: str, hanako: Visitor, officer: Actor
    ) -> None:
        ask(officer, "children.0.birth")
        page = hanako.get(at(receipt, "/correction"))
        assert page.inputs["children.0.name.given"] == ["一郎"]
        more = read(hanako.post(at(receipt, "/correction"), {**page.inputs, "change": "add:children"}))
        assert "children.2.name.given" in more.names
        rows = {name: text for name, text in family().items() if name.startswith("children.0")}
        assert self.correct(hanako, receipt, {**rows, "children.0.birth.year": "2017"}).status == 302
        assert current_answers(Submission.objects.get())["children"][0]["birth"] == "2017-05-06"

    def test_what_a_corrected_answer_calls_for_is_asked_too(
        self, receipt: str, hanako: Visitor, officer: Actor
    ) -> None:
        ask(officer, "living")
        page = self.correct(hanako, receipt, {"living": "apart"})
        assert page.status == 422 and page.errors == ["q-reasons"] and "reasons" in page.names
        page = self.correct(hanako, receipt, {"living": "apart", "reasons": ["work", "other"]})
        assert page.errors == ["q-reason_text"]
        answered = {"living": "apart", "reasons": ["work", "other"], "reason_text": "療養"}
        assert self.correct(hanako, receipt, answered).status == 302
        now = current_answers(Submission.objects.get())
        assert (now["living"], now["reasons"], now["reason_text"]) == ("apart", ["work", "other"], "療養")

    def test_files_survive_errors_and_arrive(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        ask(officer, "proof", "income")
        before = current_answers(Submission.objects.get())["proof"]
        page = self.correct(hanako, receipt, {"income": "", "proof": upload(*file_of("png"))})
        assert page.status == 422 and "写真.png" in page.text and "証明書.pdf" in page.text
        carried = page.inputs["proof"]
        assert len(carried) == 2 and carried[0] == before[0]
        assert self.correct(hanako, receipt, {"income": "1", "proof": carried}).status == 302
        names = [one.file.name for one in found(receipt).documents]
        assert names == ["証明書.pdf", "写真.png"]
        assert not StoredFile.objects.filter(kept_until__isnull=False).exists()

    def test_a_file_is_taken_away(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        ask(officer, "proof")
        page = hanako.get(at(receipt, "/correction"))
        change = next(value for name, value in page.buttons if value.startswith("remove:proof:"))
        page = self.correct(hanako, receipt, {"proof": page.inputs["proof"], "change": change})
        assert page.status == 200 and "証明書.pdf" not in page.text
        kept: dict[str, Any] = {name: page.inputs[name] for name in ("shown", "proof") if name in page.inputs}
        assert self.correct(hanako, receipt, {**kept, "proof": upload(*file_of("png"))}).status == 302
        assert len(current_answers(Submission.objects.get())["proof"]) == 1

    def test_a_forged_file(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        jiro = filled_in(guest("jiro@example.jp"))
        jiro.post(
            f"/procedures/{SLUG}/page/money", {**money(), "proof": upload("secret.pdf", file_of("pdf")[1])}
        )
        theirs = str(StoredFile.objects.get(name="secret.pdf").public_id)
        correction = ask(officer, "proof")
        page = self.correct(hanako, receipt, {"proof": [theirs, "x", "\x00"], "change": "nothing"})
        assert "secret.pdf" not in page.text
        row = Submission.objects.get()
        with pytest.raises(Incomplete):
            amend(
                identity.guest(HANAKO),
                submission=row,
                correction_id=correction,
                answers={**row.answers, "proof": [theirs]},
            )
        assert not Amendment.objects.exists()

    def test_refused(self, receipt: str, hanako: Visitor, officer: Actor) -> None:
        correction = ask(officer, "income")
        row = Submission.objects.get()
        answers = {**row.answers, "income": 5}
        with pytest.raises(NotFound):
            amend(
                identity.guest("jiro@example.jp"),
                submission=row,
                correction_id=correction,
                answers=answers,
            )
        cases.cancel_correction(
            officer, case_id=cases.Case.objects.get().pk, revision=cases.Case.objects.get().revision
        )
        with pytest.raises(Refusal):
            amend(identity.guest(HANAKO), submission=row, correction_id=correction, answers=answers)
        assert not Amendment.objects.exists() and found(receipt).sheet_number == 1


def found(receipt: str) -> cases.Application:
    return cases.application(identity.guest(HANAKO), receipt)


def test_the_staff_face_does_not_serve_pages_of_residents(
    benefit: Version, hanako: Visitor, settings: Any
) -> None:
    from yakuba.procedures.tests.conftest import face

    receipt = handed_in(hanako)
    face(settings, "staff")
    client = Client()
    assert client.get(at(receipt)).status_code == 404
    assert client.get(f"/procedures/{SLUG}/page/applicant").status_code == 404


def test_the_last_answers_are_those_a_new_form_begins_with(
    receipt: str, hanako: Visitor, officer: Actor, opened: Opened
) -> None:
    ask(officer, "home")
    page = hanako.get(at(receipt, "/correction"))
    hanako.post(at(receipt, "/correction"), {**page.inputs, "home.street": "１丁目１番"})
    hanako.post(f"/procedures/{SLUG}/begin")
    first = hanako.get(f"/procedures/{SLUG}/page/applicant")
    assert first.inputs["home.street"] == ["１丁目１番"]
