"""The first words, the language, the topics and the 町丁目: chosen by pressing, changed in the same way."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from yakuba.kernel.jobs import enqueue
from yakuba.messaging import api as messaging
from yakuba.portal.actions.change_talk_language import change_talk_language
from yakuba.portal.desk_words import ending
from yakuba.portal.line import wishes
from yakuba.portal.line.sending import give_menu
from yakuba.portal.line.talking import HOUSE, Talking
from yakuba.portal.line_messages import Button, Card, Message, cards, text, with_quick
from yakuba.portal.models import LineChat
from yakuba.portal.queries import open_talk_of
from yakuba.portal.rules.line_wishes import LANGUAGES, Wish

NAMES = {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "English"}
TOWNS_AT_ONCE = 10


def language_buttons() -> list[Button]:
    """The three languages, each in its own words."""
    return [Button(NAMES[code], Wish("language", code)) for code in LANGUAGES]


def greeting() -> list[Message]:
    """The first words, in all languages at once."""
    paragraphs = []
    for code in LANGUAGES:
        with override(code):
            ward = settings.WARD.name_en if code == "en" else settings.WARD.name
            paragraphs.append(
                _(
                    "%(ward)sの公式アカウントです。手続をさがして申請できます。申請の状況も分かります。\nことばを選んでください。"
                )
                % {"ward": ward}
            )
    return [text("\n\n".join(paragraphs), language_buttons())]


def ask_language(talking: Talking, value: str) -> list[Message]:
    """Offer the languages."""
    return [
        text(
            "ことばを選んでください。\nことばを えらんで ください。\nPlease choose a language.",
            language_buttons(),
        )
    ]


def choose_language(talking: Talking, value: str) -> list[Message]:
    """Speak the chosen language from now on, and ask for topics where none were chosen yet."""
    code = value if value in LANGUAGES else "ja"
    messaging.set_line_language(HOUSE, friend_id=talking.person.friend_id, language=code)
    enqueue(give_menu, {"friend_id": talking.person.friend_id, "language": code})
    talk = open_talk_of(talking.person.friend_id)
    if talk is not None:
        change_talk_language(HOUSE, talk=talk, language=code)
        with override(code):
            return [text(_("これからは、このことばで話します。相談は、このまま続けられます。"), [ending()])]
    with override(code):
        said = text(_("これからは、このことばで話します。"))
        if wishes.of(talking).topics or not messaging.topics_offered(code):
            return [text(said["text"], menu_buttons())]
        return [said, *_topics(talking, code, first=True)]


def ask_topics(talking: Talking, value: str) -> list[Message]:
    """Offer the topics; what is chosen has a mark."""
    return _topics(talking, talking.language, first=False)


def toggle_topic(talking: Talking, value: str) -> list[Message]:
    """Choose a topic, or no longer."""
    number = int(value) if value.isdecimal() and len(value) < 5 else 0
    held = wishes.of(talking)
    wishes.keep(talking, held.topics ^ {number}, held.chome)
    return _topics(talking, talking.language, first=False)


def _topics(talking: Talking, code: str, *, first: bool) -> list[Message]:
    offered, held = messaging.topics_offered(code), wishes.of(talking)
    chosen = [name for number, name in offered.items() if number in held.topics]
    lines = (
        [_("知りたいことを選んでください。いくつでも選べます。あとで変えられます。")]
        if first or not chosen
        else []
    )
    if chosen:
        lines += [
            _("選んでいるもの：%(topics)s") % {"topics": _("、").join(chosen)},
            _("ほかにもあれば、押してください。もう一度押すと、取り消せます。"),
        ]
    buttons = [
        Button(("✓ " if number in held.topics else "") + name, Wish("topic", str(number)))
        for number, name in offered.items()
    ]
    done = Button(_("これでよい") if chosen else _("選ばない"), Wish("topics_done"))
    return [text("\n".join(lines), [done, *buttons] if chosen else [*buttons, done])]


def topics_done(talking: Talking, value: str) -> list[Message]:
    """Go on to the 町丁目 where it is not known; else say what holds."""
    if wishes.of(talking).chome is None and messaging.chome_offered():
        return ask_town(talking, "")
    return _settled(talking)


def ask_town(talking: Talking, value: str) -> list[Message]:
    """Offer the towns, ten at a time; the 町丁目 may be typed as well."""
    towns = messaging.towns_offered(talking.language)
    at = int(value) * TOWNS_AT_ONCE if value.isdecimal() and len(value) < 3 else 0
    shown = towns[at : at + TOWNS_AT_ONCE] or towns[:TOWNS_AT_ONCE]
    buttons = [Button(one.label, Wish("town", one.name)) for one in shown]
    if len(towns) > TOWNS_AT_ONCE:
        following = 0 if at + TOWNS_AT_ONCE >= len(towns) else at // TOWNS_AT_ONCE + 1
        buttons.append(Button(_("ほかの町"), Wish("towns", str(following))))
    buttons.append(Button(_("教えない"), Wish("no_area")))
    talking.wait(LineChat.Waiting.AREA)
    words = _(
        "お住まいの町を選んでください。その町だけのお知らせが届きます。「池袋本町三丁目」のように入力しても選べます。"
    )
    return [text(words, buttons)]


def choose_town(talking: Talking, value: str) -> list[Message]:
    """Offer the 丁目 of a town."""
    town = next((one for one in messaging.towns_offered(talking.language) if one.name == value), None)
    if town is None:
        return ask_town(talking, "")
    if len(town.chome) == 1:
        return choose_chome(talking, str(next(iter(town.chome))))
    buttons = [Button(name, Wish("chome", str(number))) for number, name in town.chome.items()]
    return [
        text(f"{town.label}\n{_('何丁目ですか。')}", [*buttons, Button(_("町を選びなおす"), Wish("towns"))])
    ]


def choose_chome(talking: Talking, value: str) -> list[Message]:
    """Keep the 町丁目."""
    if not value.isdecimal() or int(value) not in messaging.chome_offered():
        return ask_town(talking, "")
    wishes.keep(talking, wishes.of(talking).topics, int(value))
    talking.wait()
    return _settled(talking)


def typed_town(talking: Talking, words: str) -> list[Message] | None:
    """The 町丁目 as it was typed; None where it is none."""
    number = messaging.chome_meant(words)
    return choose_chome(talking, str(number)) if number is not None else None


def no_area(talking: Talking, value: str) -> list[Message]:
    """Keep no 町丁目."""
    wishes.keep(talking, wishes.of(talking).topics, None)
    talking.wait()
    return _settled(talking)


def _settled(talking: Talking) -> list[Message]:
    return [_settings_card(talking, _("この設定で、お知らせを届けます。"))]


def settings_card(talking: Talking, value: str) -> list[Message]:
    """What holds now, with a button for each change."""
    return [_settings_card(talking, "")]


def _settings_card(talking: Talking, words: str) -> Message:
    code, held = talking.language, wishes.of(talking)
    chosen = [name for number, name in messaging.topics_offered(code).items() if number in held.topics]
    linked = talking.person.resident_id is not None
    facts = (
        (_("知りたいこと"), _("、").join(chosen) or _("なし")),
        (_("町"), messaging.chome_offered(code).get(held.chome or 0, "") or _("教えない")),
        (_("ことば"), NAMES.get(code, "日本語")),
        (_("アカウント"), _("つながっています") if linked else _("つながっていません")),
    )
    buttons = [
        Button(_("知りたいことを変える"), Wish("topics")),
        Button(_("町を変える"), Wish("towns")),
        Button(_("アカウントの設定"), url=talking.page("/my/line"))
        if linked
        else Button(_("アカウントをつなぐ"), Wish("link")),
    ]
    card = Card(_("お知らせの設定"), words=words, facts=facts, buttons=tuple(buttons))
    quick = [Button(_("メニュー"), Wish("menu")), Button(_("すべて止める"), Wish("stop"))]
    message = cards(_("お知らせの設定"), [card])
    return with_quick(message, quick)


def stop(talking: Talking, value: str) -> list[Message]:
    """No topics any more."""
    wishes.keep(talking, (), wishes.of(talking).chome, stop=True)
    words = _("知りたいことを、すべて止めました。申請をした方への連絡だけが届きます。")
    return [text(words, [Button(_("選びなおす"), Wish("topics")), Button(_("メニュー"), Wish("menu"))])]


def menu_buttons() -> list[Button]:
    """The six places of the menu, as quick replies: also for those whose telephone shows no picture."""
    return [
        Button(_("手続をさがす"), Wish("find")),
        Button(_("申請の状況"), Wish("status")),
        Button(_("お知らせの設定"), Wish("settings")),
        Button(_("休日夜間・質問"), Wish("hours")),
        Button(_("職員に聞く"), Wish("desk")),
        Button("ことば / Language", Wish("languages")),
    ]


def menu(talking: Talking, value: str) -> list[Message]:
    """The menu."""
    return [text(_("何をしますか。手続の名前や、困っていることを入力しても、さがせます。"), menu_buttons())]


def unknown(talking: Talking) -> list[Message]:
    """Words that nothing was found for."""
    words = _(
        "分かりませんでした。ほかのことばで入力するか、下から選んでください。職員に聞くこともできます。"
    )
    return [text(words, menu_buttons())]


def not_taken(talking: Talking) -> list[Message]:
    """Pictures and the like."""
    words = _(
        "写真やファイル、スタンプは、ここでは受け取れません。申請の書類は、申請のページから送ってください。"
    )
    return [text(words, menu_buttons())]
