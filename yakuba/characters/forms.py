"""Conversions and glyphs as plain values, for JSON: one shape for REST, the command line and the database."""

import re
from typing import Any

from yakuba.characters.rules.menkuten import characters, written
from yakuba.characters.rules.outcomes import Candidate, Change, Converted, Doubt, points
from yakuba.characters.rules.relations import LABELS, RULE_OF, Rule, Source
from yakuba.characters.rules.table import Glyph

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
Plain = dict[str, Any]


def of_conversion(converted: Converted) -> Plain:
    """A conversion: source, text (null while something is open), status, changes, doubts."""
    return {
        "source": storable(converted.source),
        "text": converted.text,
        "status": converted.status.value,
        **detail(converted),
    }


def detail(converted: Converted) -> Plain:
    """The changes and doubts of a conversion."""
    return {
        "changes": [of_change(change) for change in converted.changes],
        "doubts": [of_doubt(doubt) for doubt in converted.doubts],
    }


def of_change(change: Change) -> Plain:
    """A changed character and the steps that led to it."""
    return {
        "at": change.at,
        "from": storable(change.source),
        "to": change.target,
        "glyph": change.name,
        "steps": [
            {
                "to": step.target,
                "rule": step.rule.value,
                "also": [rule.value for rule in step.also],
                "reference": step.reference,
            }
            for step in change.steps
        ],
    }


def of_doubt(doubt: Doubt) -> Plain:
    """An open character with its candidates."""
    return {
        "at": doubt.at,
        "character": storable(doubt.source),
        "points": points(doubt.source),
        "glyph": doubt.name,
        "kind": doubt.kind.value,
        "sentence": doubt.sentence,
        "candidates": [of_candidate(candidate) for candidate in doubt.candidates],
    }


def of_candidate(candidate: Candidate) -> Plain:
    """One candidate."""
    return {
        "text": candidate.text,
        "glyph": candidate.name,
        "rules": [rule.value for rule in candidate.rules],
        "note": candidate.note,
    }


def of_glyph(glyph: Glyph) -> Plain:
    """All that the lists say of a glyph; names of fields as in docs/modules/characters.md."""
    return {
        "name": glyph.name,
        "text": glyph.sequence,
        "points": points(glyph.sequence),
        "ucs": points(glyph.ucs),
        "sequences": [points(sequence) for sequence in glyph.sequences],
        "place": glyph.place,
        "unification": glyph.unification,
        "strokes": glyph.strokes,
        "radicals": [{"radical": radical, "inner": inner} for radical, inner in glyph.radicals],
        "readings": list(glyph.readings),
        "policy": glyph.policy,
        "koseki": glyph.koseki,
        "juki": glyph.juki,
        "touki": glyph.touki,
        "daikanwa": glyph.daikanwa,
        "version": glyph.version,
        "remarks": glyph.remarks,
        "relations": [
            {
                "to": characters()[relation.place],
                "place": written(relation.place),
                "source": relation.source.name.lower(),
                "label": label(relation.source),
                "rank": relation.rank,
            }
            for relation in glyph.relations
        ],
    }


def label(source: Source) -> str:
    """A list of the map as it is called: 民一2842号通達別表 誤字俗字・正字一覧表（俗字）."""
    if source == Source.NOTICE_2842_DISTINCT:
        return f"{LABELS[Rule.NOTICE_2842]}（別字）"
    parts = {
        Source.NOTICE_2842_POPULAR: "（俗字）",
        Source.NOTICE_582_ONE: "の一",
        Source.NOTICE_582_TWO: "の二",
    }
    return LABELS[RULE_OF[source]] + parts.get(source, "")


def storable(text: str) -> str:
    """A text as the database and JSON can keep it: NUL and halves of surrogate pairs are written out, 〔U+D800〕."""
    return _UNSTORABLE.sub(lambda found: f"〔{points(found[0])}〕", text)
