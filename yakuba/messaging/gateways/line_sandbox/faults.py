"""Bad days, switched on by the command line or on the page, and the limits that LINE keeps on good ones."""

import random
import time
from dataclasses import dataclass, field

RATES: dict[str, tuple[float, float]] = {
    "multicast": (200.0, 200.0),
    "narrowcast": (60 / 3600, 60.0),
    "broadcast": (60 / 3600, 60.0),
    "menus": (100 / 3600, 100.0),
    "webhook": (1000 / 60, 1000.0),
    "loading": (100.0, 100.0),
    "others": (2000.0, 2000.0),
}
"""Calls per second and how many may come at once (LINE's reference, 2025-04); every other call has its own of `others`."""


@dataclass(slots=True)
class Faults:
    """What goes wrong on purpose. Percents of the calls that send, drawn by a seeded chance.

    `fail`: 500 and nothing is done. `lose`: it is done, and no answer comes. `busy`: 429 and nothing is done. `hold_ms`:
    how long a lost answer keeps the caller waiting before the connection breaks off. `late_ms`: how long every answer takes.
    """

    fail: float = 0.0
    lose: float = 0.0
    busy: float = 0.0
    hold_ms: int = 0
    late_ms: int = 0
    redeliver: float = 0.0
    """Percent of webhooks that are sent once more although they were answered."""
    reorder: bool = False
    """Whether two webhooks that wait are sent the later first."""
    empty: bool = False
    """Whether a webhook without any event goes before each."""
    seed: int = 1
    _chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self._chance.seed(self.seed)

    def happens(self, percent: float) -> bool:
        """Draw once."""
        return percent > 0 and self._chance.random() * 100 < percent

    def any(self) -> bool:
        """Whether sending meets any fault at all."""
        return bool(self.fail or self.lose or self.busy or self.late_ms)


@dataclass(slots=True)
class Buckets:
    """Token buckets by kind of call. `factor` widens all of them; 0 takes them away."""

    factor: float = 1.0
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, kind: str) -> bool:
        """Whether one more call of this kind may come now."""
        if not self.factor:
            return True
        rate, most = RATES.get(kind, RATES["others"])
        rate, most = rate * self.factor, most * self.factor
        moment = time.monotonic()
        left, seen = self._left.get(kind, (most, moment))
        left = min(most, left + (moment - seen) * rate)
        if left < 1:
            self._left[kind] = (left, moment)
            return False
        self._left[kind] = (left - 1, moment)
        return True
