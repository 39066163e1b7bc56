"""What only the linked resident gets: notices, the state of applications, corrections answered in the chat, the end of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from yakuba.cases import api as cases
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import api as messaging
from yakuba.messaging.actions.gather_readers import gather_readers
from yakuba.messaging.models import Delivery, LineEvent, LineFriend, Reader
from yakuba.portal.jobs import forget_line
from yakuba.portal.models import LineChat
from yakuba.portal.tests.line.conftest import Phone, link, work
from yakuba.procedures.api import Submission
from yakuba.procedures.models import Amendment
from yakuba.procedures.queries import current_answers
from yakuba.procedures.samples.applying import apply
from yakuba.procedures.tests.conftest import staff_member

pytestmark = pytest.mark.django_db
ANSWERS = {
    "sex": ["male"],
    "vaccinated": ["no"],
    "since": ["today-30d"],
    "name": ["ポチ"],
}
OFFICER = ("cases.read", "cases.handle", "cases.decide")
Ask = Callable[..., str]


@pytest.fixture
def handed_in(linked: LineFriend, hanako: Actor, pet: None, phone: Phone) -> Submission:
    """An application of the linked resident."""
    row = apply(hanako, "pet", wishes=ANSWERS, seed="1")
    work()
    return row


@pytest.fixture
def ask(handed_in: Submission, phone: Phone) -> Ask:
    """The office asks for something again; the receipt number."""
    officer = staff_member("hygiene", *OFFICER)

    def asked(*keys: str) -> str:
        case = cases.Case.objects.get()
        items = [cases.CorrectionItem(key, "佐藤さんの事情") for key in keys]
        deadline = clock.today() + timedelta(days=14)
        cases.ask_correction(officer, case_id=case.pk, items=items, deadline=deadline, revision=case.revision)
        phone.told()
        work()
        return case.receipt

    return asked


def mails() -> int:
    return Delivery.objects.filter(channel="mail").count()


class TestNotices:
    def test_arrive_on_line_and_by_mail(self, phone: Phone, handed_in: Submission) -> None:
        told = phone.told()
        assert handed_in.receipt in "".join(told) and mails() == 1
        assert phone.link("くわしく見る").endswith(f"/my/applications/{handed_in.receipt}")

    def test_on_line_alone_for_whoever_wants_that(
        self, phone: Phone, linked: LineFriend, hanako: Actor, pet: None
    ) -> None:
        messaging.set_line_only(hanako, friend_id=linked.pk, only=True)
        apply(hanako, "pet", wishes=ANSWERS, seed="1")
        work()
        assert phone.told() and mails() == 0
        phone.does("block")
        apply(hanako, "pet", wishes=ANSWERS, seed="2")
        work()
        assert mails() == 1, "LINE does not reach them any more"

    def test_what_line_does_not_take_goes_by_mail_after_all(
        self, phone: Phone, linked: LineFriend, hanako: Actor, pet: None
    ) -> None:
        messaging.set_line_only(hanako, friend_id=linked.pk, only=True)
        phone.world.people.clear()
        apply(hanako, "pet", wishes=ANSWERS, seed="1")
        work()
        assert mails() == 1

    def test_nothing_without_a_link(self, phone: Phone, friend: LineFriend, hanako: Actor, pet: None) -> None:
        phone.told()
        apply(hanako, "pet", wishes=ANSWERS, seed="1")
        work()
        assert phone.told() == []
        assert "つなぐと見られます" in phone.say("申請の状況")[0]


class TestTheState:
    def test_lists_the_own_applications(self, phone: Phone, handed_in: Submission) -> None:
        phone.told()
        told = phone.say("状況")
        assert {"犬の登録", "受け付けました", handed_in.receipt} <= set(told)

    def test_says_that_there_is_none(self, phone: Phone, linked: LineFriend) -> None:
        assert phone.say("状況") == ["まだ申請はありません。"]


class TestACorrection:
    def test_is_answered_with_two_presses(self, phone: Phone, ask: Ask, handed_in: Submission) -> None:
        receipt = ask("sex")
        told = phone.told()
        assert "性別" in told and receipt in told and "佐藤さんの事情" not in "".join(told)
        assert {"メス", receipt, "この内容で送りますか"} <= set(phone.press("メス"))
        assert Amendment.objects.count() == 0
        assert receipt in phone.press("この内容で送る")[0]
        assert current_answers(handed_in)["sex"] == "female"
        assert "もう使えません" in phone.press("この内容で送る")[0]
        assert Amendment.objects.count() == 1
        trail = AuditEntry.objects.filter(text="補正に答えた")
        assert [one.actor_key for one in trail] == [f"resident:{handed_in.resident_id}"]

    def test_yes_or_no_that_asks_for_more_leads_to_the_page(self, phone: Phone, ask: Ask) -> None:
        ask("vaccinated")
        assert "ほかの質問にも" in "".join(phone.press("はい"))
        assert "いいえ" in phone.press("いいえ")

    def test_typed(self, phone: Phone, ask: Ask, handed_in: Submission) -> None:
        ask("name")
        phone.press("入力して答える")
        assert "10文字" in phone.say("あ" * 11)[0]
        phone.press("入力して答える")
        assert "ハチ" in phone.say("ハチ")
        phone.press("この内容で送る")
        assert current_answers(handed_in)["name"] == "ハチ"

    def test_a_date(self, phone: Phone, ask: Ask, handed_in: Submission) -> None:
        ask("since")
        day = (clock.today() - timedelta(days=3)).isoformat()
        phone.does("press", at=phone.place("日付を選ぶ"), picked=day)
        phone.press("この内容で送る")
        assert current_answers(handed_in)["since"] == day

    def test_several_questions_lead_to_the_page(self, phone: Phone, ask: Ask) -> None:
        receipt = ask("sex", "name")
        assert "もう一度答えてください" not in phone.told()
        phone.say("状況")
        phone.press("LINEで答える")
        assert phone.link("申請のページを開く").endswith(receipt)

    def test_an_answer_taken_back_is_not_handed_in(self, phone: Phone, ask: Ask) -> None:
        ask("name")
        phone.press("入力して答える")
        phone.say("ハチ")
        phone.does("withdraw")
        assert "もう使えません" in phone.press("この内容で送る")[0]
        assert Amendment.objects.count() == 0 and bytes(LineChat.objects.get().about) == b""

    def test_somebody_else_cannot_answer(
        self, phone: Phone, ask: Ask, linked: LineFriend, hanako: Actor
    ) -> None:
        ask("sex")
        messaging.unlink_line(hanako, friend_id=linked.pk)
        work()
        assert "もう使えません" in "".join(phone.press("メス"))

    def test_one_that_ended_meanwhile_is_refused(self, phone: Phone, ask: Ask, hanako: Actor) -> None:
        receipt = ask("sex")
        phone.press("メス")
        cases.withdraw(hanako, receipt=receipt)
        assert "終わって" in "".join(phone.press("この内容で送る"))
        assert Amendment.objects.count() == 0


class TestTheLink:
    def test_is_offered_with_a_button_that_holds_for_ten_minutes(
        self, phone: Phone, friend: LineFriend
    ) -> None:
        phone.say("状況")
        phone.press("アカウントをつなぐ")
        assert phone.link("つなぐ").startswith("https://city.example.jp/my/line/link?linkToken=")

    def test_is_taken_away_on_line(self, phone: Phone, linked: LineFriend) -> None:
        phone.say("連携解除")
        assert "つながりを解きました。" in phone.press("つながりを解く")
        linked.refresh_from_db()
        assert linked.resident_id is None and linked.linked_at is None

    def test_of_another_moves_to_whoever_signs_in(
        self, phone: Phone, linked: LineFriend, hanako: Actor
    ) -> None:
        assert "アカウントとつながりました" in link(phone, hanako)[0]

    def test_is_nobodys_business_but_the_residents(self, linked: LineFriend, hanako: Actor) -> None:
        guest = messaging.line_people_of(hanako)
        assert [one.friend_id for one in guest] == [linked.pk]
        with pytest.raises(NotFound):
            messaging.unlink_line(hanako, friend_id=linked.pk + 1)


def test_everything_is_removed_on_request(phone: Phone, linked: LineFriend, hanako: Actor) -> None:
    phone.say("職員に聞く")
    forget_line.work(friend_id=linked.pk, resident_id=hanako.resident_id)
    work()
    linked.refresh_from_db()
    assert linked.resident_id is None and messaging.line_people_of(hanako) == []
    assert not LineEvent.objects.exclude(body=b"").exists()
    assert "アカウントとのつながり" not in "".join(phone.told())


def test_wishes_go_with_whoever_is_unlinked(phone: Phone, linked: LineFriend, hanako: Actor) -> None:
    phone.say("設定")
    phone.press("知りたいことを変える")
    phone.press("子育て")
    gather_readers(system("test"))
    messaging.unlink_line(hanako, friend_id=linked.pk)
    assert messaging.friend_wishes(linked.pk).topics == {2}
    assert Reader.objects.filter(resident_id=hanako.resident_id or 0, friend=None).exists()


def test_wishes_come_along_when_an_account_is_linked(phone: Phone, friend: LineFriend, hanako: Actor) -> None:
    gather_readers(system("test"))
    phone.say("設定")
    phone.press("知りたいことを変える")
    phone.press("子育て")
    link(phone, hanako)
    row = Reader.objects.get()
    assert (row.resident_id, row.friend_id, row.topics) == (hanako.resident_id, friend.pk, [2])
