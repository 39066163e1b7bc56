"""Whether the printed form of a name changes, told from its conversion and how its 外字 were judged."""

from collections.abc import Mapping
from enum import StrEnum

from yakuba.characters.rules.gaiji import Outcome
from yakuba.characters.rules.outcomes import Converted
from yakuba.characters.rules.relations import Rule


class Printed(StrEnum):
    """What happens to the form of a name on paper."""

    SAME = "same"
    DESIGN = "design"
    CHANGED = "changed"
    OPEN = "open"


PRINTED_LABELS = {
    Printed.SAME: "形は変わらない",
    Printed.DESIGN: "デザインの差だけ",
    Printed.CHANGED: "形が変わる",
    Printed.OPEN: "決まっていない字がある",
}
_SIGNS_ONLY = frozenset({Rule.EXACT, Rule.SAME_PLACE})


def printed_form(converted: Converted, judged: Mapping[str, Outcome]) -> Printed:
    """What happens to the form: the worst character decides.

    `judged` says of each 外字 how it was judged; one that no table has counts as changed. Changes of code only
    (exact, same place) leave the form as it is; every other rule puts another shape in its place.
    """
    if converted.doubts:
        return Printed.OPEN
    worst = Printed.SAME
    for change in converted.changes:
        for step in change.steps:
            if step.rule in _SIGNS_ONLY:
                continue
            outcome = judged.get(change.source) if step.rule is Rule.OWN_TABLE else None
            if outcome is Outcome.DESIGN:
                worst = Printed.DESIGN if worst is Printed.SAME else worst
            elif outcome is not Outcome.SAME:
                return Printed.CHANGED
    return worst
