"""The ward this installation serves, read from its ward pack (`wards/<name>/ward.toml`). A ward is data."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Category:
    """A heading of the catalogue: a field (分野) or a life event, with its label in each language."""

    code: str
    labels: dict[str, str]

    def label(self, language: str) -> str:
        """The label in a language of the pages ("ja", "ja-easy", "en")."""
        return _said(self.labels, language)


@dataclass(frozen=True, slots=True)
class Ward:
    """What pages and notices say of the ward."""

    code: str
    name: str
    name_en: str
    office: str
    head: str
    postcode: str
    address: str
    phone: str
    phone_text: dict[str, str]
    opening: dict[str, str]
    mail_from: str
    mail_name: str
    sample_note: dict[str, str]
    fields: tuple[Category, ...]
    life_events: tuple[Category, ...]

    def contact(self, language: str) -> tuple[str, str]:
        """Where to ask and when, in a language of the pages: telephone, opening hours."""
        return _said(self.phone_text, language), _said(self.opening, language)


def _said(texts: dict[str, str], language: str) -> str:
    return texts.get({"ja-easy": "easy"}.get(language, language)) or texts["ja"]


def read(directory: Path) -> Ward:
    """The ward of a pack. Raises KeyError naming what is missing, FileNotFoundError where there is no pack."""
    data = tomllib.loads((directory / "ward.toml").read_text("utf-8"))
    return Ward(
        code=data["code"],
        name=data["name"],
        name_en=data["name_en"],
        office=data["office"],
        head=data["head"],
        postcode=data["postcode"],
        address=data["address"],
        phone=data["phone"],
        phone_text=data["phone_text"],
        opening=data["opening"],
        mail_from=data["mail_from"],
        mail_name=data["mail_name"],
        sample_note=data.get("sample_note", {}),
        fields=_categories(data["field"]),
        life_events=_categories(data["life_event"]),
    )


def _categories(rows: list[dict[str, Any]]) -> tuple[Category, ...]:
    return tuple(Category(row["code"], row["label"]) for row in rows)
