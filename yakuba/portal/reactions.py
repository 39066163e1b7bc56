"""What the portal does when LINE reports something, or a correction is asked of somebody who linked an account."""

from collections.abc import Callable

from django.utils.translation import override

from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.events import DeliveryId, when
from yakuba.kernel.jobs import enqueue
from yakuba.messaging import api as messaging
from yakuba.portal.actions.end_talk import end_talk
from yakuba.portal.actions.wait_for_words import wait_for_words
from yakuba.portal.actions.withdraw_talk_line import withdraw_talk_line
from yakuba.portal.line import desk, fixing, greeting, own
from yakuba.portal.line.sending import set_menus
from yakuba.portal.line.table import answer_content, answer_wish, answer_words
from yakuba.portal.line.talking import HOUSE, Talking, talking
from yakuba.portal.line_messages import Message
from yakuba.portal.queries import chat_of, open_talk_of
from yakuba.portal.rules.line_events import worth_answering
from yakuba.portal.rules.line_wishes import of_button
from yakuba.procedures import api as procedures


def _answer(friend_id: int, event_id: int, make: Callable[[Talking], list[Message]]) -> None:
    """Answer an event in the friend's language; once, if it is still worth it and they hear us."""
    now = talking(friend_id, event_id)
    if not now.person.followed or not worth_answering(now.happened, now.chat.heard_until, clock.now()):
        return
    with override(now.language):
        messages = make(now)
    wait_for_words(HOUSE, chat=now.chat, waiting=now.chat.waiting, about=now.about(), heard=now.happened)
    if messages:
        messaging.line_reply(
            HOUSE, event_id=event_id, messages=messages, key=f"portal:line:{event_id}", private=True
        )


@when(messaging.LineChannelConnected)
def furnish_channel(event: messaging.LineChannelConnected, delivery: DeliveryId) -> None:
    """Put the menu on a channel."""
    enqueue(set_menus, {"channel": event.code})


@when(messaging.LineFollowed)
def greet(event: messaging.LineFollowed, delivery: DeliveryId) -> None:
    """The first words."""
    _answer(event.friend_id, event.event_id, lambda _talking: greeting.greeting())


@when(messaging.LineTextReceived)
def answer_text(event: messaging.LineTextReceived, delivery: DeliveryId) -> None:
    """Answer words; words that were taken back meanwhile are not. What belongs to a talk is kept, however late it came."""
    words = messaging.line_text(HOUSE, event_id=event.event_id).strip()
    if not words:
        return
    _keep_late(event.friend_id, event.event_id, words)
    _answer(event.friend_id, event.event_id, lambda now: answer_words(now, words))


def _keep_late(friend_id: int, event_id: int, words: str) -> None:
    now = talking(friend_id, event_id)
    if worth_answering(now.happened, now.chat.heard_until, clock.now()):
        return
    talk = open_talk_of(friend_id)
    if talk is not None and now.happened >= talk.opened_at:
        desk.keep(now, talk, words)


@when(messaging.LineContentReceived)
def answer_other(event: messaging.LineContentReceived, delivery: DeliveryId) -> None:
    """Say what is taken and what is not."""
    _answer(event.friend_id, event.event_id, lambda now: answer_content(now, event.kind))


@when(messaging.LinePostbackReceived)
def answer_button(event: messaging.LinePostbackReceived, delivery: DeliveryId) -> None:
    """Do what a button asks for; one that there is no longer gives the menu."""
    wish = of_button(event.data, event.picked)
    _answer(
        event.friend_id,
        event.event_id,
        lambda now: answer_wish(now, wish) if wish else greeting.unknown(now),
    )


@when(messaging.LineMessageWithdrawn)
def forget_withdrawn(event: messaging.LineMessageWithdrawn, delivery: DeliveryId) -> None:
    """Remove the words from the talk, and an answer that was typed but not handed in."""
    withdraw_talk_line(HOUSE, event_id=event.event_id)
    wait_for_words(HOUSE, chat=chat_of(event.friend_id), waiting="")


@when(messaging.LineUnfollowed)
def leave_talk(event: messaging.LineUnfollowed, delivery: DeliveryId) -> None:
    """A talk ends with whoever goes."""
    wait_for_words(HOUSE, chat=chat_of(event.friend_id), waiting="")
    if (talk := open_talk_of(event.friend_id)) is not None:
        end_talk(HOUSE, talk=talk)


@when(messaging.LineAccountLinked)
def welcome_account(event: messaging.LineAccountLinked, delivery: DeliveryId) -> None:
    """Say that the link stands."""
    _answer(event.friend_id, event.event_id, own.linked)


@when(messaging.LineAccountUnlinked)
def forget_answer(event: messaging.LineAccountUnlinked, delivery: DeliveryId) -> None:
    """An answer that waits to be handed in goes with the link."""
    wait_for_words(HOUSE, chat=chat_of(event.friend_id), waiting="")


@when(cases.CorrectionAsked)
def ask_on_line(event: cases.CorrectionAsked, delivery: DeliveryId) -> None:
    """Where one plain question is asked again, ask it in the chat too: the notice itself is sent by messaging."""
    case = cases.cases_visible_to(HOUSE).filter(pk=event.case_id).only("id", "resident_id").first()
    if case is None or case.resident_id is None:
        return
    resident = identity.actor_for_resident(case.resident_id)
    for friend_id in messaging.line_friends(resident_id=case.resident_id):
        person = messaging.line_person(friend_id)
        with override(person.language):
            question = procedures.one_question(resident, receipt=event.receipt, language=person.language)
            if question is None or question.correction_id != event.correction_id:
                continue
            messages = [fixing.asking(person, question)]
        messaging.line_push(HOUSE, friend_id=friend_id, messages=messages, key=f"{delivery}:{friend_id}")
