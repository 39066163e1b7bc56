"""The reference pages name every verb, event, permission, option, job, command and address as the code declares them."""

from yakuba.config import reference


def test_the_reference_pages_are_those_the_code_would_write() -> None:
    assert sorted(reference.stale_pages()) == [], "run `yakuba reference`"


def test_every_page_is_written_by_the_command_but_one() -> None:
    pages = reference.pages()
    assert set(pages) == {one.name for one in reference.FOLDER.glob("*.md")} - {"procedure-definition.md"}
    assert all(text.startswith("<!-- Written by") for text in pages.values())
