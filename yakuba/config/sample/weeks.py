"""Plays the sample: every application on its course, in the order of time, over a clock that ends now."""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count, cycle, islice
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction

from yakuba.cases import api as cases
from yakuba.cases.jobs import find_overdue, keep_deadlines
from yakuba.config.sample import campaigns, moments
from yakuba.config.sample.courses import DECK, PLANS, Course, Plan
from yakuba.config.sample.reading import Kind, Person, Sample, Story, read
from yakuba.config.sample.way import Rooms, Way, session_of
from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.campaign_jobs import gather
from yakuba.procedures.jobs import keep_days
from yakuba.procedures.rules.bounds import bound_on
from yakuba.procedures.rules.definition import Field
from yakuba.procedures.samples import applying

APPLICATIONS, SEED, MOST = 60, 1, 1_000
LONGEST_WAIT = 25  # open days: nothing arrived earlier than that
NIGHT = time(0, 5)
Planned = tuple[datetime, int, Course]


def wanted() -> bool:
    """Whether the sample may be made and is not there: a demonstration without any case."""
    return bool(settings.DEMO) and not cases.cases_visible_to(system("ward")).exists()


def play(directory: Path, *, applications: int = APPLICATIONS, seed: int = SEED) -> int:
    """Make the sample of a ward pack in one transaction; returns how many applications were begun.

    The same day, pack and seed give the same people, answers, moments and outcomes; receipt numbers and ids are
    drawn as always. Does nothing (0) where there is a case already. Refuses outside a demonstration, and more than
    1,000 applications.
    """
    if not settings.DEMO:
        raise Refusal("demo_only", "見本の申請は、試し（yakuba demo）でだけ作れます。")
    if not 0 <= applications <= MOST:
        raise Refusal("too_many", f"申請の数は、0から{MOST}までにしてください。")
    if not wanted():
        return 0
    sample, now = read(directory), clock.now()
    with transaction.atomic():
        planned = list(_planned(sample, now, applications, seed))
        _run([*planned, _nights(planned, now)], now)
        _remind()
        campaigns.write(directory, {key: session_of(one) for key, one in sample.people.items()})
    return len(planned)


def _remind() -> None:
    """What the worker would do by and by: whom campaigns reach, and the days they may remind of."""
    gather()
    keep_deadlines()
    keep_days()


def _run(planned: list[Planned], now: datetime) -> None:
    """Take every course to its end, or as far as it comes until now."""
    serial = count()
    waiting = [(moment, next(serial), course) for moment, _number, course in planned]
    heapq.heapify(waiting)
    while waiting:
        moment, _number, course = heapq.heappop(waiting)
        if moment >= now:
            continue
        with clock.frozen(moment):
            following = next(course, None)
        if following is not None:
            heapq.heappush(waiting, (following, next(serial), course))


def _nights(planned: list[Planned], now: datetime) -> Planned:
    """The worker's look for what is overdue, a little after every midnight."""
    first = min((moment for moment, _number, _course in planned), default=now)
    begin = datetime.combine(first.date() + timedelta(days=1), NIGHT, clock.TOKYO)

    def course() -> Course:
        while True:
            find_overdue()
            yield clock.now() + timedelta(days=1)

    return begin, 0, course()


def _planned(sample: Sample, now: datetime, applications: int, seed: int) -> Iterator[Planned]:
    """The stories first, then courses in turn, procedures by their shares, people by lot."""
    stories = [one for one in sample.stories if one.procedure in applying.open_now()][:applications]
    rooms, lot = Rooms(), Random(f"{seed}/plan")  # noqa: S311 - a lot that can be drawn again, no secret
    more = islice(_drawn(sample, lot, now.date()), applications - len(stories))
    for number, story in enumerate([*stories, *more]):
        person, kind = sample.people[story.person], sample.kinds[story.procedure]
        way = Way(sample, person, kind, f"{seed}/{number}", rooms)
        arrival = _arrival(PLANS[story.course], story, kind, now, way.lot)
        with clock.frozen(arrival):
            taking = story.procedure in applying.open_now() and way.has_staff
        if taking:
            yield arrival, number, PLANS[story.course].course(way)


def _drawn(sample: Sample, lot: Random, today: date) -> Iterator[Story]:
    """Stories by lot."""
    there = applying.open_now()
    kinds = [one for one in sample.kinds.values() if one.slug in there and _able(sample, one, today)]
    for course in cycle(DECK) if kinds else ():
        fit = [one for one in kinds if _fits(PLANS[course], one)] or kinds
        kind = lot.choices(fit, [one.share for one in fit])[0]
        yield Story(lot.choice(_able(sample, kind, today)).key, kind.slug, course)


def _fits(plan: Plan, kind: Kind) -> bool:
    """Whether a course makes sense for a procedure: its standard time can be over, there is somebody to ask."""
    days = applying.open_now()[kind.slug].definition.standard_days or LONGEST_WAIT
    return (not plan.late or days + plan.most <= LONGEST_WAIT) and (not plan.asks or bool(kind.asks))


def _able(sample: Sample, kind: Kind, today: date) -> list[Person]:
    """Those who may apply: named by the sample, sure enough, and of the age the form takes."""
    version = applying.open_now()[kind.slug]
    named = [one for one in sample.people.values() if not kind.people or one.key in kind.people]
    sure = [one for one in named if one.account or version.definition.assurance != "account"]
    asked = [one.field for one in version.form.questions.values() if one.field.fact == "person.birth"]
    return [one for one in sure if all(_born(one, field, today) for field in asked)]


def _born(person: Person, field: Field, today: date) -> bool:
    """Whether a person's birthday lies between the bounds of a question."""
    low = bound_on(field.min, today) if isinstance(field.min, str) else date.min
    high = bound_on(field.max, today) if isinstance(field.max, str) else date.max
    return bool(low <= person.facts["person.birth"] <= high)


def _arrival(plan: Plan, story: Story, kind: Kind, now: datetime, lot: Random) -> datetime:
    days = story.days
    if days is None:
        days = lot.randint(plan.least, plan.most)
        if plan.late:
            days += applying.open_now()[kind.slug].definition.standard_days or 0
    return moments.ago(now, min(days, LONGEST_WAIT), lot)
