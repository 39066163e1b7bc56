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
    return "\n".join(f"[[pages.fields]]\n{_labelled(body)}" for body in bodies)


def group(key: str, *bodies: str, more: str = "") -> str:
    """A `[[pages.fields]]` of kind group with inner fields, as a body for `page`."""
    head = f'[[pages.fields]]\nkey = "{key}"\nkind = "group"\nlabel = "{key}"\n{more}\n'
    return head + "\n".join(f"[[pages.fields.fields]]\n{_labelled(body)}" for body in bodies)


def _labelled(body: str) -> str:
    key = re.search(r'key = "([^"]*)"', body)
    needs = "label" not in body and key and 'kind = "note"' not in body
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
