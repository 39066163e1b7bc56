"""The same verb on many cases, each in a transaction of its own, with an answer for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yakuba.cases.actions.assign import assign
from yakuba.cases.actions.decide import decide
from yakuba.cases.models import Outcome
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

MOST = 200


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case: done, or the sentence that says why not."""

    case_id: int
    done: bool
    sentence: str = ""


def bulk_assign(
    actor: Actor, *, revisions: Mapping[int, int], staff_id: int, reason: str = ""
) -> list[Result]:
    """Assign many cases (id → revision that was read) to one member of staff. Refuses more than 200."""
    return _each(
        revisions,
        lambda case_id, revision: assign(
            actor, case_id=case_id, staff_id=staff_id, revision=revision, reason=reason
        ),
    )


def bulk_decide(actor: Actor, *, revisions: Mapping[int, int], words: str = "") -> list[Result]:
    """Accept many cases (id → revision that was read). Only accepting: whoever is refused is owed own reasons."""
    return _each(
        revisions,
        lambda case_id, revision: decide(
            actor, case_id=case_id, outcome=Outcome.ACCEPTED, revision=revision, words=words
        ),
    )


def _each(revisions: Mapping[int, int], verb: Callable[[int, int], object]) -> list[Result]:
    if not revisions or len(revisions) > MOST:
        raise Refusal("bad_bulk", f"案件を、1件から{MOST}件までの間で選んでください。")
    results = []
    for case_id, revision in revisions.items():
        try:
            verb(case_id, revision)
        except Refusal as refusal:
            results.append(Result(case_id, done=False, sentence=str(refusal.sentence)))
        else:
            results.append(Result(case_id, done=True))
    return results
