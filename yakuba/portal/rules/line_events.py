"""Which events of LINE may still be answered."""

from datetime import datetime, timedelta

STALE = timedelta(hours=1)
"""What is older nobody waits for any more: the answer would come out of nowhere."""
OVERTAKEN = timedelta(minutes=1)
"""What happened so much before something that was heard already was overtaken on its way."""


def worth_answering(happened: datetime, heard_until: datetime | None, now: datetime) -> bool:
    """Whether an event is answered: not one that is old, nor one that a later one has overtaken."""
    if now - happened > STALE:
        return False
    return heard_until is None or heard_until - happened <= OVERTAKEN
