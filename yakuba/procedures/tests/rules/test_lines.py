"""The line of every key of a TOML text."""

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules.lines import Lines
from yakuba.procedures.rules.mistakes import Where

TRICKY = '''\
a = "x # not a comment" # b = 1
"b c" = 'it # is'
d.e.f = """
[not.a.table]
g = 1 \\""" ""\\"
"""
h = [ # comment ]
  1, "]", [2, 3],
  { i = 4, "j" = [5,
  6] },
]
[k]
l = """a""""
[[m]]
n = {}
[[m.o]]
p = 2026-04-01 08:00:00
[[m.o]]
p = 1
[[m]]
[m.q]
r = \'\'\'
s = "
\'\'\'
t = -1.5e3
'''

EXPECTED: dict[Where, int] = {
    ("a",): 1,
    ("b c",): 2,
    ("d", "e", "f"): 3,
    ("h",): 7,
    ("h", 0): 8,
    ("h", 2, 1): 8,
    ("h", 3, "i"): 9,
    ("h", 3, "j"): 9,
    ("h", 3, "j", 1): 10,
    ("k",): 12,
    ("k", "l"): 13,
    ("m", 0): 14,
    ("m", 0, "n"): 15,
    ("m", 0, "o", 0, "p"): 17,
    ("m", 0, "o", 1): 18,
    ("m", 0, "o", 1, "p"): 19,
    ("m", 1): 20,
    ("m", 1, "q", "r"): 22,
    ("m", 1, "q", "t"): 25,
}


def test_tricky_text() -> None:
    tomllib.loads(TRICKY)
    lines = Lines(TRICKY)
    assert {where: lines.at(where) for where in EXPECTED} == EXPECTED


def test_what_the_text_does_not_name_is_on_the_line_around_it() -> None:
    lines = Lines(TRICKY)
    assert lines.at(("m", 1, "q", "missing")) == 21
    assert lines.at(()) == 1
    assert lines.at(("nowhere",)) == 1


def test_carriage_returns() -> None:
    assert Lines("a = 1\r\nb = 2\r\n\r\n[c]\r\nd = 3\r\n").at(("c", "d")) == 5


def _paths(value: Any, where: Where = ()) -> Iterator[Where]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*where, key)
            yield from _paths(inner, (*where, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield (*where, index)
            yield from _paths(inner, (*where, index))


def test_every_key_of_a_real_file_is_found() -> None:
    for where in _paths(tomllib.loads(TRICKY)):
        lines = Lines(TRICKY)
        assert where in lines._offsets, where


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(alphabet="ab=\"'[]{}.,#\n \\1", max_size=60))
def test_any_text_is_walked_to_its_end(text: str) -> None:
    assert Lines(text).at(("a",)) >= 1
