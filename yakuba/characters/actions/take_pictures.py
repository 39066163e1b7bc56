"""take_pictures: some 外字 of a file get their looks."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.characters.models import Gaiji, Intake, IntakeFault, Picture
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.rules.gaiji import STATE_LABELS, BadCode, Code, State, code_of
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound

MOST_FAULTS = 1_000
_PLACE, _SENTENCE = 60, 300


@dataclass(frozen=True, slots=True)
class Drawn:
    """A character of a file: its code as the file writes it, its picture as PNG, or the sentence why there is none."""

    code: str
    png: bytes = b""
    width: int = 0
    height: int = 0
    sentence: str = ""


@action(
    permission=IDENTIFY, unaudited="一つのファイルの途中経過です。読み終えたときに、件数とともに記録されます"
)
def take_pictures(actor: Actor, *, intake_id: int, rows: Sequence[Drawn]) -> Intake:
    """Put the pictures of some rows beside their codes, all or none of them; a row that cannot be taken is told.

    The same picture again changes nothing. Another picture replaces that of an undecided 外字; on one that was proposed
    or decided it is refused row by row, because somebody looked at the former. Refuses an unknown intake.
    """
    intake = Intake.objects.select_for_update().defer("content").filter(pk=intake_id).first()
    if intake is None:
        raise NotFound()
    work = _Work(intake)
    good = work.readable(rows)
    known = {
        one.code: one
        for one in Gaiji.objects.select_for_update()
        .filter(system_id=intake.system_id, code__in=[code.text for code, _ in good])
        .order_by("id")
    }
    pictures = _pictures([row for _, row in good])
    for code, row in good:
        work.take(code, pictures[_digest(row)], known)
    work.finish(len(rows))
    return intake


class _Work:
    """The counting of one batch."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.counts = {"added": 0, "changed": 0, "same": 0}
        self.faults: list[tuple[str, str]] = []

    def readable(self, rows: Sequence[Drawn]) -> list[tuple[Code, Drawn]]:
        good = []
        for row in rows:
            try:
                code = code_of(row.code)
            except BadCode as bad:
                self.faults.append((row.code, row.sentence or bad.sentence))
                continue
            if row.sentence:
                self.faults.append((code.text, row.sentence))
            else:
                good.append((code, row))
        return good

    def take(self, code: Code, picture: int, known: dict[str, Gaiji]) -> None:
        found = known.get(code.text)
        if found is None:
            known[code.text] = Gaiji.objects.create(
                system_id=self.intake.system_id, code=code.text, character=code.character, picture_id=picture
            )
            self.counts["added"] += 1
        elif found.picture_id == picture:
            self.counts["same"] += 1
        elif found.picture_id is None or found.state == State.OPEN:
            found.picture_id = picture
            found.save(update_fields=["picture"])
            self.counts["changed"] += 1
        else:
            sentence = (
                f"字形が前と違いますが、「{STATE_LABELS[State(found.state)]}」なので差し替えていません。"
            )
            self.faults.append((code.text, sentence))

    def finish(self, read: int) -> None:
        room = MOST_FAULTS - self.intake.faulty
        IntakeFault.objects.bulk_create(
            IntakeFault(intake=self.intake, place=place[:_PLACE] or "－", sentence=sentence[:_SENTENCE])
            for place, sentence in self.faults[: max(0, room)]
        )
        for name, more in {**self.counts, "done": read, "faulty": len(self.faults)}.items():
            setattr(self.intake, name, getattr(self.intake, name) + more)
        self.intake.save(update_fields=["done", "added", "changed", "same", "faulty"])


def _digest(row: Drawn) -> str:
    return hashlib.sha256(row.png).hexdigest()


def _pictures(rows: Sequence[Drawn]) -> Mapping[str, int]:
    """The ids of the pictures by their digests; new ones are stored once, whoever else stores them at the same time."""
    wanted = {_digest(row): row for row in rows}
    Picture.objects.bulk_create(
        (
            Picture(sha256=digest, png=row.png, width=row.width, height=row.height)
            for digest, row in wanted.items()
        ),
        ignore_conflicts=True,
    )
    return dict(Picture.objects.filter(sha256__in=wanted).values_list("sha256", "pk"))
