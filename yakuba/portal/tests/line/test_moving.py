"""A talk that belongs to another section: handed over with a word why, waiting there; another language on the way."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.messaging.models import LineFriend
from yakuba.portal import desk_words
from yakuba.portal.actions.answer_talk import answer_talk
from yakuba.portal.actions.close_talk import close_talk
from yakuba.portal.actions.move_talk import move_talk
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.queries import waiting_talks
from yakuba.portal.tests.line.conftest import Phone, work
from yakuba.procedures.tests.conftest import at_the_desk, face, section_of, staff_member

pytestmark = pytest.mark.django_db
MAY = "portal.answer_talks"
WHY = "税金のことなので、お願いします。"


@pytest.fixture(autouse=True)
def _open(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a working day."""
    monkeypatch.setattr(desk_words, "closed_until", lambda section: None)


@pytest.fixture
def talk(phone: Phone, friend: LineFriend, pet: None) -> Talk:
    """Somebody asked about dogs, and means taxes."""
    phone.say("職員に聞く")
    phone.press("ごみ・ペット・くらし")
    phone.say("犬の税金はありますか。")
    phone.told()
    return Talk.objects.get()


@pytest.fixture
def officer(talk: Talk) -> Actor:
    return staff_member("hygiene", MAY)


@pytest.fixture
def other(talk: Talk) -> Actor:
    return staff_member("tax", MAY)


class TestHandingOver:
    def test_the_other_section_goes_on_and_the_friend_is_told(
        self, phone: Phone, talk: Talk, officer: Actor, other: Actor
    ) -> None:
        answer_talk(officer, talk_id=talk.pk, words="お待ちください。")
        assert waiting_talks(officer) == waiting_talks(other) == 0
        move_talk(officer, talk_id=talk.pk, section_id=section_of("tax").pk, why=WHY)
        work()
        told = phone.told()
        assert "tax課が続きを答えます" in told[-1] and WHY not in "".join(told)
        assert waiting_talks(other) == 1 and waiting_talks(officer) == 0
        with pytest.raises(NotFound):
            answer_talk(officer, talk_id=talk.pk, words="x")
        assert phone.say("はい") == [], "words go on to the new desk"
        answer_talk(other, talk_id=talk.pk, words="かかりません。")
        work()
        assert phone.person.talk[-1].message["sender"] == {"name": "tax課"}
        entry = AuditEntry.objects.get(text="LINEの相談をほかの課へ移した")
        assert entry.detail["before"] == section_of("hygiene").pk and WHY not in str(entry.detail)
        assert WHY.encode() not in bytes(TalkLine.objects.get(kind=TalkLine.MOVED).words)

    def test_in_the_friends_language(self, phone: Phone, talk: Talk, officer: Actor, other: Actor) -> None:
        phone.press("相談を終わる")
        phone.say("english")
        phone.say("staff")
        phone.press(phone.buttons()[0])
        talk = Talk.objects.get(closed_at=None)
        move_talk(officer, talk_id=talk.pk, section_id=section_of("tax").pk, why=WHY)
        work()
        assert "will answer from here on" in phone.told()[-1]

    def test_outside_the_hours_of_the_other_section_that_is_said_with_it(
        self, phone: Phone, talk: Talk, officer: Actor, other: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(desk_words, "closed_until", lambda section: clock.now() + timedelta(days=1))
        move_talk(officer, talk_id=talk.pk, section_id=section_of("tax").pk, why=WHY)
        work()
        words = phone.told()[-1]
        assert "受付時間の外" in words and "開庁日の08:30から17:15まで" in words
        assert phone.say("もしもし") == [], "it was said today"

    @pytest.mark.parametrize("why", ["", " \n", "x" * 301])
    def test_not_without_a_word_why(self, talk: Talk, officer: Actor, other: Actor, why: str) -> None:
        with pytest.raises(Refusal, match="why"):
            move_talk(officer, talk_id=talk.pk, section_id=section_of("tax").pk, why=why)
        self.unchanged(talk)

    def test_only_to_where_somebody_answers(self, talk: Talk, officer: Actor) -> None:
        for section in (section_of("empty").pk, talk.section_id, 0, 10**9):
            with pytest.raises(Refusal, match="no_such_section"):
                move_talk(officer, talk_id=talk.pk, section_id=section, why=WHY)
        self.unchanged(talk)

    def test_not_by_others_and_not_once_it_ended(self, talk: Talk, officer: Actor, other: Actor) -> None:
        with pytest.raises(NotFound):
            move_talk(other, talk_id=talk.pk, section_id=section_of("tax").pk, why=WHY)
        self.unchanged(talk)
        close_talk(officer, talk_id=talk.pk)
        with pytest.raises(Refusal, match="ended"):
            move_talk(officer, talk_id=talk.pk, section_id=section_of("tax").pk, why=WHY)

    def unchanged(self, talk: Talk) -> None:
        section = talk.section_id
        talk.refresh_from_db()
        assert talk.section_id == section and not TalkLine.objects.filter(kind=TalkLine.MOVED).exists()


class TestPages:
    def test_the_start_page_counts_who_waits_and_the_talk_is_moved(
        self, talk: Talk, officer: Actor, other: Actor, settings: LazySettings
    ) -> None:
        face(settings, "staff")
        here, there = at_the_desk(officer), at_the_desk(other)
        assert "LINEの返事待ち" in (shown := here.get("/").content.decode()) and ">1<" in shown
        page = here.get(f"/talks/{talk.pk}").content.decode()
        assert "tax課" in page and f'value="{talk.section_id}"' not in page
        wrong = here.post(f"/talks/{talk.pk}/move", {"section": str(section_of("tax").pk), "why": ""})
        assert wrong.status_code == 422 and "移す理由を" in wrong.content.decode()
        odd = here.post(f"/talks/{talk.pk}/move", {"section": "９" * 9, "why": "x"})
        assert odd.status_code == 422
        done = here.post(f"/talks/{talk.pk}/move", {"section": str(section_of("tax").pk), "why": WHY})
        assert done["Location"] == "/talks/?moved"
        assert "移しました" in here.get("/talks/?moved").content.decode()
        assert here.get(f"/talks/{talk.pk}").status_code == 404
        read = there.get(f"/talks/{talk.pk}").content.decode()
        assert WHY in read and "hygiene課" in read and "犬の税金" in read
        assert here.post(f"/talks/{talk.pk}/move", {}).status_code == 404
        assert at_the_desk(staff_member("tax", "cases.read")).get("/").content.decode().count("LINEの") == 0


class TestLanguage:
    def test_a_change_in_the_middle_goes_on_with_the_talk(
        self, phone: Phone, talk: Talk, officer: Actor, settings: LazySettings
    ) -> None:
        phone.webhooks.happened(phone.person, "postback", postback={"data": "language:en"})
        phone.hear()
        assert phone.told() == ["From now on we will write in English. You can go on with the conversation."]
        phone.webhooks.happened(phone.person, "postback", postback={"data": "language:en"})
        phone.hear()
        talk.refresh_from_db()
        assert talk.language == "en" and talk.closed_at is None
        assert TalkLine.objects.filter(kind=TalkLine.LANGUAGE).count() == 1
        phone.told()
        close_talk(officer, talk_id=talk.pk)
        work()
        assert "has ended the conversation" in phone.told()[-1]
        face(settings, "staff")
        assert (
            "（ことばをEnglishに変えました）"
            in at_the_desk(officer).get(f"/talks/{talk.pk}").content.decode()
        )
