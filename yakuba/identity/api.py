"""The door of identity: who people are, where staff sit, what the sections are called.

Shown models: Resident, Staff, Section (for foreign keys). Everything else is a frozen value or a function.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yakuba.identity import actors, queries, remembered
from yakuba.identity.actions.remember_facts import remember_facts
from yakuba.identity.actors import guest_key, keys_of
from yakuba.identity.events import AccountClosed, EmailChanged, ResidentVerified, StaffMoved
from yakuba.identity.models import Resident, Section, Staff
from yakuba.identity.packs import load_ward
from yakuba.identity.permissions import MANAGE_SECTIONS, MANAGE_STAFF, READ_STAFF
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import NotFound

__all__ = [
    "MANAGE_SECTIONS",
    "MANAGE_STAFF",
    "READ_STAFF",
    "AccountClosed",
    "EmailChanged",
    "Fact",
    "Resident",
    "ResidentVerified",
    "Section",
    "SectionCard",
    "Staff",
    "StaffCard",
    "StaffMoved",
    "actor_for_resident",
    "actor_for_staff",
    "facts_held",
    "facts_of",
    "forget_remembered",
    "guest",
    "guest_key",
    "keys_of",
    "load_ward",
    "open_sections",
    "present_section",
    "remember_facts",
    "resident_of",
    "section_by_code",
    "section_card",
    "section_full_name",
    "section_history",
    "section_name",
    "section_name_in",
    "section_names",
    "sections_above",
    "sections_below",
    "sections_with",
    "staff_card",
    "staff_in_section",
    "staff_name",
    "staff_names",
]


@dataclass(frozen=True, slots=True)
class SectionCard:
    """A section as it was on a day. `sign` stands in 文書番号 (豊子子); `depth` 0 is the top of the tree."""

    id: int
    code: str
    kind: str
    name: str
    full_name: str
    name_en: str
    name_easy: str
    parent_id: int | None
    phone: str
    hours: str
    place: str
    sign: str
    depth: int


@dataclass(frozen=True, slots=True)
class StaffCard:
    """A member of staff: id and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the office knows of a resident: a JSON value, where it came from, since when it is known."""

    code: str
    value: Any
    source: str
    known_at: datetime


def section_name(section_id: int, on: date | None = None) -> str:
    """What a section was called on a day (today); its last name where it had ended, "" where it is unknown."""
    return queries.tree().name(section_id, on or clock.today())


def section_name_in(section_id: int, language: str, on: date | None = None) -> str:
    """What a section is called on a day (today) in a language of the pages; in Japanese where it has no other name."""
    tree, day = queries.tree(), on or clock.today()
    term = tree.nearest_term(section_id, day)
    own = {"en": term.name_en, "ja-easy": term.name_easy}.get(language, "") if term else ""
    return own or tree.name(section_id, day)


def section_full_name(section_id: int, on: date | None = None) -> str:
    """The name with the division's before it for a unit: 「子育て支援課 児童給付担当」."""
    return queries.tree().full_name(section_id, on or clock.today())


def section_names(ids: Iterable[int], on: date | None = None) -> dict[int, str]:
    """Names of many sections on a day (today), by id."""
    tree, day = queries.tree(), on or clock.today()
    return {one: tree.name(one, day) for one in ids}


def section_by_code(code: str) -> SectionCard:
    """The section with this code as it is today (or last was); refuses an unknown code with NotFound."""
    found = queries.tree().by_code.get(code)
    if found is None:
        raise NotFound("unknown_section", "その組織はありません。")
    return section_card(found)


def section_card(section_id: int, on: date | None = None) -> SectionCard:
    """A section as it was on a day (today); refuses an unknown id with NotFound."""
    tree, day = queries.tree(), on or clock.today()
    node, term = tree.nodes.get(section_id), tree.nearest_term(section_id, day)
    if node is None or term is None:
        raise NotFound("unknown_section", "その組織はありません。")
    return SectionCard(
        id=section_id,
        code=node.code,
        kind=node.kind,
        name=term.name,
        full_name=tree.full_name(section_id, day),
        name_en=term.name_en,
        name_easy=term.name_easy,
        parent_id=term.parent_id,
        phone=term.phone,
        hours=term.hours,
        place=term.place,
        sign=term.sign,
        depth=len(tree.ancestors(section_id, day)),
    )


def sections_below(section_id: int, on: date | None = None) -> frozenset[int]:
    """The section itself and all below it on a day (today)."""
    return queries.tree().below(section_id, on or clock.today())


def sections_above(section_id: int, on: date | None = None) -> list[int]:
    """The sections above, nearest first, on a day (today)."""
    return queries.tree().ancestors(section_id, on or clock.today())


def open_sections(on: date | None = None) -> list[SectionCard]:
    """The sections that exist on a day (today), each after its parent."""
    return [section_card(one, on) for one in queries.tree().open_on(on or clock.today())]


def present_section(section_id: int) -> int:
    """The section that carries the work of this one on today, by the chain of successors."""
    return queries.tree().present_of(section_id)


def section_history(section_id: int) -> list[str]:
    """Names, places and mergers of a section in sentences, oldest first."""
    return queries.tree().history(section_id)


def staff_name(staff: Staff | int | None) -> str:
    """The name of a member of staff, "" for None or somebody unknown."""
    if isinstance(staff, Staff):
        return staff.name
    return queries.staff_names([staff]).get(staff, "") if staff is not None else ""


def staff_names(ids: Iterable[int]) -> Mapping[int, str]:
    """Names of many members of staff by id (1 SQL)."""
    return queries.staff_names(ids)


def staff_card(staff_id: int) -> StaffCard | None:
    """A member of staff by id, or None."""
    name = queries.staff_names([staff_id]).get(staff_id)
    return StaffCard(staff_id, name) if name is not None else None


def staff_in_section(section_id: int, permission: Permission, on: date | None = None) -> list[StaffCard]:
    """Staff who hold the permission in the section on a day (today): by a role there, above it, or for the ward.

    Sorted by reading; 1 SQL. Of a section whose work another carries on, those of the other count too.
    """
    day = on or clock.today()
    tree = queries.tree()
    cards: dict[int, StaffCard] = {}
    for held in queries.staff_holding(permission.code, day):
        if section_id in actors.reached_by(tree, held.section_id, held.role.reach, day):
            cards[held.staff_id] = StaffCard(held.staff_id, held.staff.name)
    return list(cards.values())


def sections_with(permission: Permission, on: date | None = None) -> frozenset[int]:
    """The sections that exist on a day (today) in which somebody holds the permission; 1 SQL."""
    day = on or clock.today()
    tree = queries.tree()
    reached: set[int] = set()
    for held in queries.staff_holding(permission.code, day):
        reached |= actors.reached_by(tree, held.section_id, held.role.reach, day)
    return frozenset(reached & set(tree.open_on(day)))


def actor_for_staff(staff: Staff | int, *, assurance: Assurance = Assurance.TWO_FACTOR) -> Actor:
    """The Actor of a member of staff, with what they may do today; refuses somebody unknown or gone."""
    row = staff if isinstance(staff, Staff) else Staff.objects.filter(pk=staff).first()
    if row is None or row.left_on is not None:
        raise NotFound("unknown_staff", "その職員はいません。")
    return actors.for_staff(row, assurance)


def actor_for_resident(resident: Resident | int, *, assurance: Assurance = Assurance.ACCOUNT) -> Actor:
    """The Actor of a resident with an account; refuses somebody unknown."""
    row = resident if isinstance(resident, Resident) else Resident.objects.filter(pk=resident).first()
    if row is None:
        raise NotFound("unknown_resident", "その方の登録はありません。")
    return actors.for_resident(row, assurance)


def guest(email: str) -> Actor:
    """The Actor of whoever has shown that they read mail at this address."""
    return actors.guest(email)


def facts_of(actor: Actor) -> dict[str, Fact]:
    """What the office knows of the actor, by code (1 SQL); nothing for guests: a mailbox may be shared."""
    return {
        row.code: Fact(row.code, row.value, row.source, row.known_at)
        for row in queries.facts_visible_to(actor)
    }


def facts_held(residents: Sequence[int], codes: Collection[str]) -> Iterator[tuple[int, Fact]]:
    """What the office knows of many residents, of these codes only: resident id and fact (1 SQL).

    For work on a legal basis that the caller names; whoever shows it to people leaves an entry in the trail.
    """
    for row in queries.facts_held(residents, codes):
        yield row.resident_id, Fact(row.code, row.value, row.source, row.known_at)


def resident_of(actor: Actor) -> Resident | None:
    """The resident an actor is; None for guests, staff and everybody else."""
    return queries.resident_of(actor)


def forget_remembered() -> None:
    """Forget what this process remembers of sections and rights (between tests, after a load)."""
    remembered.forget_all()
