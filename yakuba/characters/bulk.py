"""The same view on many 外字 at once: each by itself, so that one that cannot be done does not stop the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from yakuba.characters.actions.confirm import confirm
from yakuba.characters.actions.propose import propose
from yakuba.characters.models import Gaiji
from yakuba.characters.queries.gaiji import gaiji_visible_to
from yakuba.characters.rules.gaiji import Outcome
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

MOST = 60


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one 外字: done, or the sentence why not."""

    gaiji: Gaiji
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A proposal that a person ticked on the contact sheet: the likeliest glyph, and the last proposal seen."""

    glyph: str
    seen: int


def propose_many(actor: Actor, *, ticked: Mapping[int, Ticked]) -> list[Result]:
    """Propose 一致 for each 外字 that a person ticked, with the glyph that stood beside it. Refuses more than 60."""

    def one(gaiji: Gaiji) -> None:
        asked = ticked[gaiji.pk]
        propose(actor, gaiji_id=gaiji.pk, outcome=Outcome.SAME, glyph=asked.glyph, seen=asked.seen)

    return _each(actor, list(ticked), one)


def confirm_many(actor: Actor, *, ticked: Mapping[int, int]) -> list[Result]:
    """Confirm each proposal that a person ticked (外字 → id of the proposal that was seen). Refuses more than 60."""
    return _each(actor, list(ticked), lambda gaiji: _confirm(actor, ticked[gaiji.pk]))


def _confirm(actor: Actor, judgement_id: int) -> None:
    confirm(actor, judgement_id=judgement_id)


def _each(actor: Actor, ids: Sequence[int], do: Callable[[Gaiji], None]) -> list[Result]:
    if not 0 < len(ids) <= MOST:
        raise Refusal("too_many", f"外字を、1件から{MOST}件までの間で選んでください。")
    results = []
    for gaiji in gaiji_visible_to(actor).filter(pk__in=ids):
        try:
            do(gaiji)
        except Refusal as refusal:
            results.append(Result(gaiji, str(refusal.sentence)))
        else:
            results.append(Result(gaiji))
    return results
