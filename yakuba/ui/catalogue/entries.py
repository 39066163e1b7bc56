"""An entry of the catalogue: one component, when to use it, and its variants as they are called."""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

Face = Literal["resident", "staff"]
Draw = Callable[[], SafeString]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the catalogue. Every variant is a function: its docstring is the title, its body the example."""

    slug: str
    title: str
    group: str
    when: str
    never: str
    variants: tuple[Draw, ...]
    face: Face = "resident"


def example_of(variant: Draw) -> str:
    """Return the call that draws a variant, as it stands in the source."""
    body = inspect.getsource(variant).partition('"""\n')[2]
    return textwrap.dedent(body).strip().removeprefix("return ")
