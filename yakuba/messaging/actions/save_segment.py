"""Keep conditions under a name, to use them again."""

from collections.abc import Mapping
from typing import Any

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.messaging import ward_audience
from yakuba.messaging.models import Segment
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.rules.segments import BadSegment, to_json

LONGEST_NAME = 100


@action(permission=WRITE_CAMPAIGNS, audit="届ける先の条件を保存した")
def save_segment(actor: Actor, *, name: str, section_id: int, rules: Mapping[str, Any]) -> Segment:
    """Keep a segment of a section under a name; the same name again replaces it. Campaigns keep the copy they took.

    Refuses a section for which the actor may not write, an empty or long name, and what is no segment here.
    """
    if section_id not in actor.sections_for(WRITE_CAMPAIGNS):
        raise NotAllowed()
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        sentence = f"名前は1文字から{LONGEST_NAME}文字までで書いてください。"
        raise Refusal("segment_name", sentence, {"name": sentence})
    try:
        kept = to_json(ward_audience.read_segment(rules))
    except BadSegment as bad:
        raise Refusal("segment", "届ける先に、直すところがあります。", bad.fields) from None
    row, _made = Segment.objects.update_or_create(
        section_id=section_id,
        name=name,
        defaults={"rules": kept, "by_key": actor.key, "by_label": actor.label, "changed_at": clock.now()},
    )
    return row
