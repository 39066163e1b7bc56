"""Writing definitions: canonical, and read back to the same definition."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules.definition import (
    BadDefinition,
    Definition,
    Document,
    Field,
    Option,
    Outcome,
    Page,
    Text,
    Window,
    from_json,
    to_json,
)
from yakuba.procedures.rules.dump import dump_toml
from yakuba.procedures.rules.load import load_toml

EXAMPLE = Path(__file__).with_name("example.toml").read_text()


def _loaded(text: str) -> Definition:
    found = load_toml(text)
    assert not isinstance(found, list), found
    return found


def test_the_example_survives_every_round_trip() -> None:
    definition = _loaded(EXAMPLE)
    written = dump_toml(definition)
    assert _loaded(written) == definition
    assert dump_toml(_loaded(written)) == written
    assert from_json(to_json(definition)) == definition
    assert dump_toml(from_json(to_json(definition))) == written


def test_nothing_is_lost() -> None:
    """Every value of the file is in what is written, but for those that say the default."""
    wanted, written = tomllib.loads(EXAMPLE), tomllib.loads(dump_toml(_loaded(EXAMPLE)))
    assert wanted.pop("assurance") == "email"
    wanted["explanation"]["ja"] = wanted["explanation"]["ja"].strip()
    written["explanation"]["ja"] = written["explanation"]["ja"].strip()
    assert written == wanted


def test_the_form_of_what_is_written() -> None:
    definition = _loaded(EXAMPLE)
    lines = dump_toml(definition).splitlines()
    assert "visible_if = 'living == \"apart\"'" in lines
    assert 'explanation.ja = """' in lines
    assert "window = { from = 2026-04-01, until = 2027-03-31 }" in lines
    assert not any(line.startswith("required = true") for line in lines)
    assert all(line == line.rstrip() for line in lines)


KEYS = st.from_regex(r"\A[a-z][a-z0-9_]{0,10}\Z").filter(
    lambda key: key not in {"and", "or", "not", "if", "min", "max"}
)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Cf"]) | st.sampled_from(
    '\\"\'\n\t#="""'
)
SENTENCES = st.text(LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool)
LINES = SENTENCES.map(lambda text: text.replace("\n", " "))
TEXTS = st.builds(Text, SENTENCES, st.just("") | SENTENCES, st.just("") | SENTENCES)
LABELS = st.builds(Text, LINES, st.just("") | LINES, st.just("") | LINES)
OPTIONS = st.lists(
    st.builds(Option, KEYS, LABELS, st.none() | TEXTS),
    min_size=1,
    max_size=4,
    unique_by=lambda option: option.key,
).map(tuple)
COMMON: dict[str, Any] = {"key": KEYS, "label": LABELS, "help": st.none() | TEXTS, "required": st.booleans()}
SIMPLE = st.one_of(
    st.builds(Field, kind=st.just("text"), max_length=st.none() | st.integers(1, 300), **COMMON),
    st.builds(Field, kind=st.just("name"), kana=st.booleans(), former=st.booleans(), **COMMON),
    st.builds(
        Field, kind=st.just("number"), min=st.none() | st.integers(-9, 9), max=st.floats(10, 99), decimals=st.integers(0, 3),
        unit=st.none() | LABELS, **COMMON,
    ),
    st.builds(Field, kind=st.just("choice"), options=OPTIONS, **COMMON),
    st.builds(Field, kind=st.just("choices"), options=OPTIONS, min=st.none() | st.just(1), **COMMON),
    st.builds(Field, kind=st.just("date"), max=st.none() | st.sampled_from(["today", "today-18y", "2026-04-01"]), **COMMON),
    st.builds(Field, kind=st.just("email"), confirm=st.booleans(), **COMMON),
    st.builds(
        Field, kind=st.just("text"), pattern=st.sampled_from(["[A-Z]{2}", r"\d{3}-\d{4}", "it's"]), pattern_message=LABELS,
        **COMMON,
    ),
    st.builds(Field, kind=st.just("note"), key=KEYS, text=TEXTS),
    st.builds(
        Field, kind=st.just("computed"), key=KEYS, label=LABELS,
        computed=st.sampled_from(["1 + 1", 'if(1 < 2, "a", "b")', "'x'"]),
    ),
)  # fmt: skip
FILES = st.builds(
    Field, kind=st.just("file"), accept=st.just(("pdf", "png")), max_mb=st.integers(1, 100), **COMMON
)
GROUPS = st.builds(
    Field, kind=st.just("group"), key=KEYS, label=LABELS, min=st.none() | st.just(1), item=st.none() | LABELS,
    fields=st.lists(SIMPLE, min_size=1, max_size=3, unique_by=lambda field: field.key).map(tuple),
)  # fmt: skip


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """A definition that is faultless by its making."""
    unique = draw(
        st.lists(st.one_of(SIMPLE, FILES, GROUPS), min_size=1, max_size=6, unique_by=lambda field: field.key)
    )
    cut = draw(st.integers(0, len(unique) - 1))
    pages = [part for part in (unique[:cut], unique[cut:]) if part]
    return Definition(
        format=1,
        slug=draw(KEYS),
        title=draw(LABELS),
        summary=draw(TEXTS),
        explanation=draw(st.none() | TEXTS),
        section=draw(KEYS),
        who=draw(TEXTS),
        field=draw(KEYS),
        keywords=tuple(draw(st.lists(st.sampled_from(["児童", 'a"b', "c\\d"]), unique=True))),
        window=draw(
            st.none() | st.just(Window(date(2026, 4, 1), None)) | st.just(Window(None, date(2026, 4, 1)))
        ),
        standard_days=draw(st.none() | st.integers(0, 1000)),
        originals=draw(st.sampled_from(["none", "show", "post"])),
        outcome=draw(st.none() | st.builds(Outcome, received=TEXTS)),
        documents=tuple(
            draw(st.lists(st.builds(Document, key=KEYS, label=LABELS), max_size=2, unique_by=lambda d: d.key))
        ),
        pages=tuple(
            Page(key=f"p{number}", title=draw(LABELS), intro=draw(st.none() | TEXTS), fields=tuple(part))
            for number, part in enumerate(pages)
        ),
    )


@settings(derandomize=True, max_examples=150, deadline=None)
@given(definitions())
def test_any_definition_survives_every_round_trip(definition: Definition) -> None:
    written = dump_toml(definition)
    again = load_toml(written)
    assert again == definition
    assert dump_toml(again) == written
    assert from_json(to_json(definition)) == definition


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"\xff", b'{"format": 2}', to_json(_loaded(EXAMPLE)).replace(b'"format":1', b'"format":2'),
     to_json(_loaded(EXAMPLE)).replace(b'"slug"', b'"slag"'), b"[" * 100_000],
    ids=range(8),
)  # fmt: skip
def test_json_that_is_no_definition_is_refused(data: bytes) -> None:
    with pytest.raises(BadDefinition):
        from_json(data)


def test_the_window() -> None:
    window = Window(date(2026, 4, 1), date(2026, 6, 30))
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [window.open_on(day) for day in days] == [False, True, True, False]
    assert Window().open_on(days[0])
