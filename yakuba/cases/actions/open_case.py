"""open_case: an application arrives and becomes a case; its clock starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from yakuba.cases.actions.writing import named
from yakuba.cases.events import CaseOpened
from yakuba.cases.models import Case, Document, Sheet
from yakuba.cases.permissions import OPEN
from yakuba.cases.queries import office
from yakuba.cases.rules import clock as rules_clock
from yakuba.cases.rules import sheets
from yakuba.characters import api as characters
from yakuba.kernel import clock, files
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.models import StoredFile
from yakuba.kernel.values.fiscal_year import FiscalYear
from yakuba.kernel.values.japanese_text import phone_key
from yakuba.kernel.values.receipt_number import issue

_COLUMNS = [field for field in Case._meta.concrete_fields if not field.primary_key]
_NAMES = ", ".join(str(field.column) for field in _COLUMNS)
_PLACES = ", ".join(["%s"] * len(_COLUMNS))
_INSERT = (
    f"INSERT INTO cases_case ({_NAMES}) VALUES ({_PLACES}) ON CONFLICT (receipt) DO NOTHING RETURNING id"  # noqa: S608 - names of our own columns
)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, exactly as entered. `email` is where mails go; it gives nobody a right to see the case."""

    name: str
    kana: str = ""
    phone: str = ""
    email: str = ""
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A stored file that comes with a sheet, the key and label of the field it answers."""

    file: StoredFile
    key: str
    label: str


@action(permission=OPEN, audit="申請を受け付けた")
def open_case(
    actor: Actor,
    *,
    receipt_prefix: str,
    title: str,
    kind: str,
    section: int,
    applicant: Applicant,
    sheet: sheets.Pages,
    titles: Mapping[str, str] | None = None,
    documents: Sequence[NewDocument] = (),
    standard_days: int | None = None,
    resident_id: int | None = None,
    subject: tuple[str, str, str | int] = ("", "", ""),
) -> Case:
    """Receive an application as a case: receipt number, first sheet, documents, due day.

    The case belongs to the guest or resident who acts, or to `resident_id` where staff enter it for somebody.
    `title` is Japanese, for the desk, `titles` the same in languages of residents ("ja-easy", "en"), `standard_days`
    working days (標準処理期間, 行手法 6条), `subject` what it is about: module, noun, id. Announces CaseOpened.
    Two statements, one more for the documents and one to keep their files.
    """
    now = clock.now()
    owner = actor.resident_id if actor.kind == "resident" else resident_id
    case = Case(
        title=title,
        titles=dict(titles or {}),
        kind=kind,
        section_id=section,
        owner_key=_owner_key(actor, owner),
        resident_id=owner,
        **_said_of(applicant),
        opened_at=now,
        standard_days=standard_days,
        due_on=rules_clock.due_on(now.date(), standard_days, closed_days=office.closed_days(section)),
        subject_module=subject[0],
        subject_noun=subject[1],
        subject_id=str(subject[2]),
    )
    _insert(case, receipt_prefix, FiscalYear.of(now.date()))
    stored = Sheet(case=case, number=1, pages=sheets.to_json(sheet), shape=sheets.shape(sheet), made_at=now)
    stored.save(force_insert=True)
    attach(case, documents, stored.number)
    announce(CaseOpened(**named(case)))
    return case


def _said_of(applicant: Applicant) -> dict[str, str]:
    """The columns that say who applies, with the keys by which the desk finds them."""
    return {
        "applicant_name": applicant.name,
        "applicant_kana": applicant.kana,
        "phone": applicant.phone,
        "email": applicant.email,
        "name_key": characters.search_key(applicant.name),
        "kana_key": characters.search_key(applicant.kana),
        "phone_key": phone_key(applicant.phone),
        "language": applicant.language,
    }


def attach(case: Case, documents: Sequence[NewDocument], sheet_number: int) -> None:
    """Keep the files for good as documents of the case (2 SQL, none without documents)."""
    if not documents:
        return
    Document.objects.bulk_create(
        Document(
            case=case,
            file=one.file,
            kind=Document.Kind.ATTACHMENT,
            key=one.key,
            label=one.label,
            sheet_number=sheet_number,
            added_at=clock.now(),
        )
        for one in documents
    )
    files.keep(one.file for one in documents)


def _owner_key(actor: Actor, resident_id: int | None) -> str:
    if resident_id is not None:
        return f"resident:{resident_id}"
    return actor.key if actor.kind == "guest" else ""


def _insert(case: Case, prefix: str, year: FiscalYear) -> None:
    """Store the case under a new receipt number; where two numbers meet (35 random bits), draw again."""
    with connection.cursor() as cursor:
        found = None
        while found is None:
            case.receipt = str(issue(prefix, year))
            values: list[Any] = [
                field.get_db_prep_save(field.pre_save(case, add=True), connection) for field in _COLUMNS
            ]
            cursor.execute(_INSERT, values)
            found = cursor.fetchone()
    case.pk = found[0]
    case._state.adding = False
    case._state.db = connection.alias
