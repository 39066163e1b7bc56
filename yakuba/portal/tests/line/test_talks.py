"""Talks with the desk: begun by a press, kept sealed, answered by the right section, ended by either side, forgotten."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.budgets import QueryBudget
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.messaging.models import LineFriend, Message
from yakuba.portal import desk_words
from yakuba.portal.actions.answer_talk import answer_talk
from yakuba.portal.actions.close_talk import close_talk
from yakuba.portal.actions.forget_talks import forget_talks
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.tests.line.conftest import Phone, work
from yakuba.procedures.tests.conftest import at_the_desk, face, staff_member

pytestmark = pytest.mark.django_db
MAY = "portal.answer_talks"


@pytest.fixture(autouse=True)
def _open(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a working day."""
    monkeypatch.setattr(desk_words, "closed_until", lambda section: None)


@pytest.fixture
def talk(phone: Phone, friend: LineFriend, pet: None) -> Talk:
    """Somebody asked about dogs."""
    phone.say("職員に聞く")
    phone.press("ごみ・ペット・くらし")
    phone.say("犬が二匹います。")
    phone.told()
    return Talk.objects.get()


@pytest.fixture
def officer(talk: Talk) -> Actor:
    """Somebody at the desk that is asked."""
    return staff_member("hygiene", MAY)


class TestAtTheTelephone:
    def test_begins_with_the_matter(self, phone: Phone, friend: LineFriend, pet: None) -> None:
        phone.say("職員に聞く")
        words = phone.press("ごみ・ペット・くらし")[-1]
        assert "hygiene課の職員が" in words and "書かないでください" in words
        assert phone.say("犬が二匹います。") == ["受け取りました。職員が読んで、ここに答えます。"]
        assert phone.say("犬の登録") == [], "words are the desk's now, not a search's"
        assert "".join(phone.say("職員に聞く")) == ""
        assert TalkLine.objects.count() == 3

    def test_begins_from_a_procedure(self, phone: Phone, friend: LineFriend, pet: None) -> None:
        phone.say("犬")
        phone.press("職員に聞く")
        assert Talk.objects.get().about == "犬の登録"

    def test_is_sealed(self, talk: Talk) -> None:
        assert "二匹".encode() not in bytes(TalkLine.objects.get().words)

    def test_is_ended_by_the_friend(self, phone: Phone, talk: Talk) -> None:
        assert phone.say("おわり") == ["相談を終わりました。"]
        talk.refresh_from_db()
        assert talk.closed_by_resident and phone.say("犬")[0] != ""

    def test_words_taken_back_are_gone(self, phone: Phone, talk: Talk) -> None:
        phone.does("withdraw")
        line = TalkLine.objects.get()
        assert line.withdrawn and bytes(line.words) == b""

    def test_words_that_come_late_are_kept_without_an_answer(self, phone: Phone, talk: Talk) -> None:
        phone.say("つぎ")
        phone.webhooks.happened(phone.person, "message", message={"id": "7", "type": "text", "text": "まえ"})
        Talk.objects.update(opened_at=clock.now() - timedelta(hours=5))
        phone.reports[0]["timestamp"] -= 3 * 3_600_000
        phone.hear()
        assert phone.told() == [] and TalkLine.objects.count() == 3

    def test_pictures_do_not_reach_the_desk(self, phone: Phone, talk: Talk) -> None:
        assert "届きません" in phone.does("photo")[0]
        assert TalkLine.objects.filter(kind="image").count() == 1

    def test_outside_the_hours_that_is_said_once_a_day(
        self, phone: Phone, talk: Talk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(desk_words, "closed_until", lambda section: clock.now() + timedelta(days=1))
        assert "受付時間の外" in phone.say("まだですか")[0]
        assert phone.say("もしもし") == []

    def test_who_blocks_ends_it(self, phone: Phone, talk: Talk) -> None:
        phone.does("block")
        talk.refresh_from_db()
        assert talk.closed_at is not None


class TestAtTheDesk:
    def test_an_answer_arrives_under_the_sections_name(
        self, phone: Phone, talk: Talk, officer: Actor
    ) -> None:
        answer_talk(officer, talk_id=talk.pk, words="二匹とも登録してください。")
        answer_talk(officer, talk_id=talk.pk, words="二匹とも登録してください。")
        work()
        assert phone.told() == ["二匹とも登録してください。"]
        assert phone.person.talk[-1].message["sender"] == {"name": "hygiene課"}
        talk.refresh_from_db()
        assert talk.waiting_since is None and "二匹" not in "".join(
            map(str, Message.objects.values_list("words"))
        )

    def test_another_section_knows_nothing_of_it(self, talk: Talk) -> None:
        with pytest.raises(NotFound):
            answer_talk(staff_member("tax", MAY), talk_id=talk.pk, words="x")

    @pytest.mark.parametrize("words", ["", "  \n", "x" * 1001])
    def test_words_that_are_none_are_refused(self, talk: Talk, officer: Actor, words: str) -> None:
        with pytest.raises(Refusal):
            answer_talk(officer, talk_id=talk.pk, words=words)

    def test_who_is_gone_cannot_be_answered(self, phone: Phone, talk: Talk, officer: Actor) -> None:
        LineFriend.objects.update(followed=False)
        with pytest.raises(Refusal, match="gone"):
            answer_talk(officer, talk_id=talk.pk, words="x")

    def test_ends_it_once(self, phone: Phone, talk: Talk, officer: Actor) -> None:
        close_talk(officer, talk_id=talk.pk)
        close_talk(officer, talk_id=talk.pk)
        work()
        assert len(phone.told()) == 1
        with pytest.raises(Refusal):
            answer_talk(officer, talk_id=talk.pk, words="x")

    def test_the_pages(
        self, phone: Phone, talk: Talk, officer: Actor, settings: LazySettings, query_budget: QueryBudget
    ) -> None:
        face(settings, "staff")
        desk_of = at_the_desk(officer)
        with query_budget(4, page="line_talks"):
            assert "ごみ・ペット・くらし" in self.read(desk_of, "/talks/")
        assert "犬が二匹います。" in self.read(desk_of, f"/talks/{talk.pk}")
        assert AuditEntry.objects.filter(text="LINEの相談を閲覧した", object_id=str(talk.pk)).count() == 1
        assert desk_of.post(f"/talks/{talk.pk}", {"words": ""}).status_code == 422
        assert desk_of.post(f"/talks/{talk.pk}", {"words": "はい"}).status_code == 302
        assert desk_of.post(f"/talks/{talk.pk}/end").status_code == 302
        assert "職員が終えました" in self.read(desk_of, f"/talks/{talk.pk}")
        assert at_the_desk(staff_member("tax", MAY)).get(f"/talks/{talk.pk}").status_code == 404
        assert at_the_desk(staff_member("tax", "cases.read")).get("/talks/").status_code == 403

    def read(self, client: Client, path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200
        return answer.content.decode()


def test_words_are_forgotten_when_their_time_is_over(talk: Talk, officer: Actor) -> None:
    close_talk(officer, talk_id=talk.pk)
    assert forget_talks(system("test")) == 0
    Talk.objects.update(closed_at=clock.now() - timedelta(days=91))
    assert forget_talks(system("test")) == 1 and bytes(TalkLine.objects.get().words) == b""
    assert forget_talks(system("test")) == 0
