"""One question asked and answered, for the tests of how answers are read."""

from datetime import date
from typing import Any

from yakuba.procedures.rules.composites import reader_of
from yakuba.procedures.rules.definition import Field, Option, Text
from yakuba.procedures.rules.questions import Reading

TODAY = date(2026, 5, 1)
MY_NUMBER = "123456789018"  # twelve digits with a right check digit, the example of the Digital Agency
OPTIONS = (Option("a", Text("あ")), Option("b", Text("い")), Option("c", Text("う")))


def field(kind: str, **more: Any) -> Field:
    return Field(key="x", kind=kind, label=Text("質問"), **more)


def read(asked: Field, *texts: str, **parts: str) -> Reading:
    given = {f"x.{part}": [text] for part, text in parts.items()}
    if texts:
        given["x"] = list(texts)
    return reader_of(asked).read(given, "x", TODAY)


def codes(reading: Reading) -> list[tuple[str, str]]:
    return [(name, problem.code) for name, problem in reading.problems]
