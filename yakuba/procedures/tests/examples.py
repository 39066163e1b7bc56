"""The examples tests fill forms in with: those of the samples, without wishes."""

from yakuba.procedures.samples.answers import (
    EMAIL,
    FAMILY,
    GIVEN,
    Example,
    NoExample,
    answers_of,
    page_example,
    walk,
)
from yakuba.procedures.samples.papers import file_of

__all__ = [
    "EMAIL",
    "FAMILY",
    "GIVEN",
    "Example",
    "NoExample",
    "answers_of",
    "file_of",
    "page_example",
    "walk",
]
