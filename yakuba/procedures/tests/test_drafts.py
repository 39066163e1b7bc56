"""Drafts: who may go on with them, how long they are kept, what they begin with."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import ANONYMOUS, system
from yakuba.kernel.files import remove_unkept
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.models import Delivery
from yakuba.procedures.actions.discard_draft import discard_draft
from yakuba.procedures.actions.pause import pause
from yakuba.procedures.actions.save_page import save_page
from yakuba.procedures.jobs import forget_drafts
from yakuba.procedures.models import Draft, Submission, Version
from yakuba.procedures.options import KEEP_DRAFTS_DAYS
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
    resident,
)
from yakuba.procedures.tests.examples import file_of
from yakuba.procedures.tests.visitor import Visitor, read, upload

pytestmark = pytest.mark.django_db
START = f"/procedures/{SLUG}/"
FIRST, SECOND, THIRD = (f"{START}page/{key}" for key in ("applicant", "family", "money"))


def began(person: Visitor) -> Draft:
    """A draft whose first page is done."""
    before = set(Draft.objects.values_list("pk", flat=True))
    assert person.post(FIRST, applicant())["Location"] == SECOND
    return Draft.objects.exclude(pk__in=before).get()


def test_looking_begins_nothing(benefit: Version, visitor: Visitor) -> None:
    assert visitor.get(START).status == visitor.get(FIRST).status == 200
    assert not Draft.objects.exists()


def test_a_browser_goes_on_where_it_was(benefit: Version, visitor: Visitor) -> None:
    draft = began(visitor)
    assert draft.owner_key == "" and draft.answers["applicant"]["family"] == "𠮷田"
    assert visitor.get(FIRST).inputs["applicant.given"] == ["葛\U000e0100子"]
    assert visitor.client.get(f"{START}go-on")["Location"] == SECOND
    assert "書きかけの申請があります" in visitor.get(START).text
    cookie = visitor.client.cookies[f"draft_{SLUG}"]
    assert (
        cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["max-age"] and not cookie["expires"]
    )
    assert cookie.value not in str(Draft.objects.values().get())


def test_another_browser_sees_nothing_of_it(benefit: Version, visitor: Visitor) -> None:
    began(visitor)
    other = guest("other@example.jp")
    assert other.get(FIRST).inputs["applicant.family"] == [""]
    assert "書きかけ" not in other.get(START).text
    assert other.client.get(SECOND)["Location"] == FIRST
    assert other.client.get(f"{START}summary")["Location"] == START
    assert other.client.get(f"{START}later")["Location"] == START


def test_a_forged_secret_opens_nothing(benefit: Version, visitor: Visitor) -> None:
    draft = began(visitor)
    for forged in (draft.token_hash, "x" * 5000, ""):
        other = Visitor()
        other.client.cookies[f"draft_{SLUG}"] = forged
        assert other.get(FIRST).inputs["applicant.family"] == [""]


def test_the_secret_of_another_procedure_opens_nothing(
    benefit: Version, opened: Opened, visitor: Visitor
) -> None:
    opened(changed(EXAMPLE, (f'slug = "{SLUG}"', 'slug = "other"')))
    began(visitor)
    visitor.client.cookies["draft_other"] = visitor.client.cookies[f"draft_{SLUG}"].value
    assert visitor.client.get("/procedures/other/summary")["Location"] == "/procedures/other/"


def test_a_guest_goes_on_elsewhere(benefit: Version, hanako: Visitor) -> None:
    began(hanako)
    elsewhere = guest(HANAKO)
    assert elsewhere.get(FIRST).inputs["applicant.family"] == ["𠮷田"]
    assert elsewhere.client.get(f"{START}go-on")["Location"] == SECOND
    assert SLUG in "".join(elsewhere.get("/my/").links)
    assert guest("jiro@example.jp").get(FIRST).inputs["applicant.family"] == [""]


def test_a_resident_goes_on_elsewhere_also_with_what_was_begun_as_a_guest(
    benefit: Version, hanako: Visitor
) -> None:
    began(hanako)
    someone = resident(account_of(HANAKO))
    assert someone.get(FIRST).inputs["applicant.family"] == ["𠮷田"]
    assert someone.post(SECOND, family())["Location"] == THIRD
    assert guest(HANAKO).client.get(f"{START}go-on")["Location"] == THIRD
    stranger = resident(account_of("jiro@example.jp"))
    assert stranger.get(FIRST).inputs["applicant.family"] == [""]


def test_a_draft_of_somebody_else_stays_theirs_although_the_secret_is_known(
    benefit: Version, hanako: Visitor
) -> None:
    began(hanako)
    other = guest("jiro@example.jp")
    other.client.cookies[f"draft_{SLUG}"] = hanako.client.cookies[f"draft_{SLUG}"].value
    assert other.get(FIRST).inputs["applicant.family"] == [""]
    other.client.cookies["session_public"] = ""
    assert other.get(FIRST).inputs["applicant.family"] == [""]


def test_whoever_verifies_their_address_takes_the_draft_over_and_gets_a_link(
    benefit: Version, visitor: Visitor
) -> None:
    began(visitor)
    later = visitor.get(f"{START}later")
    sign_in = next(link for link in later.links if link.startswith("/sign-in?next="))
    assert verified(visitor, sign_in) == f"{START}later"
    answer = visitor.get(f"{START}later")
    assert "2026年12月20日" in answer.text and "メールで送りました" in answer.text
    assert Draft.objects.get().owner_key == identity.guest_key(HANAKO)
    visitor.get(f"{START}later")
    told = Delivery.objects.get(channel="mail")
    assert told.message.template == "procedures.draft_kept"
    assert guest(HANAKO).client.get(f"{START}go-on")["Location"] == SECOND


def verified(person: Visitor, sign_in: str, email: str = HANAKO) -> str:
    """Show, by the code of the mail, that one reads mail at the address; where that leads."""
    mail.outbox.clear()
    asked = person.post("/sign-in", {"email": email, "next": person.get(sign_in).inputs["next"][-1]})
    assert asked.status_code == 302, read(asked).text
    code = next(word for word in mail.outbox[0].body.split() if word.isdecimal() and len(word) == 6)
    answer = person.post("/sign-in/code", {"code": code})
    assert answer.status_code == 302, read(answer).text
    return answer["Location"]


def test_saving_after_the_address_was_verified_makes_the_draft_ones_own(
    benefit: Version, visitor: Visitor
) -> None:
    began(visitor)
    assert verified(visitor, "/sign-in?next=/") == "/"
    assert Draft.objects.get().owner_key == ""
    visitor.post(SECOND, family())
    assert Draft.objects.get().owner_key == identity.guest_key(HANAKO)


def test_two_tabs_lose_nothing_of_each_other(benefit: Version, visitor: Visitor) -> None:
    began(visitor)
    visitor.post(SECOND, family())
    one, two = (Draft.objects.get(), Draft.objects.get())
    until = clock.now() + timedelta(days=30)
    save_page(ANONYMOUS, draft=one, answers={"spouse": "yes"}, done_page="applicant", kept_until=until)
    save_page(ANONYMOUS, draft=two, answers={"living": "apart"}, done_page="money", kept_until=until)
    both = Draft.objects.get()
    assert both.answers["spouse"] == "yes" and both.answers["living"] == "apart"
    assert both.done_pages == {"applicant": True, "family": True, "money": True}


def test_a_draft_keeps_the_version_it_began_with(benefit: Version, opened: Opened, visitor: Visitor) -> None:
    began(visitor)
    fresh = opened(changed(EXAMPLE, ('title.ja = "申請する方"', 'title.ja = "申込者"')))
    assert fresh.number == benefit.number + 1
    assert "申込者" in Visitor().get(FIRST).text
    assert "申込者" not in visitor.get(FIRST).text
    visitor.post(SECOND, family())
    assert Draft.objects.get().version_id == benefit.pk


def test_a_draft_ends_after_its_days_and_every_save_counts_anew(benefit: Version, visitor: Visitor) -> None:
    draft = began(visitor)
    days = timedelta(days=KEEP_DRAFTS_DAYS.default)
    assert draft.expires_at == clock.now() + days
    with clock.frozen(clock.now() + days - timedelta(hours=1)):
        forget_drafts()
        visitor.post(SECOND, family())
    with clock.frozen(clock.now() + days + timedelta(hours=1)):
        assert visitor.get(FIRST).inputs["applicant.family"] == ["𠮷田"]
    with clock.frozen(clock.now() + 2 * days + timedelta(hours=1)):
        assert visitor.get(FIRST).inputs["applicant.family"] == [""]
        forget_drafts()
    assert not Draft.objects.exists()


def test_files_live_as_long_as_their_draft(benefit: Version, visitor: Visitor) -> None:
    filled_in(visitor)
    visitor.post(THIRD, {**money(), "proof": upload(*file_of("pdf"))})
    days = timedelta(days=KEEP_DRAFTS_DAYS.default)
    with clock.frozen(clock.now() + days - timedelta(hours=1)):
        visitor.post(FIRST, applicant())
    with clock.frozen(clock.now() + days + timedelta(hours=1)):
        assert remove_unkept(before=clock.now()) == 0
        assert "証明書.pdf" in visitor.get(THIRD).text


def test_a_discarded_draft_is_gone_with_its_files(benefit: Version, visitor: Visitor) -> None:
    began(visitor)
    visitor.post(SECOND, family())
    visitor.post(THIRD, {**money(), "proof": upload(*file_of("pdf"))})
    asked = visitor.get(f"{START}discard")
    assert asked.status == 200 and Draft.objects.get().expires_at > clock.now()
    assert visitor.post(f"{START}discard")["Location"] == START
    assert visitor.get(FIRST).inputs["applicant.family"] == [""]
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        forget_drafts()
        assert remove_unkept(before=clock.now()) == 1
    assert not Draft.objects.exists() and not StoredFile.objects.exists()


def test_somebody_elses_draft_cannot_be_discarded_or_written(benefit: Version, hanako: Visitor) -> None:
    draft = began(hanako)
    jiro = identity.guest("jiro@example.jp")
    with pytest.raises(NotFound):
        discard_draft(jiro, draft=draft)
    with pytest.raises(NotFound):
        save_page(jiro, draft=draft, answers={"spouse": "yes"}, kept_until=clock.now())
    row = Draft.objects.get()
    assert row.answers == draft.answers and row.expires_at == draft.expires_at


def test_beginning_anew_while_a_draft_is_there_goes_on_with_it(benefit: Version, hanako: Visitor) -> None:
    began(hanako)
    assert hanako.post(f"{START}begin")["Location"] == f"{START}go-on"
    assert Draft.objects.count() == 1


def test_a_draft_survives_a_pause(benefit: Version, visitor: Visitor) -> None:
    began(visitor)
    pause(system("command"), procedure=benefit.procedure)
    assert visitor.get(SECOND).status == 200
    assert visitor.client.get(f"{START}discard").status_code == 200
    page = Visitor().get(START)
    assert page.status == 200 and "受付を休んでいます" in page.text
    assert Visitor().client.get(FIRST)["Location"] == START


class TestKnownAnswers:
    """A form begins with what is known, says where it came from, and lets it be changed."""

    FACTS: dict[str, Any] = {
        "person.name": {"family": "佐藤", "given": "花子", "family_kana": "サトウ", "given_kana": "ハナコ"},
        "person.phone": "03-1111-2222",
        "person.birth": "2999-01-01",
    }

    def someone(self) -> Visitor:
        actor = account_of(HANAKO)
        person = identity.resident_of(actor)
        assert person is not None
        identity.remember_facts(system("worker"), resident=person, values=self.FACTS, source="試験")
        return resident(actor)

    def test_of_facts(self, benefit: Version) -> None:
        person = self.someone()
        assert person.post(f"{START}begin")["Location"] == FIRST
        page = person.get(FIRST)
        assert page.inputs["applicant.family"] == ["佐藤"] and page.inputs["phone"] == ["03-1111-2222"]
        assert page.text.count("区に登録されている内容です。変えられます。") == 2
        assert page.inputs["birth.year"] == [""]  # what the form would not take is not filled in

    def test_no_longer_marked_once_changed(self, benefit: Version) -> None:
        person = self.someone()
        person.post(f"{START}begin")
        kept = {name: texts[0] for name, texts in person.get(FIRST).inputs.items()}
        person.post(FIRST, {**applicant(), "phone": kept["phone"]})
        page = person.get(FIRST)
        assert page.inputs["applicant.family"] == ["𠮷田"]
        assert page.text.count("区に登録されている内容です。変えられます。") == 1

    def test_of_an_earlier_application_with_its_files(self, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        hanako.post(THIRD, {**money(), "proof": upload(*file_of("pdf"))})
        hanako.send(SLUG)
        hanako.post(f"{START}begin")
        page = hanako.get(FIRST)
        assert page.inputs["applicant.family"] == ["𠮷田"]
        assert "「こども応援給付金の申請」で入力した内容です。変えられます。" in page.text
        hanako.client.cookies["language"] = "en"
        assert "Application for the child support benefit" in hanako.get(FIRST).text
        hanako.client.cookies["language"] = "ja"
        hanako.post(FIRST, applicant())
        hanako.post(SECOND, family())
        page = hanako.get(THIRD)
        assert "証明書.pdf" in page.text
        assert page.inputs.get("agree") is None  # consent is asked anew every time
        hanako.post(THIRD, money())
        hanako.send(SLUG)
        first, second = Submission.objects.order_by("pk")
        assert first.answers["proof"] == second.answers["proof"]

    def test_nothing_of_somebody_else(self, benefit: Version, hanako: Visitor) -> None:
        handed_in(hanako)
        jiro = guest("jiro@example.jp")
        jiro.post(f"{START}begin")
        assert Draft.objects.get(submitted_at=None).answers == {}

    def test_a_forged_file_is_not_taken(self, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        hanako.post(THIRD, {**money(), "proof": upload(*file_of("pdf"))})
        theirs = str(StoredFile.objects.get().public_id)
        jiro = filled_in(guest("jiro@example.jp"))
        for forged in (theirs, "not-an-id", "0" * 5000):
            assert jiro.post(THIRD, {**money(), "proof": forged}).status_code == 302
            assert "証明書.pdf" not in jiro.get(THIRD).text
        draft = Draft.objects.get(owner_key=identity.guest_key("jiro@example.jp"))
        assert not draft.answers["proof"]
        Draft.objects.filter(pk=draft.pk).update(answers={**draft.answers, "proof": [theirs]})
        answer = jiro.post(f"{START}send")
        assert answer.status_code == 422 and "もう一度選んでください" in read(answer).text
        assert not Submission.objects.exists()
        assert jiro.post(THIRD, money()).status_code == 302
        jiro.send(SLUG)
