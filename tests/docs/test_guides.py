"""What the guides show can be done as it stands: the definition that staff copy has no mistake, the mistakes are those told."""

import re

from tests.architecture import house
from yakuba.config import demo
from yakuba.procedures.rules.analysis import check_toml

GUIDE = (house.ROOT / "docs/guides/write-a-procedure.md").read_text("utf-8")


def example() -> str:
    """The definition of the guide, as it is copied."""
    found = re.search(r"```toml\n(.*?)```", GUIDE, re.S)
    assert found
    return found[1]


def test_the_definition_to_copy_has_no_mistakes() -> None:
    definition, mistakes = check_toml(example())
    assert definition is not None and mistakes == []
    sections = (house.ROOT / "wards/toshima/organization.toml").read_text("utf-8")
    assert f'code = "{definition.section}"' in sections


def test_the_mistakes_shown_are_found() -> None:
    spoilt = example().replace('kind = "address"', 'kind = "addres"').replace("'again ==", "'kind ==")
    told = [one.sentence for one in check_toml(spoilt)[1]]
    assert any("「addres」は使えません" in one and "「address」の間違いですか" in one for one in told)
    assert "「kind」という質問はありません。" in told


def test_every_guide_is_named_where_people_look() -> None:
    read = "".join(
        (house.ROOT / name).read_text("utf-8") for name in ("README.md", "README.ja.md", "docs/README.md")
    )
    guides = sorted(path.name for path in (house.ROOT / "docs/guides").glob("*.md"))
    house.none(name for name in guides if f"guides/{name}" not in read)


def test_every_environment_variable_is_told() -> None:
    told = (house.ROOT / "docs/guides/operate.md").read_text("utf-8")
    read = "".join(path.read_text("utf-8") for path in (house.HOUSE / "config").rglob("*.py"))
    names = set(re.findall(r"\b(?:YAKUBA|DATABASE)_[A-Z_]*[A-Z]\b", read))
    assert {"YAKUBA_VAR", "DATABASE_URL", "YAKUBA_CLAMD"} <= names
    house.none(sorted(name for name in names if f"`{name}`" not in told))


def test_the_options_of_the_demo_are_told() -> None:
    told = (house.ROOT / "docs/guides/operate.md").read_text("utf-8")
    options = {word for one in demo.parser()._actions for word in one.option_strings if word.startswith("--")}
    house.none(sorted(word for word in options - {"--help"} if f"`{word}" not in told))
