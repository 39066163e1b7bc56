"""Finding a procedure, common questions, hours and telephone: from the catalogue and the ward pack."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from yakuba.portal.desk_words import closed_until
from yakuba.portal.line.greeting import menu_buttons
from yakuba.portal.line.talking import Talking
from yakuba.portal.line_messages import (
    MOST_CARDS,
    MOST_QUICK,
    Button,
    Card,
    Message,
    cards,
    short,
    text,
    with_quick,
)
from yakuba.portal.options import TALKS
from yakuba.portal.rules.line_wishes import Wish
from yakuba.procedures import api as procedures
from yakuba.ui.dates import moment_words

LONGEST_WORDS = 100
LONGEST_SUMMARY = 80


def ask_field(talking: Talking, value: str) -> list[Message]:
    """Offer the fields that have procedures; words may be typed."""
    there = {card.field for card in procedures.find(language=talking.language)}
    fields = [one for one in settings.WARD.fields if one.code in there]
    buttons = [Button(one.label(talking.language), Wish("field", one.code)) for one in fields]
    if not buttons:
        return [text(_("いま受け付けている手続はありません。"), menu_buttons())]
    return [
        text(
            _("どの手続ですか。下から選ぶか、「犬」「引っ越し」のように入力してください。"),
            buttons[:MOST_QUICK],
        )
    ]


def of_field(talking: Talking, value: str) -> list[Message]:
    """The procedures of a field."""
    label = next((one.label(talking.language) for one in settings.WARD.fields if one.code == value), "")
    return _found(talking, procedures.find(field=value, language=talking.language), label) or ask_field(
        talking, ""
    )


def of_event(talking: Talking, value: str) -> list[Message]:
    """The procedures that go with something that happened in life."""
    label = next((one.label(talking.language) for one in settings.WARD.life_events if one.code == value), "")
    return _found(talking, procedures.find(life_event=value, language=talking.language), label) or ask_events(
        talking, ""
    )


def of_words(talking: Talking, words: str) -> list[Message]:
    """The procedures that fit typed words; empty where none does."""
    return _found(
        talking,
        procedures.find(words=words[:LONGEST_WORDS], language=talking.language),
        words[:LONGEST_WORDS],
    )


def _found(talking: Talking, found: Sequence[procedures.Card], asked: str) -> list[Message]:
    if not found:
        return []
    heading = _("「%(words)s」で見つかった手続") % {"words": asked}
    message = cards(heading, [_card(talking, one) for one in found[:MOST_CARDS]])
    more = len(found) - MOST_CARDS
    told = (
        [
            text(
                _("%(count)s件見つかりました。はじめの%(most)s件です。")
                % {"count": len(found), "most": MOST_CARDS}
            )
        ]
        if more > 0
        else []
    )
    return [
        *told,
        with_quick(message, [Button(_("ほかをさがす"), Wish("find")), Button(_("職員に聞く"), Wish("desk"))]),
    ]


def _card(talking: Talking, found: procedures.Card) -> Card:
    over = next((one.label(talking.language) for one in settings.WARD.fields if one.code == found.field), "")
    url = talking.page(f"/procedures/{found.slug}/")
    buttons = [Button(_("申請する") if found.open else _("くわしく見る"), url=url)]
    if TALKS.value():
        buttons.append(Button(_("職員に聞く"), Wish("ask_slug", found.slug)))
    return Card(
        found.title,
        words=short(found.summary, LONGEST_SUMMARY),
        over=over,
        buttons=tuple(buttons),
        wide=False,
    )


def hours(talking: Talking, value: str) -> list[Message]:
    """Telephone and hours, whether somebody is there now, and the common questions."""
    phone, opening = settings.WARD.contact(talking.language)
    now = closed_until(0)
    state = (
        _("いまは開いています。")
        if now is None
        else _("いまは閉まっています。次は%(when)sに開きます。") % {"when": moment_words(now)}
    )
    card = Card(
        _("休日夜間・よくある質問"),
        words=state,
        facts=((_("電話"), phone), (_("受付時間"), opening)),
        buttons=(Button(_("よくある質問"), Wish("faq")), Button(_("手続をさがす"), Wish("find"))),
    )
    words = _("申請は、休みの日も夜も、いつでもできます。")
    return [
        text(words),
        with_quick(
            cards(_("休日夜間・よくある質問"), [card]),
            [Button(_("職員に聞く"), Wish("desk")), Button(_("メニュー"), Wish("menu"))],
        ),
    ]


def ask_events(talking: Talking, value: str) -> list[Message]:
    """Common questions begin with what happened."""
    everything = procedures.find(language=talking.language)
    there = {code for card in everything for code in card.life_events}
    events = [one for one in settings.WARD.life_events if one.code in there]
    if not events:
        return ask_field(talking, "")
    buttons = [Button(one.label(talking.language), Wish("event", one.code)) for one in events]
    return [text(_("どのようなことですか。"), buttons[:MOST_QUICK])]
