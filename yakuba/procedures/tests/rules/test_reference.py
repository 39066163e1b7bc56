"""The reference of the format names everything the format has."""

import re
from pathlib import Path

import pytest

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.definition import Definition, Document, Field, Option, Outcome, Page
from yakuba.procedures.rules.expressions import FUNCTIONS
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.tests.rules.making import HEAD

REFERENCE = (Path(__file__).parents[4] / "docs/reference/procedure-definition.md").read_text()


def _words() -> set[str]:
    return set(re.findall(r"[a-z][a-z_.-]+[0-9]?", REFERENCE))


@pytest.mark.parametrize(
    "names",
    [
        kinds.KINDS,
        Definition.__struct_fields__,
        Page.__struct_fields__,
        Field.__struct_fields__,
        Option.__struct_fields__,
        Document.__struct_fields__,
        Outcome.__struct_fields__,
        FUNCTIONS,
        kinds.FACTS,
        kinds.FILE_TYPES,
        {token for tokens in kinds.AUTOCOMPLETE.values() for token in tokens},
    ],
    ids=[
        "kinds",
        "top",
        "page",
        "field",
        "option",
        "document",
        "outcome",
        "functions",
        "facts",
        "files",
        "autocomplete",
    ],
)
def test_everything_is_named(names: object) -> None:
    missing = set(names) - _words()  # type: ignore[call-overload]
    assert not missing


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_each_kind_lists_its_own_attributes(kind: str) -> None:
    row = next(line for line in REFERENCE.splitlines() if line.startswith(f"| `{kind}` |"))
    common = {
        "key",
        "kind",
        "label",
        "help",
        "visible_if",
        "required",
        "required_if",
        "check",
        "check_message",
    }
    own = kinds.KINDS[kind].attributes - common - {"fact", "autocomplete"}
    assert all(f"`{name}`" in row or f"`{name} =" in row for name in own), own


def test_limits_are_as_written() -> None:
    for number in (
        kinds.MAX_LENGTH_TEXT,
        kinds.MAX_LENGTH_LONG_TEXT,
        kinds.MAX_MB,
        kinds.MAX_FILES,
        kinds.MAX_ROWS,
    ):
        assert f"最大{number}" in REFERENCE
    for number in (
        kinds.DEFAULT_LENGTH_TEXT,
        kinds.DEFAULT_LENGTH_LONG_TEXT,
        kinds.DEFAULT_MB,
        kinds.DEFAULT_ROWS,
    ):
        assert f"既定{number}" in REFERENCE


def test_the_examples_of_the_reference_load() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL)
    pages = [block for block in blocks if block.startswith("[[pages")]
    groups = [block for block in blocks if block.startswith("[[pages.fields]]")]
    asked = '[[pages.fields]]\nkey = "owner"\nkind = "choice"\nlabel = "x"\noptions = [{ key = "person", label = "x" }]\n'
    text = f'{HEAD}[[pages]]\nkey = "first"\ntitle = "x"\n{asked}' + "".join(
        page for page in pages if page not in groups
    )
    found = load_toml(text + "".join(groups))
    assert not isinstance(found, list), found
    assert [page.key for page in found.pages] == ["first", "applicant"]
