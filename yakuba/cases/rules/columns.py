"""The columns of an export: the keys of all sheets, each once, in an order that follows the forms."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A key of the sheets, and its title in the table."""

    key: str
    title: str


def merge(shapes: Iterable[Sequence[tuple[str, str]]], taken: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns for sheets of these shapes, each a list of (key, label); the newest shape first.

    A key that only some sheets have stands after the key it follows there. The label of the newest sheet holds;
    where two keys have one label, or a title is taken by a column that stands there anyway, the key is added.
    """
    labels: dict[str, str] = {}
    order: list[str] = []
    for shape in shapes:
        before: str | None = None
        for key, label in shape:
            if key not in labels:
                labels[key] = label
                order.insert(order.index(before) + 1 if before is not None else 0, key)
            before = key
    times = Counter([*labels.values(), *taken])
    return tuple(
        Column(key, labels[key] if times[labels[key]] == 1 else f"{labels[key]}（{key}）") for key in order
    )
