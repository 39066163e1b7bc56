"""Versions of the 外字変換表, what is in force, and what became of it."""

from collections.abc import Mapping

from django.db import models

from yakuba.characters.models import Enactment, Gaiji, GaijiTable, GaijiTableLine, JudgementStep, System
from yakuba.characters.queries.gaiji import require
from yakuba.characters.rules.gaiji import Outcome, State, Step
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


def tables_visible_to(actor: Actor) -> models.QuerySet[GaijiTable]:
    """All versions, newest first, for those who work in the workshop. Refuses everybody else."""
    require(actor)
    return GaijiTable.objects.select_related("system").order_by("-id")


def table_by_id(actor: Actor, table_id: int) -> GaijiTable:
    """A version. Refuses one that there is not."""
    found = tables_visible_to(actor).filter(pk=table_id).first()
    if found is None:
        raise NotFound()
    return found


def lines_of(table: GaijiTable) -> models.QuerySet[GaijiTableLine]:
    """The lines of a version in the order of their codes."""
    return GaijiTableLine.objects.filter(table=table).order_by("code", "id")


def own_of(table: GaijiTable) -> tuple[dict[str, str], dict[str, Outcome]]:
    """What a converter needs of a version: 外字 → name of its glyph, and how each was judged.

    外字 without a character (numbers of a vendor) or without a glyph (該当なし) are not among them.
    """
    rows = GaijiTableLine.objects.filter(table=table).exclude(character="").exclude(glyph="")
    own, judged = {}, {}
    for character, glyph, outcome in rows.values_list("character", "glyph", "outcome"):
        own[character] = glyph
        judged[character] = Outcome(outcome)
    return own, judged


def table_in_force(system_code: str) -> GaijiTable | None:
    """The version in force for a system, None for none yet. Refuses a system that is not registered."""
    system = System.objects.select_related("in_force__system").filter(code=system_code).first()
    if system is None:
        raise NotFound("no_system", "このシステムは登録されていません。")
    return system.in_force


def own_judged(system_code: str) -> tuple[dict[str, str], dict[str, Outcome]]:
    """`own_of` the version in force for a system, nothing for none yet. Refuses a system that is not registered."""
    table = table_in_force(system_code)
    return own_of(table) if table else ({}, {})


def own_in_force(system_code: str) -> dict[str, str]:
    """The table in force for a system as a converter takes it. Refuses a system that is not registered."""
    return own_judged(system_code)[0]


def enactments_of(system_id: int) -> list[Enactment]:
    """What came into force and went out of it, newest first."""
    return list(Enactment.objects.filter(system_id=system_id).select_related("table").order_by("-id"))


def agreed_of(system_id: int) -> list[Gaiji]:
    """The decided 外字 of a system in the order of their codes."""
    rows = Gaiji.objects.filter(system_id=system_id, state=State.AGREED)
    return list(rows.select_related("judgement").order_by("code", "id"))


def confirmations_of(system_id: int) -> Mapping[int, JudgementStep]:
    """The second person's word on each standing decision, by the id of the judgement."""
    rows = JudgementStep.objects.filter(
        kind=Step.CONFIRMED,
        judgement__gaiji__system_id=system_id,
        judgement__gaiji__judgement=models.F("judgement"),
    )
    return {one.judgement_id: one for one in rows.order_by("id")}


def pictures_of(table: GaijiTable) -> dict[str, bytes]:
    """The look of each 外字 of a version by its character, as PNG."""
    rows = GaijiTableLine.objects.filter(table=table, picture__isnull=False).exclude(character="")
    return {character: bytes(png) for character, png in rows.values_list("character", "picture__png")}
