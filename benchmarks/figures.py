"""What was measured, as a table for people and a line of JSON for machines."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks import machine


@dataclass
class Figures:
    """The figures of one run, in the order in which they were measured."""

    before: float = field(default_factory=machine.load)
    rows: list[tuple[str, float, float | None, str]] = field(default_factory=list)

    def add(self, key: str, value: float, target: float | None = None, note: str = "") -> None:
        """Keep a figure; `target` is the most it should be. Said at once, so that a long run shows how far it is."""
        self.rows.append((key, round(value, 2), target, note))
        print(_line(*self.rows[-1]), flush=True)

    def finish(self) -> None:
        """The line of JSON, last of all."""
        after = machine.load()
        print(f"machine load {self.before} before, {after} after")
        found: dict[str, object] = {key: value for key, value, *_ in self.rows}
        found["machine_load"] = {"before": self.before, "after": after}
        print(json.dumps(found), flush=True)


def _line(key: str, value: float, target: float | None, note: str) -> str:
    reached = "" if target is None else f"≤ {target:g} {'ok' if value <= target else 'MISSED'}"
    return f"{key:<24} {value:>10g}  {reached:<14} {note}".rstrip()


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all values do not exceed (nearest rank); 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
