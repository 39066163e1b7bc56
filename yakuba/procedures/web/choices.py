"""Fixed answers of the form: eras, kinds of files."""

from functools import lru_cache

from yakuba.kernel.values.wareki import ERA_CHOICES, WESTERN
from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.definition import Field
from yakuba.ui.components.fields import Choice

EXTENSIONS = {"pdf": ".pdf", "jpeg": ".jpg,.jpeg", "png": ".png", "docx": ".docx", "xlsx": ".xlsx"}
TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


LATIN = {
    "reiwa": "Reiwa 令和",
    "heisei": "Heisei 平成",
    "showa": "Showa 昭和",
    "taisho": "Taisho 大正",
    "meiji": "Meiji 明治",
}


@lru_cache(maxsize=8)
def eras(language: str) -> tuple[Choice, ...]:
    """The eras to choose from, the present one first; 西暦 is the empty choice."""
    names = LATIN if language == "en" else {}
    return tuple(Choice(code, names.get(code, label)) for code, label in ERA_CHOICES if code != WESTERN)


def accepted(one: Field) -> str:
    """The value of `accept` for a file question."""
    return ",".join(EXTENSIONS[kind] for kind in one.accept or kinds.DEFAULT_ACCEPT)


def content_types(one: Field) -> frozenset[str]:
    """The content types a file question takes."""
    return frozenset(TYPES[kind] for kind in one.accept or kinds.DEFAULT_ACCEPT)
