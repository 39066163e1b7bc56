"""Answering a correction in the chat: one plain question, what will be handed in, one press to hand it in."""

import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.messaging import api as messaging
from yakuba.portal.line.greeting import menu_buttons
from yakuba.portal.line.talking import Talking
from yakuba.portal.line_messages import Button, Card, Message, cards, text, with_quick
from yakuba.portal.models import LineChat
from yakuba.portal.rules.line_wishes import LONGEST_VALUE, Wish
from yakuba.procedures import api as procedures
from yakuba.ui.dates import day_words

MOST_BUTTONS = 4
LONGEST_ANSWER = 500


def ask(talking: Talking, receipt: str) -> list[Message]:
    """The question of an application's correction with its answers to press; what is not plain leads to the page."""
    resident = talking.resident()
    if resident is None:
        return _ended(talking)
    try:
        question = procedures.one_question(resident, receipt=receipt, language=talking.language)
    except NotFound:
        return _ended(talking)
    if question is None:
        words = _("この申請で直すところは、申請のページで答えてください。")
        button = Button(_("申請のページを開く"), url=talking.page(f"/my/applications/{receipt}"))
        return [cards(words, [Card(_("直してほしいところ"), words=words, buttons=(button,))])]
    return [asking(talking.person, question)]


def asking(person: messaging.LinePerson, question: procedures.OneQuestion) -> Message:
    """A question as a card. Why it is asked again stands on the page only: the office may have written it about a person."""
    answers = _answers(question)
    page = Button(
        _("理由を見る・ページで直す"),
        url=messaging.line_page(person, f"/my/applications/{question.receipt}/correction"),
    )
    card = Card(
        question.label,
        over=_("もう一度答えてください"),
        facts=(
            (_("手続"), question.title),
            (_("受付番号"), question.receipt),
            (_("期限"), day_words(question.deadline)),
        ),
        buttons=(*answers[:MOST_BUTTONS], page),
        equal=question.kind in ("choice", "yes_no"),
    )
    heading = _("%(question)s（%(number)s）") % {"question": question.label, "number": question.receipt}
    return with_quick(cards(heading, [card]), answers)


def _answers(question: procedures.OneQuestion) -> list[Button]:
    place = f"{question.correction_id}:{question.receipt}"
    if question.kind == "date":
        return [Button(_("日付を選ぶ"), Wish("fix_date", place), day=True)]
    if question.kind == "text":
        return [Button(_("入力して答える"), Wish("fix_type", place))]
    wishes = [(label, Wish("fix", f"{place}:{value}")) for value, label in question.options]
    return [Button(label, wish) for label, wish in wishes if len(wish.value) <= LONGEST_VALUE]


def wait_for_answer(talking: Talking, value: str) -> list[Message]:
    """Take the next words as the answer."""
    correction, _colon, receipt = value.partition(":")
    if talking.resident() is None or not correction.isdecimal():
        return _ended(talking)
    talking.wait(LineChat.Waiting.ANSWER, json.dumps({"id": int(correction), "receipt": receipt}))
    return [
        text(
            _("答えを入力して、送ってください。送る前に、もう一度確かめられます。"),
            [Button(_("やめる"), Wish("menu"))],
        )
    ]


def typed(talking: Talking, words: str) -> list[Message]:
    """An answer that was typed."""
    about = _read(talking.about())
    return _propose(talking, about[0], about[1], words.strip()[:LONGEST_ANSWER]) if about else _ended(talking)


def pressed(talking: Talking, value: str) -> list[Message]:
    """An answer that was pressed: `<correction>:<receipt>:<value>`."""
    parts = value.split(":", 2)
    if len(parts) != 3 or not parts[0].isdecimal():
        return _ended(talking)
    return _propose(talking, int(parts[0]), parts[1], parts[2])


def _propose(talking: Talking, correction_id: int, receipt: str, given: str) -> list[Message]:
    """Show what would be handed in; or what is wrong with it."""
    resident = talking.resident()
    if resident is None:
        return _ended(talking)
    try:
        question = procedures.one_question(resident, receipt=receipt, language=talking.language)
        reading = procedures.read_one(
            resident, receipt=receipt, correction_id=correction_id, given=given, language=talking.language
        )
    except Refusal:
        return _ended(talking)
    if question is None or reading.wrong:
        return [text(reading.wrong), *([asking(talking.person, question)] if question else [])]
    talking.wait(
        LineChat.Waiting.CONFIRM, json.dumps({"id": correction_id, "receipt": receipt, "given": given})
    )
    heading = _("この内容で送りますか")
    card = Card(
        heading,
        facts=((question.label, reading.shown), (_("受付番号"), receipt)),
        buttons=(
            Button(_("この内容で送る"), Wish("send_fix", str(correction_id))),
            Button(_("答えなおす"), Wish("fix_ask", receipt)),
        ),
    )
    return [cards(heading, [card])]


def hand_in(talking: Talking, value: str) -> list[Message]:
    """Hand in the answer that was shown, and no other."""
    about, resident = _read(talking.about()), talking.resident()
    waits = talking.chat.waiting == LineChat.Waiting.CONFIRM
    if about is None or resident is None or not waits or str(about[0]) != value:
        return _ended(talking)
    talking.wait()
    try:
        procedures.hand_in_one(
            resident, receipt=about[1], correction_id=about[0], given=about[2], language=talking.language
        )
    except Refusal as refusal:
        return [
            text(
                str(refusal.sentence) or _("送れませんでした。申請のページで確かめてください。"),
                menu_buttons(),
            )
        ]
    words = _("受け取りました。役所で確かめます。\n受付番号：%(number)s") % {"number": about[1]}
    return [text(words, [Button(_("申請の状況"), Wish("status")), Button(_("メニュー"), Wish("menu"))])]


def _read(about: str) -> tuple[int, str, str] | None:
    if not about:
        return None
    told = json.loads(about)
    return int(told["id"]), str(told["receipt"]), str(told.get("given", ""))


def _ended(talking: Talking) -> list[Message]:
    buttons: Sequence[Button] = [Button(_("申請の状況"), Wish("status")), Button(_("メニュー"), Wish("menu"))]
    return [text(_("このボタンは、もう使えません。いまの状況は「申請の状況」で確かめてください。"), buttons)]
