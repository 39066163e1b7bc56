"""Rows of the workshop: systems, their 外字, what was proposed and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Concat

from yakuba.characters.models import Bearer, Gaiji, Judgement, JudgementStep, Picture, System
from yakuba.characters.permissions import IDENTIFY, RUN
from yakuba.characters.rules.gaiji import State
from yakuba.kernel import audit
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, NotFound

Stage = Literal["propose", "confirm"]
UNDECIDED = (State.OPEN, State.DISPUTED)
MOST_BEARERS = 200


def require(actor: Actor) -> None:
    """Refuse whoever has no part in the workshop."""
    if not actor.may(IDENTIFY):
        raise NotAllowed()


def systems_visible_to(actor: Actor) -> models.QuerySet[System]:
    """All systems by name, for those who work in the workshop. Refuses everybody else."""
    require(actor)
    return System.objects.order_by("name", "id")


def system_by_id(actor: Actor, system_id: int) -> System:
    """A system. Refuses one that there is not."""
    found = systems_visible_to(actor).filter(pk=system_id).first()
    if found is None:
        raise NotFound()
    return found


def system_by_code(actor: Actor, code: str) -> System:
    """A system by its code. Refuses one that there is not."""
    found = systems_visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFound("no_system", f"「{code}」というシステムは登録されていません。")
    return found


def gaiji_visible_to(
    actor: Actor, *, system: int = 0, state: str = "", outcome: str = "", word: str = ""
) -> models.QuerySet[Gaiji]:
    """外字 with system, proposal and picture (without its bytes), those that touch most persons first."""
    require(actor)
    rows = Gaiji.objects.select_related("system", "judgement", "picture").defer("picture__png")
    if system:
        rows = rows.filter(system_id=system)
    if state:
        rows = rows.filter(state=state)
    if outcome:
        rows = rows.filter(judgement__outcome=outcome)
    if word:
        rows = rows.filter(Q(code__iexact=word) | Q(character=word) | Q(judgement__glyph__iexact=word))
    return rows.order_by("-persons", "id")


def gaiji_by_id(actor: Actor, gaiji_id: int) -> Gaiji:
    """A 外字. Refuses one that there is not."""
    found = gaiji_visible_to(actor).filter(pk=gaiji_id).first()
    if found is None:
        raise NotFound()
    return found


def lock_gaiji(actor: Actor, gaiji_id: int) -> Gaiji:
    """A 外字 that nobody else changes until the transaction ends."""
    require(actor)
    found = Gaiji.objects.select_for_update().filter(pk=gaiji_id).first()
    if found is None:
        raise NotFound()
    if found.judgement_id is not None:
        found.judgement = Judgement.objects.get(pk=found.judgement_id)
    return found


def waiting_for(actor: Actor, stage: Stage, *, system: int = 0) -> models.QuerySet[Gaiji]:
    """What a person can work on: to propose what is open or disputed, to confirm what somebody else proposed."""
    rows = gaiji_visible_to(actor, system=system)
    if stage == "propose":
        return rows.filter(state__in=UNDECIDED)
    return rows.filter(state=State.PROPOSED).exclude(judgement__by_key=actor.key)


def next_gaiji(actor: Actor, stage: Stage, *, system: int = 0, after: Gaiji | None = None) -> Gaiji | None:
    """The next one to work on: behind `after` in the order of the list, from the start again at its end; None for none."""
    rows = waiting_for(actor, stage, system=system)
    if after is None:
        return rows.first()
    rows = rows.exclude(pk=after.pk)
    behind = rows.filter(Q(persons__lt=after.persons) | Q(persons=after.persons, pk__gt=after.pk))
    return behind.first() or rows.first()


def picture_bytes(actor: Actor, picture_id: int) -> bytes:
    """The PNG of a 外字. Refuses one that there is not."""
    require(actor)
    found = Picture.objects.filter(pk=picture_id).values_list("png", flat=True).first()
    if found is None:
        raise NotFound()
    return bytes(found)


def bearers(actor: Actor, *, gaiji_id: int) -> list[Bearer]:
    """The persons in whose names a 外字 stands, at most 200. Needs the right to read names; reading is recorded."""
    gaiji = gaiji_by_id(actor, gaiji_id)
    if not actor.may(RUN):
        raise NotAllowed()
    audit.record_read(actor, about=gaiji, text="外字を名前に持つ人を閲覧した")
    return list(Bearer.objects.filter(gaiji=gaiji).order_by("key", "id")[:MOST_BEARERS])


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal and what happened to it, oldest first."""

    judgement: Judgement
    steps: Sequence[JudgementStep]


def story(gaiji: Gaiji) -> list[Told]:
    """All that was ever proposed for a 外字, newest first (2 SQL)."""
    judgements = list(Judgement.objects.filter(gaiji=gaiji).order_by("-number"))
    steps: dict[int, list[JudgementStep]] = {}
    for step in JudgementStep.objects.filter(judgement__gaiji=gaiji).order_by("at", "id"):
        steps.setdefault(step.judgement_id, []).append(step)
    return [Told(one, steps.get(one.pk, [])) for one in judgements]


def twins_of(gaiji: Gaiji) -> list[Gaiji]:
    """The same picture in other systems (and under other codes), with what was decided there."""
    if gaiji.picture_id is None:
        return []
    rows = Gaiji.objects.filter(picture_id=gaiji.picture_id).exclude(pk=gaiji.pk)
    return list(rows.select_related("system", "judgement").order_by("system__name", "code")[:20])


def verdicts_elsewhere(rows: Sequence[Gaiji]) -> dict[int, set[tuple[str, str]]]:
    """What two persons decided about the same pictures in other places: picture → outcomes with glyphs (1 SQL)."""
    found: dict[int, set[tuple[str, str]]] = {}
    decided = Gaiji.objects.filter(
        state=State.AGREED, picture_id__in=[one.picture_id for one in rows if one.picture_id is not None]
    ).exclude(pk__in=[one.pk for one in rows])
    for picture, outcome, glyph in decided.values_list(
        "picture_id", "judgement__outcome", "judgement__glyph"
    ):
        found.setdefault(picture, set()).add((outcome, glyph))
    return found


def contradictions() -> models.QuerySet[Picture]:
    """Pictures that were judged differently in different places, proposals included."""
    judged = Gaiji.objects.filter(state__in=(State.PROPOSED, State.AGREED), picture__isnull=False)
    verdict = Concat(F("judgement__outcome"), models.Value(" "), F("judgement__glyph"))
    twice = (
        judged.order_by()
        .values("picture")
        .annotate(views=Count(verdict, distinct=True))
        .filter(views__gt=1)
        .values("picture")
    )
    return Picture.objects.filter(pk__in=twice)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One picture and the places where it was judged, not all alike."""

    picture_id: int
    places: Sequence[Gaiji]


def contradictions_visible_to(actor: Actor) -> list[Contradiction]:
    """The same picture judged differently, with its places, those first that touch most persons (1 SQL)."""
    rows = gaiji_visible_to(actor).filter(
        picture__in=contradictions(), state__in=(State.PROPOSED, State.AGREED)
    )
    found: dict[int, list[Gaiji]] = {}
    for one in rows:
        if one.picture_id is not None:
            found.setdefault(one.picture_id, []).append(one)
    return [Contradiction(picture, places) for picture, places in found.items()]


def waiting_pictures(seal: str, limit: int) -> list[tuple[int, bytes]]:
    """Pictures that the index of this seal has not compared yet (id, PNG); new ones before those an older one did."""
    rows = Picture.objects.exclude(looked_with=seal).order_by("looked_with", "id").values_list("pk", "png")
    return [(pk, bytes(png)) for pk, png in rows[:limit]]
