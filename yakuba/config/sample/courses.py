"""How an application may go on: each course does a verb, says when the next one follows, and so on.

A course that has not come to its end when the clock reaches now stands where it is: such cases wait, are under
review, or lie with the applicant.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from yakuba.config.sample.way import Way

Course = Iterator[datetime]


def waiting(way: Way) -> Course:
    """Just arrived."""
    way.hand_in()
    yield from ()


def unfinished(way: Way) -> Course:
    """Begun, not handed in."""
    way.leave_unfinished()
    yield from ()


def looked(way: Way) -> Course:
    """Somebody opened it, nobody took it on: in time it is overdue."""
    way.hand_in()
    yield way.soon()
    way.look()


def taken(way: Way) -> Course:
    """An officer has it."""
    way.hand_in()
    yield way.soon()
    way.take()
    yield way.days(0, 1)
    way.note()


def assigned(way: Way) -> Course:
    """The chief gave it to somebody."""
    way.hand_in()
    yield way.soon()
    way.assign()


def talked(way: Way) -> Course:
    """The office wrote, the applicant wrote back."""
    yield from taken(way)
    yield way.soon()
    way.message()
    yield way.at_home(0, 2)
    way.reply()


def asked(way: Way) -> Course:
    """The applicant is asked for a correction."""
    way.hand_in()
    yield way.soon()
    way.take()
    yield way.days(0, 1)
    way.ask_correction()


def answered(way: Way) -> Course:
    """The correction has come in."""
    yield from asked(way)
    yield way.at_home(1, 3)
    way.answer_correction()


def settled(way: Way) -> Course:
    """Corrected, then granted."""
    yield from answered(way)
    if not way.corrected:
        return
    yield from _decided(way, "accepted")


def opinion(way: Way) -> Course:
    """Another section is asked, where there is one to ask."""
    yield from taken(way)
    yield way.days(0, 1)
    if way.can_be_asked:
        way.ask_opinion()


def advised(way: Way) -> Course:
    """The other section has answered, and it is granted."""
    yield from opinion(way)
    yield way.days(1, 2)
    if way.can_be_asked:
        way.answer_opinion()
    yield from _decided(way, "accepted")


def accepted(way: Way) -> Course:
    """Examined and granted."""
    yield from taken(way)
    yield from _decided(way, "accepted")


def refused(way: Way) -> Course:
    """Examined and not granted."""
    yield from taken(way)
    yield from _decided(way, "refused")


def dismissed(way: Way) -> Course:
    """Asked for a correction that never came."""
    yield from asked(way)
    yield way.days(5, 6)
    way.cancel_correction()
    yield from _decided(way, "dismissed")


def withdrawn(way: Way) -> Course:
    """Taken back by the applicant."""
    yield from taken(way)
    yield way.at_home(0, 2)
    way.withdraw()


def undone(way: Way) -> Course:
    """Granted, undone while there was time, granted again."""
    yield from taken(way)
    yield way.days(1, 2)
    way.decide("accepted")
    way.undo_decision()
    yield from _decided(way, "accepted")


def _decided(way: Way, outcome: str) -> Course:
    yield way.days(1, 3)
    way.decide(outcome)
    yield way.undone_no_more()
    way.issue()
    yield way.at_home(0, 3)
    if way.lot.random() < 0.6:
        way.open_notice()


@dataclass(frozen=True, slots=True)
class Plan:
    """A course, and how many open days ago its application arrived: between `least` and `most`.

    `late` counts them from the end of the standard time instead; `asks` wants another section to be asked.
    """

    course: Callable[[Way], Course]
    least: int
    most: int
    late: bool = False
    asks: bool = False


PLANS: dict[str, Plan] = {
    "waiting": Plan(waiting, 0, 1),
    "accepted": Plan(accepted, 6, 15),
    "asked": Plan(asked, 3, 8),
    "late": Plan(looked, 1, 4, late=True),
    "taken": Plan(taken, 1, 4),
    "settled": Plan(settled, 9, 15),
    "talked": Plan(talked, 3, 7),
    "answered": Plan(answered, 5, 9),
    "opinion": Plan(opinion, 3, 7, asks=True),
    "refused": Plan(refused, 8, 15),
    "assigned": Plan(assigned, 1, 3),
    "advised": Plan(advised, 8, 14, asks=True),
    "withdrawn": Plan(withdrawn, 4, 12),
    "dismissed": Plan(dismissed, 12, 15),
    "undone": Plan(undone, 6, 12),
    "unfinished": Plan(unfinished, 1, 5),
}
_TURNS = """
waiting accepted asked late refused accepted settled waiting talked withdrawn answered late opinion accepted
waiting accepted assigned advised accepted dismissed waiting settled taken undone accepted taken
"""
DECK = _TURNS.split()
"""Which courses applications take, in turn."""
