"""Reads the sample of a ward pack: who applies, what they type, what people write to each other (`sample.toml`)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yakuba.kernel.refusals import Refusal

RESIDENTS, SAMPLE = "residents.toml", "sample.toml"
LANGUAGES = {"easy": "ja-easy", "en": "en"}
BANK, BRANCH = "9900", "019"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who applies: by an account, or as a guest."""

    key: str
    name: Mapping[str, str]
    facts: Mapping[str, Any]
    email: str
    phone: str
    language: str
    account: bool


@dataclass(frozen=True, slots=True)
class Story:
    """An application that is always made: who, what, how it goes on, how many open days ago it arrived (None: the
    course says)."""

    person: str
    procedure: str
    course: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What the sample says of one procedure; `share` is how often it is applied for, `asks` whom its section asks,
    `people` who applies (nobody named: anybody)."""

    slug: str
    share: int
    asks: str
    people: Sequence[str]
    answers: Mapping[str, Sequence[Any]]
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """The whole sample of a ward."""

    people: Mapping[str, Person]
    relatives: Sequence[Mapping[str, str]]
    stories: Sequence[Story]
    kinds: Mapping[str, Kind]

    def wishes(self, person: Person, slug: str) -> dict[str, Sequence[Any]]:
        """What a person would type into the form of a procedure."""
        kind = self.kinds.get(slug)
        family = {part: person.name.get(part, "") for part in ("family", "family_kana")}
        return {
            "papers": ["yes"],
            "kind:name": [{**family, **one} for one in self.relatives] or [person.name],
            "kind:address": [person.facts["person.address"]],
            "kind:phone": [person.phone],
            "kind:email": [person.email],
            **{fact: [value] for fact, value in person.facts.items()},
            **(kind.answers if kind else {}),
        }


def read(directory: Path) -> Sample:
    """The sample of a ward pack. Refuses a pack without one, or with one that cannot be read."""
    try:
        found = tomllib.loads((directory / SAMPLE).read_text("utf-8"))
        residents = tomllib.loads((directory / RESIDENTS).read_text("utf-8"))
    except FileNotFoundError as missing:
        raise Refusal("sample", f"見本のファイルがありません：{missing.filename}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal("sample", f"{SAMPLE} を読めません：{error}") from None
    rows = [*residents.get("resident", []), *found.get("person", [])]
    everywhere = found.get("words", {})
    return Sample(
        people={row["key"]: _person(row) for row in rows},
        relatives=found.get("relative", []),
        stories=[Story(**row) for row in found.get("story", [])],
        kinds={slug: _kind(slug, row, everywhere) for slug, row in found.get("procedure", {}).items()},
    )


def _person(row: Mapping[str, Any]) -> Person:
    name = {part: row.get(part, "") for part in ("family", "given", "family_kana", "given_kana", "former")}
    kana = f"{name['family_kana']} {name['given_kana']}".replace("・", " ")
    account = {"bank": BANK, "branch": BRANCH, "type": "ordinary", "number": "0000001", "holder": kana}
    return Person(
        key=row["key"],
        name=name,
        facts={
            "person.name": name,
            "person.birth": row["birth"],
            "person.address": row["address"],
            "person.phone": row["phone"],
            "person.email": row["email"],
            "person.bank_account": row.get("bank_account", account),
        },
        email=row["email"],
        phone=row["phone"],
        language=LANGUAGES.get(row.get("language", ""), "ja"),
        account=bool(row.get("account")),
    )


def _kind(slug: str, row: Mapping[str, Any], everywhere: Mapping[str, Any]) -> Kind:
    return Kind(
        slug=slug,
        share=int(row.get("share", 1)),
        asks=row.get("asks", ""),
        people=row.get("people", []),
        answers=row.get("answers", {}),
        words={**everywhere, **row.get("words", {})},
    )
