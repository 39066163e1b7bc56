"""Convert the names of many persons, and keep what does not stay as it is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec
from django.db import connection

from yakuba.characters import tables
from yakuba.characters.forms import detail, of_candidate, storable
from yakuba.characters.models import ConversionRun, Difference, OpenCharacter
from yakuba.characters.permissions import RUN
from yakuba.characters.rules.conversion import Converter
from yakuba.characters.rules.gaiji import Outcome
from yakuba.characters.rules.outcomes import Converted, Doubt, Status, Target
from yakuba.characters.rules.printed import printed_form
from yakuba.characters.rules.relations import Rule
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

BATCH = 20_000
_KEY = 100
_LABEL = 200

Named = tuple[str, str]
"""The key of a person with whoever brings the names, and the name."""


@action(permission=RUN, audit="氏名の文字を一括で変換した（試行）")
def run_conversion(
    actor: Actor,
    *,
    label: str,
    target: Target,
    rows: Iterable[Named],
    weakest: Rule = Rule.DICTIONARY,
    own: Mapping[str, str] | None = None,
    judged: Mapping[str, Outcome] | None = None,
) -> ConversionRun:
    """Convert all names as a dry run: counts, the differences by person, the open characters by how many wait.

    `rows` may come straight from a server-side cursor: they are read in batches, between which the differences go
    out by COPY, so memory stays small whatever their number. `own` is the ward's 外字変換表, `judged` how each of its
    外字 was judged. The names themselves are not changed anywhere. Refuses an empty or overlong label.
    """
    if not label or len(label) > _LABEL:
        raise Refusal("label", "一括変換の名前を、200字までで入力してください。")
    converter = tables.converter_with(own, target, weakest) if own else tables.converter(target, weakest)
    now = clock.now()
    run = ConversionRun(
        label=label,
        target=target,
        weakest=weakest,
        tables=converter.repertoire.versions,
        started_at=now,
        finished_at=now,
    )
    counts: Counter[Status] = Counter()
    for status in Status:
        setattr(run, status.value, 0)
    run.total = 0
    run.save(force_insert=True)
    waiting = _Waiting()
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        _copy(run, list(_differing(converter, batch, counts, waiting)), judged or {})
    _finish(run, counts, waiting)
    audit.note(target=target.value, total=run.total, changed=run.changed)
    return run


class _Waiting:
    """The open characters, and how many persons have each."""

    def __init__(self) -> None:
        self.persons: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], Doubt] = {}

    def add(self, doubts: Iterable[Doubt]) -> None:
        for key, doubt in {(doubt.source, doubt.kind.value): doubt for doubt in doubts}.items():
            self.persons[key] += 1
            self.first.setdefault(key, doubt)


def _differing(
    converter: Converter, batch: Sequence[Named], counts: Counter[Status], waiting: _Waiting
) -> Iterator[tuple[str, Converted, Status]]:
    """The persons of a batch whose names do not stay as they are; all are counted."""
    differing = 0
    converted_names = converter.convert_many([name for _, name in batch])
    for (key, _), converted in zip(batch, converted_names, strict=True):
        if converted.changes or converted.doubts:
            differing += 1
            status = converted.status
            counts[status] += 1
            waiting.add(converted.doubts)
            yield key, converted, status
    counts[Status.SAME] += len(batch) - differing


def _copy(
    run: ConversionRun, differing: Iterable[tuple[str, Converted, Status]], judged: Mapping[str, Outcome]
) -> None:
    """Write differences in one COPY."""
    encode = msgspec.json.Encoder().encode
    columns = ("run_id", "key", "status", "before", "after", "printed", "detail")
    statement = f"COPY {Difference._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for key, converted, status in differing:
            before = storable(converted.source)
            row = (
                run.pk,
                storable(key)[:_KEY],
                status.value,
                before,
                converted.text or "",
                printed_form(converted, judged).value,
                encode(detail(converted)).decode(),
            )
            copy.write_row(row)


def _finish(run: ConversionRun, counts: Counter[Status], waiting: _Waiting) -> None:
    OpenCharacter.objects.bulk_create(
        (
            OpenCharacter(
                run=run,
                element=storable(element),
                glyph=waiting.first[element, kind].name,
                kind=kind,
                sentence=waiting.first[element, kind].sentence.partition(": ")[2],
                candidates=[of_candidate(one) for one in waiting.first[element, kind].candidates],
                persons=persons,
            )
            for (element, kind), persons in waiting.persons.items()
        ),
        batch_size=2_000,
    )
    for status in Status:
        setattr(run, status.value, counts[status])
    run.total = sum(counts.values())
    run.finished_at = clock.now()
    run.save()
