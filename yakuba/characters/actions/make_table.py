"""make_table: a version of a system's 外字変換表, from what is decided today."""

import hashlib
from collections.abc import Sequence

import msgspec

from yakuba.characters import tables
from yakuba.characters.models import Gaiji, GaijiTable, GaijiTableLine, System
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.queries.gaiji import require
from yakuba.characters.queries.gaiji_tables import agreed_of, confirmations_of
from yakuba.characters.stepping import require_person
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal

_NOTE = 200


@action(permission=IDENTIFY, audit="外字変換表の版を作った")
def make_table(actor: Actor, *, system_id: int, note: str = "") -> GaijiTable:
    """Make a version: every decided 外字 with glyph, outcome and the sections of both persons. It is never changed.

    Refuses a system without decisions, and one in which nothing was decided otherwise since the last version.
    """
    require_person(actor)
    require(actor)
    system = System.objects.select_for_update().filter(pk=system_id).first()
    if system is None:
        raise NotFound()
    if len(note) > _NOTE:
        sentence = f"メモは{_NOTE}字までで書いてください。"
        raise Refusal("bad_note", sentence, {"note": sentence})
    lines = _lines(system, agreed_of(system.pk))
    if not lines:
        raise Refusal("nothing_decided", "決定した外字がまだないので、外字変換表を作れません。")
    digest = _digest(lines)
    last = GaijiTable.objects.filter(system=system).order_by("-number").first()
    if last is not None and last.digest == digest:
        raise Refusal("nothing_new", f"第{last.number}版から、決定は変わっていません。")
    made = GaijiTable.objects.create(
        system=system,
        number=last.number + 1 if last else 1,
        note=note.strip(),
        digest=digest,
        lines=len(lines),
        undecided=Gaiji.objects.filter(system=system).count() - len(lines),
        by_key=actor.key,
        by_label=actor.label,
        made_at=clock.now(),
    )
    for line in lines:
        line.table = made
    GaijiTableLine.objects.bulk_create(lines, batch_size=1_000)
    audit.note(number=made.number, lines=made.lines, digest=digest)
    return made


def _lines(system: System, decided: Sequence[Gaiji]) -> list[GaijiTableLine]:
    confirmed = confirmations_of(system.pk)
    repertoire = tables.repertoire()
    lines = []
    for one in decided:
        if one.judgement is None:
            continue
        step = confirmed[one.judgement.pk]
        found = repertoire.named(one.judgement.glyph)
        lines.append(
            GaijiTableLine(
                code=one.code,
                character=one.character,
                outcome=one.judgement.outcome,
                glyph=one.judgement.glyph,
                sequence=found.sequence if found else "",
                reason=one.judgement.reason,
                persons=one.persons,
                proposed_by=one.judgement.by_label,
                confirmed_by=step.by_label,
                decided_on=step.at.astimezone(clock.TOKYO).date(),
                picture_id=one.picture_id,
            )
        )
    return lines


def _digest(lines: Sequence[GaijiTableLine]) -> str:
    """SHA-256 over what a converter would do: code, glyph, outcome. Persons counted anew make no new version."""
    said = [[line.code, line.glyph, line.outcome] for line in lines]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()
