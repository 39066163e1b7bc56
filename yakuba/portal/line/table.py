"""Which wish is answered by what: the whole of the conversation in one table."""

from collections.abc import Callable

from yakuba.portal.line import desk, finding, fixing, greeting, own
from yakuba.portal.line.talking import Talking
from yakuba.portal.line_messages import Message
from yakuba.portal.models import LineChat
from yakuba.portal.queries import open_talk_of
from yakuba.portal.rules.line_wishes import Wish, of_words

Answer = Callable[[Talking, str], list[Message]]
LONGEST_SEARCH = 40

ANSWERS: dict[str, Answer] = {
    "menu": greeting.menu,
    "languages": greeting.ask_language,
    "language": greeting.choose_language,
    "settings": greeting.settings_card,
    "topics": greeting.ask_topics,
    "topic": greeting.toggle_topic,
    "topics_done": greeting.topics_done,
    "towns": greeting.ask_town,
    "town": greeting.choose_town,
    "chome": greeting.choose_chome,
    "no_area": greeting.no_area,
    "stop": greeting.stop,
    "find": finding.ask_field,
    "field": finding.of_field,
    "event": finding.of_event,
    "faq": finding.ask_events,
    "hours": finding.hours,
    "status": own.status,
    "link": own.link,
    "unlink": own.ask_unlink,
    "unlink_now": own.unlink_now,
    "only": own.only,
    "fix_ask": fixing.ask,
    "fix": fixing.pressed,
    "fix_type": fixing.wait_for_answer,
    "send_fix": fixing.hand_in,
    "desk": desk.ask_about,
    "ask": desk.about_field,
    "ask_slug": desk.about_procedure,
    "end": desk.end,
}
"""`fix_date` is read as `fix` (rules/line_wishes.py)."""
KEEP_WAITING = frozenset({"send_fix", "topic"})
"""Wishes that do not interrupt what the next words or the next press are for."""


def answer_wish(talking: Talking, wish: Wish) -> list[Message]:
    """What a button, or words that mean one, is answered with."""
    if talking.chat.waiting and wish.name not in KEEP_WAITING:
        talking.wait()
    return ANSWERS[wish.name](talking, wish.value)


def answer_words(talking: Talking, words: str) -> list[Message]:
    """What a text is answered with: an awaited answer first, then a talk with the desk, then the table, then a search."""
    waiting, wish = talking.chat.waiting, of_words(words)
    if waiting == LineChat.Waiting.ANSWER:
        return fixing.typed(talking, words)
    if waiting == LineChat.Waiting.AREA and (found := greeting.typed_town(talking, words)):
        return found
    talk = open_talk_of(talking.person.friend_id)
    if talk is not None:
        return desk.end(talking, "") if wish == Wish("end") else desk.said(talking, talk, words, "text")
    if wish is not None:
        return answer_wish(talking, wish)
    if len(words) <= LONGEST_SEARCH and (found := finding.of_words(talking, words)):
        return found
    return greeting.unknown(talking)


def answer_content(talking: Talking, kind: str) -> list[Message]:
    """What a picture, a sticker or the like is answered with."""
    talk = open_talk_of(talking.person.friend_id)
    if talk is not None:
        return desk.said(talking, talk, "", kind)
    return [] if kind == "sticker" else greeting.not_taken(talking)
