"""How property tests run here: the same examples every time, no clock, nothing kept between runs."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import settings

from yakuba.kernel.values.bad_value import BadValue

T = TypeVar("T")

steady = settings(derandomize=True, deadline=None, database=None, max_examples=300)


def read_or_refused(read: Callable[[str], T], text: str, refusal: type[BadValue]) -> tuple[T | None, str]:
    """What was read and an empty sentence, or None and the sentence of the refusal; other errors pass."""
    try:
        return read(text), ""
    except refusal as refused:
        return None, refused.sentence
