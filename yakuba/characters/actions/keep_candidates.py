"""keep_candidates: what the comparison of pictures found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from yakuba.characters.models import Picture
from yakuba.characters.permissions import IDENTIFY
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor

_FAULT = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture and its likely glyphs as plain values, likeliest first; or the sentence why it cannot be compared."""

    picture_id: int
    candidates: Sequence[dict[str, Any]] = field(default_factory=list)
    margin: float | None = None
    fault: str = ""


@action(
    permission=IDENTIFY, unaudited="画像から計算した候補です。決めるのは人で、その提案と確認が記録されます"
)
def keep_candidates(actor: Actor, *, found: Sequence[Looked], seal: str) -> int:
    """Keep the candidates of some pictures, found with the index of a seal; they replace the former. Returns how many.

    Refuses nothing.
    """
    now = clock.now()
    rows = [
        Picture(
            pk=one.picture_id,
            candidates=list(one.candidates),
            margin=one.margin,
            looked_at=now,
            looked_with=seal,
            fault=one.fault[:_FAULT],
        )
        for one in found
    ]
    return Picture.objects.bulk_update(rows, ["candidates", "margin", "looked_at", "looked_with", "fault"])
