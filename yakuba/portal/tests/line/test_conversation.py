"""The conversation at a telephone: greeting, language, topics, finding, hours; what comes twice, late or not at all."""

from datetime import timedelta

import pytest

from yakuba.kernel.jobs import all_jobs
from yakuba.messaging import api as messaging
from yakuba.messaging.models import Delivery, LineChannel, LineFriend, Message, Reader
from yakuba.portal.line import menu
from yakuba.portal.line_messages import LONGEST_LABEL, Button, short
from yakuba.portal.models import LineChat
from yakuba.portal.rules.line_wishes import LANGUAGES, Wish
from yakuba.portal.tests.line.conftest import Phone, work

pytestmark = pytest.mark.django_db


class TestBeginning:
    def test_three_languages_greet(self, phone: Phone) -> None:
        (words,) = phone.follow()
        assert "公式アカウント" in words and "えらんで" in words and "choose a language" in words
        assert phone.buttons() == ["日本語", "やさしい日本語", "English"]

    @pytest.mark.parametrize(
        ("label", "code", "said"),
        [
            ("English", "en", "English"),
            ("やさしい日本語", "ja-easy", "やさしい"),
            ("日本語", "ja", "このことば"),
        ],
    )
    def test_the_language_holds_from_then_on(self, phone: Phone, label: str, code: str, said: str) -> None:
        phone.follow()
        assert said in phone.press(label)[0]
        assert LineFriend.objects.get().language == code
        assert phone.say("zzz")

    def test_topics_and_town_are_chosen_and_changed(self, phone: Phone) -> None:
        phone.follow()
        phone.press("日本語")
        assert "選んでいるもの：子育て" in phone.press("子育て")[0]
        phone.press("健康・健診")
        assert "子育て" not in phone.press("✓ 子育て")[0]
        assert "お住まいの町" in phone.press("これでよい")[0]
        for _turn in range(10):
            if "池袋本町" in phone.buttons():
                break
            phone.press("ほかの町")
        phone.press("池袋本町")
        words = phone.press("池袋本町三丁目")
        held = messaging.friend_wishes(LineFriend.objects.get().pk)
        assert held.topics == {3} and LineChat.objects.get().waiting == "" and "池袋本町三丁目" in words
        phone.press("町を変える")
        assert "駒込一丁目" in phone.say("駒込１丁目")
        phone.press("町を変える")
        assert "教えない" in phone.press("教えない")
        phone.say("停止")
        row = Reader.objects.get()
        assert (row.topics, row.declared_chome, row.declined) == ([], None, [1, 2, 3, 4, 5, 6, 7, 8])

    def test_who_comes_back_is_greeted_again(self, phone: Phone, friend: LineFriend) -> None:
        assert phone.does("block") == []
        assert phone.follow()


class TestFinding:
    def test_by_words_by_field_by_event(self, phone: Phone, friend: LineFriend, pet: None) -> None:
        for asked in (phone.say("いぬ"), phone.say("犬"), self.by_field(phone), self.by_event(phone)):
            assert "犬の登録" in asked
            assert phone.link("申請する") == "https://city.example.jp/procedures/pet/"

    def by_field(self, phone: Phone) -> list[str]:
        phone.say("手続をさがす")
        return phone.press("ごみ・ペット・くらし")

    def by_event(self, phone: Phone) -> list[str]:
        phone.say("よくある質問")
        return phone.press(phone.buttons()[0])

    def test_inside_line_where_the_channel_has_an_app(
        self, phone: Phone, friend: LineFriend, pet: None
    ) -> None:
        LineChannel.objects.update(app_url="https://miniapp.line.me/2000000001-AbCdEfGh")
        phone.say("犬")
        assert phone.link("申請する") == "https://miniapp.line.me/2000000001-AbCdEfGh/procedures/pet/"

    def test_what_nothing_is_found_for_gets_the_menu(self, phone: Phone, friend: LineFriend) -> None:
        assert "分かりませんでした" in phone.say("xyzzy")[0]
        assert len(phone.buttons()) == 6
        assert "受け取れません" in phone.does("photo")[0]

    def test_hours(self, phone: Phone, friend: LineFriend, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("yakuba.portal.line.finding.closed_until", lambda section: None)
        assert "いまは開いています。" in phone.say("休日")


class TestOnceAndInTime:
    def test_what_is_reported_twice_is_answered_once(self, phone: Phone, friend: LineFriend) -> None:
        phone.webhooks.happened(
            phone.person, "message", message={"id": "7", "type": "text", "text": "メニュー"}
        )
        phone.hear(again=True)
        assert len(phone.told()) == 1
        phone.hear(again=True)
        work()
        assert phone.told() == []

    def test_what_is_old_is_not_answered(self, phone: Phone, friend: LineFriend) -> None:
        phone.webhooks.happened(
            phone.person, "message", message={"id": "7", "type": "text", "text": "メニュー"}
        )
        phone.reports[0]["timestamp"] -= int(timedelta(hours=2).total_seconds() * 1000)
        phone.hear()
        assert phone.told() == []

    def test_what_was_overtaken_changes_nothing(self, phone: Phone, friend: LineFriend) -> None:
        phone.webhooks.happened(phone.person, "postback", postback={"data": "language:en"})
        phone.reports[0]["timestamp"] -= 120_000
        phone.hear()
        friend.refresh_from_db()
        assert phone.told() == [] and friend.language == "ja"

    def test_after_a_minute_it_goes_by_push(self, phone: Phone, friend: LineFriend) -> None:
        phone.webhooks.happened(
            phone.person, "message", message={"id": "7", "type": "text", "text": "メニュー"}
        )
        phone.reports[0]["replyToken"] = "0" * 32
        phone.hear()
        assert len(phone.told()) == 1

    def test_who_blocked_us_gets_nothing(self, phone: Phone, friend: LineFriend) -> None:
        before = Delivery.objects.count()
        phone.webhooks.happened(
            phone.person, "message", message={"id": "7", "type": "text", "text": "メニュー"}
        )
        late = list(phone.reports)
        phone.reports.clear()
        phone.does("block")
        phone.reports.extend(late)
        phone.hear()
        assert phone.told() == [] and Delivery.objects.count() == before

    def test_a_button_there_is_no_longer(self, phone: Phone, friend: LineFriend) -> None:
        phone.webhooks.happened(phone.person, "postback", postback={"data": "gone:1"})
        phone.hear()
        assert "分かりませんでした" in phone.told()[0]

    def test_the_ledger_forgets_the_words(self, phone: Phone, friend: LineFriend) -> None:
        phone.say("メニュー")
        assert not [one for one in Message.objects.all() if bytes(one.words)]


class TestLooks:
    @pytest.mark.parametrize("code", LANGUAGES)
    def test_the_menu_is_one_that_line_takes(self, code: str) -> None:
        one = next(one for one in menu.menus() if one.name == code)
        assert one.picture.startswith(b"\x89PNG") and len(one.picture) < 400_000
        assert len(one.told["areas"]) == 6 and len(str(one.told["chatBarText"])) <= 14
        covered = sum(area["bounds"]["width"] * area["bounds"]["height"] for area in one.told["areas"])
        assert covered == menu.WIDTH * menu.HEIGHT

    def test_the_channel_gets_it_once(self, phone: Phone, channel: LineChannel) -> None:
        put = next(one for one in all_jobs() if one.name == "portal.set_line_menus")
        put.work(channel=channel.code)
        put.work(channel=channel.code)
        assert len(phone.world.menus) == 3
        default = phone.world.menus[phone.world.default_menu]
        assert str(default.told["name"]).startswith("yakuba-ja-") and default.picture
        phone.follow()
        phone.press("English")
        assert str(phone.world.menus[phone.person.menu].told["name"]).startswith("yakuba-en-")

    def test_labels_are_short(self) -> None:
        assert short("地震（じしん）・台風（たいふう）などの 災害（さいがい）") == "地震・台風などの災害"
        assert len(short("x" * 99)) == LONGEST_LABEL
        assert len(Button("x" * 400, Wish("menu")).action()["displayText"]) == 300
