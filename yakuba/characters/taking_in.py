"""Reading what was brought, batch by batch: each batch is stored as a whole, a second reading changes nothing."""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from yakuba.characters import looks, streams
from yakuba.characters.actions.end_intake import end_intake
from yakuba.characters.actions.keep_candidates import keep_candidates
from yakuba.characters.actions.start_intake import start_intake
from yakuba.characters.actions.take_pictures import Drawn, take_pictures
from yakuba.characters.actions.take_usage import take_usage
from yakuba.characters.actions.try_table import try_table
from yakuba.characters.models import Intake
from yakuba.characters.queries.gaiji import waiting_pictures
from yakuba.characters.usage_lists import read_usage
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

log = logging.getLogger(__name__)
BATCH = 200
MOST_CHARACTERS = 70_000
COMPARED_AT_ONCE = 64
T = TypeVar("T")


def take_in(actor: Actor, intake_id: int) -> None:
    """Read a file that was brought and write its report. A file that cannot be read ends with a sentence, not an error."""
    intake = start_intake(actor, intake_id=intake_id)
    if intake is None:
        return
    try:
        if intake.kind == Intake.Kind.NAMES:
            try_table(actor, intake_id=intake.pk)
            return
        if intake.kind == Intake.Kind.USAGE:
            _usage(actor, intake)
        else:
            _pictures(actor, intake)
    except streams.BadFile as bad:
        end_intake(actor, intake_id=intake.pk, sentence=bad.sentence)
    except Refusal as refusal:
        end_intake(actor, intake_id=intake.pk, sentence=str(refusal.sentence))
    else:
        end_intake(actor, intake_id=intake.pk)


def _pictures(actor: Actor, intake: Intake) -> None:
    """A font or a folder of pictures. Refuses a file in which nothing at all can be read."""
    rows = looks.read(intake.kind, bytes(intake.content))
    taken = 0
    for batch in _batches(islice(rows, MOST_CHARACTERS), BATCH):
        if any(not row.code for row in batch):
            _whole_file(batch)
        take_pictures(actor, intake_id=intake.pk, rows=batch)
        taken += len(batch)
    if not taken:
        raise Refusal("empty", "ファイルの中に、外字が一つもありません。")


def _whole_file(batch: Iterable[Drawn]) -> None:
    raise Refusal("bad_file", next(row.sentence for row in batch if not row.code))


def _usage(actor: Actor, intake: Intake) -> None:
    names = (intake.system.code, intake.system.name)
    found = read_usage(bytes(intake.content), system_names=names)
    take_usage(actor, intake_id=intake.pk, rows=(), faults=found.faults)
    for batch in _batches(found.used.values(), BATCH):
        take_usage(actor, intake_id=intake.pk, rows=batch)


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def compare(actor: Actor) -> int:
    """Look for candidates of every picture that this index has not compared. Returns how many; nothing without the index
    or with a damaged one."""
    done = 0
    while (seal := looks.seal()) and (batch := waiting_pictures(seal, COMPARED_AT_ONCE)):
        try:
            found = looks.candidates(batch)
        except Refusal as refusal:
            log.warning("no candidates: %s", refusal.sentence)
            return done
        done += keep_candidates(actor, found=found, seal=seal)
    return done
