"""Every string residents see in `ui` has a translation in both other languages."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

UI = Path(__file__).parents[1]
CALLS = {"_": 0, "gettext": 0, "ngettext": 0, "pgettext": 1}


def source_strings() -> set[str]:
    found = set()
    for path in UI.rglob("*.py"):
        if not {"tests", "catalogue"} & set(path.parts):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                    argument = node.args[CALLS[node.func.id]]
                    if isinstance(argument, ast.Constant):
                        found.add(str(argument.value))
    for path in (UI / "templates").rglob("*.*"):
        if "catalogue" not in path.parts:
            template = path.read_text()
            found |= set(re.findall(r"""\{% translate ["'](.+?)["'] %\}""", template))
            found |= set(re.findall(r"""_\(["'](.+?)["']\)""", template))
    return found


@pytest.mark.parametrize("language", ["ja_Easy", "en"])
def test_every_string_is_translated(language: str) -> None:
    with (UI / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as source:
        catalogue = read_po(source)
    translated = {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in catalogue
        if message.string
    }
    assert source_strings() - translated == set()
