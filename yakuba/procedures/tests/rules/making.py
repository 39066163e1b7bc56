"""Small definitions for tests: only what a test is about is written out."""

import re

from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.rules.mistakes import Mistake

HEAD = """\
format = 1
slug = "test"
title = "試験"
summary = "試験の手続"
section = "test"
who = "どなたでも"
field = "test"
"""


def fields(*bodies: str) -> str:
    """Several `[[pages.fields]]`; a label is added where a body has none."""
    return "".join(f"[[pages.fields]]\n{_labelled(body)}\n" for body in bodies)


def group(key: str, *bodies: str, more: str = "") -> str:
    """A `[[pages.fields]]` of kind group with inner fields, as a body for `page`."""
    head = f'[[pages.fields]]\nkey = "{key}"\nkind = "group"\nlabel = "{key}"\n{more}\n'
    return head + "".join(f"[[pages.fields.fields]]\n{_labelled(body)}\n" for body in bodies)


def _labelled(body: str) -> str:
    key = re.search(r'key = "([^"]*)"', body)
    needs = not re.search(r"^label", body, re.MULTILINE) and key and 'kind = "note"' not in body
    return f'{body}\nlabel = "{key[1]}"' if needs and key else body


def toml_of(*pages: str, head: str = HEAD, conditions: dict[int, str] | None = None) -> str:
    """A definition file with pages p1, p2, … holding the given fields; `conditions` by page number."""
    parts = [head]
    for number, body in enumerate(pages, 1):
        condition = (conditions or {}).get(number)
        parts.append(f'[[pages]]\nkey = "p{number}"\ntitle = "ページ{number}"')
        parts.append(f"visible_if = '{condition}'" if condition else "")
        parts.append(body)
    return "\n".join(parts)


def definition_of(*pages: str, head: str = HEAD, conditions: dict[int, str] | None = None) -> Definition:
    """The definition, which must be faultless."""
    found = load_toml(toml_of(*pages, head=head, conditions=conditions))
    assert not isinstance(found, list), found
    return found


def mistakes_of(*pages: str, head: str = HEAD, conditions: dict[int, str] | None = None) -> list[Mistake]:
    """The mistakes of a definition, which must have some."""
    found = load_toml(toml_of(*pages, head=head, conditions=conditions))
    assert isinstance(found, list)
    return found


def large(questions: int, rules: int) -> str:
    """A definition file of many questions on pages of 21, with up to three rules in every seven: conditions over three
    questions above, and computed values."""
    made = 0
    bodies: list[str] = []
    for number in range(questions):
        place, first = number % 7, number - number % 7
        if place > 3 and made < rules:
            made += 1
            bodies.append(_ruled(number, first, made))
        elif place == 1:
            bodies.append(f'key = "q{number}"\nkind = "number"\nmin = 0\nmax = 999\nrequired = false')
        else:
            bodies.append(f'key = "q{number}"\nkind = "yes_no"\nrequired = false')
    return toml_of(*(fields(*bodies[at : at + 21]) for at in range(0, questions, 21)))


def _ruled(number: int, first: int, made: int) -> str:
    if made % 3 == 0:
        return f'key = "q{number}"\nkind = "computed"\ncomputed = \'sum(q{first + 1}, {made}) * 10\''
    condition = f'q{first} == "yes" and not q{first + 2} == "no" or q{first + 1} >= {made}'
    return f'key = "q{number}"\nkind = "text"\nrequired = false\nvisible_if = \'{condition}\''
