"""What procedures hands down to cases: the applicant, the sheet of answers, the documents (ADR 0009).

`on` is the day the application arrived: ages and deadlines are counted from it, also after a correction.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from yakuba.cases import api as cases
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import StoredFile
from yakuba.procedures.rules.definition import Definition, code_of
from yakuba.procedures.rules.sheet import sheet
from yakuba.procedures.shelf import Shelved

OTHER_LANGUAGES = ("ja-easy", "en")


def titles_of(definition: Definition) -> dict[str, str]:
    """The title in the languages of pages besides Japanese, as far as it is written in them."""
    said = {language: definition.title.say(code_of(language)) for language in OTHER_LANGUAGES}
    return {language: title for language, title in said.items() if title != definition.title.ja}


def applicant_of(
    actor: Actor, version: Shelved, answers: Mapping[str, Any], language: str, *, on: date
) -> cases.Applicant:
    """Who applies, from the answers that say something of the applicant; the verified address wins."""
    said = version.form.by_fact(answers, today=on)
    name = said.get("person.name") or {}
    return cases.Applicant(
        name=_joined(name, "family", "given"),
        kana=_joined(name, "family_kana", "given_kana"),
        phone=str(said.get("person.phone") or ""),
        email=actor.email or str(said.get("person.email") or ""),
        language=language,
    )


def _joined(name: Mapping[str, str], *parts: str) -> str:
    return " ".join(text for part in parts if (text := name.get(part)))


def sheet_of(version: Shelved, answers: Mapping[str, Any], *, on: date) -> tuple[cases.SheetPage, ...]:
    """The answers as officers and the applicant read them, in Japanese."""
    rows = sheet(version.form, answers, today=on)
    return tuple(
        cases.SheetPage(
            title,
            tuple(
                cases.SheetRow(row.key, row.label, row.kind, row.display, row.raw, row.files)
                for row in on_page
            ),
        )
        for (_key, title), on_page in groupby(rows, key=lambda row: (row.page, row.page_title))
    )


def documents_of(
    version: Shelved, answers: Mapping[str, Any], files: Iterable[StoredFile], *, on: date
) -> list[cases.NewDocument]:
    """The attached files with the question each answers, in the order of the form."""
    by_id = {str(file.public_id): file for file in files}
    return [
        cases.NewDocument(by_id[public_id], row.key, row.label)
        for row in sheet(version.form, answers, today=on)
        for public_id in row.files
        if public_id in by_id
    ]
