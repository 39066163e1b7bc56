"""Handing over to people: a talk with the desk of a section, its beginning, its words, its end."""

from collections import Counter

from django.conf import settings
from django.utils.translation import gettext as _

from yakuba.identity import api as identity
from yakuba.kernel.refusals import Conflict, NotFound
from yakuba.portal.actions.end_talk import end_talk
from yakuba.portal.actions.hear_talk_line import hear_talk_line
from yakuba.portal.actions.open_talk import open_talk
from yakuba.portal.actions.tell_closed import tell_closed
from yakuba.portal.desk_words import closed_words, ending
from yakuba.portal.line.finding import hours
from yakuba.portal.line.greeting import menu_buttons
from yakuba.portal.line.talking import HOUSE, Talking
from yakuba.portal.line_messages import MOST_QUICK, Button, Message, text
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.options import DESK, TALKS
from yakuba.portal.queries import open_talk_of
from yakuba.portal.rules.line_wishes import Wish
from yakuba.procedures import api as procedures

OTHER = "other"


def ask_about(talking: Talking, value: str) -> list[Message]:
    """Ask what it is about; where the office takes no talks, give telephone and hours."""
    if not TALKS.value():
        return hours(talking, "")
    if open_talk_of(talking.person.friend_id) is not None:
        return [text(_("いま、職員と話しています。用件を書いて送ってください。"), [ending()])]
    sections = sections_by_field()
    buttons = [
        Button(one.label(talking.language), Wish("ask", one.code))
        for one in settings.WARD.fields
        if one.code in sections
    ]
    if _other_desk() is not None:
        buttons = [*buttons[: MOST_QUICK - 1], Button(_("そのほか"), Wish("ask", OTHER))]
    if not buttons:
        return hours(talking, "")
    return [text(_("職員に聞きます。何についてですか。"), buttons)]


def sections_by_field() -> dict[str, int]:
    """The section that is asked about a field: the one that receives most of its procedures."""
    received: dict[str, Counter[int]] = {}
    for card in procedures.find():
        received.setdefault(card.field, Counter())[identity.present_section(card.section_id)] += 1
    return {field: max(found, key=lambda one: (found[one], -one)) for field, found in received.items()}


def _other_desk() -> int | None:
    try:
        return identity.section_by_code(DESK.value()).id if DESK.value() else None
    except NotFound:
        return None


def about_field(talking: Talking, value: str) -> list[Message]:
    """Begin a talk about a field."""
    label = next((one.label("ja") for one in settings.WARD.fields if one.code == value), "そのほか")
    section = _other_desk() if value == OTHER else sections_by_field().get(value)
    return _begin(talking, section, label)


def about_procedure(talking: Talking, value: str) -> list[Message]:
    """Begin a talk about a procedure, with the section that receives it."""
    found = next((card for card in procedures.find() if card.slug == value), None)
    return _begin(
        talking, identity.present_section(found.section_id) if found else None, found.title if found else ""
    )


def _begin(talking: Talking, section: int | None, about: str) -> list[Message]:
    if section is None or not TALKS.value():
        return hours(talking, "")
    try:
        talk = open_talk(
            HOUSE,
            friend_id=talking.person.friend_id,
            section_id=section,
            about=about,
            language=talking.language,
        )
    except Conflict:
        return ask_about(talking, "")
    words = _(
        "%(section)sの職員が、ここで答えます。用件を書いて送ってください。\n"
        "名前や住所、マイナンバー、口座番号は書かないでください。"
    ) % {"section": identity.section_name_in(section, talking.language)}
    if closed := closed_words(section):
        tell_closed(HOUSE, talk=talk)
    return [text("\n\n".join(filter(None, [words, closed])), [ending()])]


def keep(talking: Talking, talk: Talk, words: str) -> None:
    """Take words that came late into the talk, without a word."""
    hear_talk_line(
        HOUSE, talk=talk, event_id=talking.event_id, words=words, kind="text", happened=talking.happened
    )


def said(talking: Talking, talk: Talk, words: str, kind: str) -> list[Message]:
    """Take words into the talk. The first is acknowledged; outside the hours that is said once a day."""
    first = not TalkLine.objects.filter(talk=talk, event__isnull=False).exists()
    new = hear_talk_line(
        HOUSE, talk=talk, event_id=talking.event_id, words=words, kind=kind, happened=talking.happened
    )
    closed = closed_words(talk.section_id)
    told = [_("受け取りました。職員が読んで、ここに答えます。")] if first and new else []
    if closed and tell_closed(HOUSE, talk=talk):
        told.append(closed)
    if kind != "text":
        told.append(_("写真やファイル、スタンプは、職員に届きません。ことばで書いてください。"))
    return [text("\n".join(told), [ending()])] if told else []


def end(talking: Talking, value: str) -> list[Message]:
    """End the talk one is in."""
    talk = open_talk_of(talking.person.friend_id)
    if talk is None:
        return [text(_("いま、職員とは話していません。"), menu_buttons())]
    end_talk(HOUSE, talk=talk)
    return [text(_("相談を終わりました。"), menu_buttons())]
