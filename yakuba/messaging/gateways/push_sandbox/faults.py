"""Bad days of the stand-in, switched on by the command line or on the page."""

import random
from dataclasses import dataclass, field


@dataclass(slots=True)
class Faults:
    """What goes wrong on purpose. Percents of the messages, drawn by a seeded chance.

    `fail`: 500 and nothing is done. `busy`: 429 with `Retry-After`, nothing is done. `lose`: it is done, and no answer comes.
    `gone`: 410, and the browser is gone for good. `hold_ms`: how long a lost answer keeps the caller waiting. `late_ms`: how
    long every answer takes.
    """

    fail: float = 0.0
    busy: float = 0.0
    lose: float = 0.0
    gone: float = 0.0
    retry_after_s: int = 1
    hold_ms: int = 0
    late_ms: int = 0
    seed: int = 1
    _chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self._chance.seed(self.seed)

    def happens(self, percent: float) -> bool:
        """Draw once."""
        return percent > 0 and self._chance.random() * 100 < percent
