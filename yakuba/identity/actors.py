"""Actors out of rows: who a session, an account, an address is to the house."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from yakuba.identity import queries
from yakuba.identity.keys import email_key
from yakuba.identity.models import Resident, Role, Staff
from yakuba.identity.remembered import Remembered
from yakuba.identity.rules.section_tree import Tree
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.values.email_address import parse_email

GUEST_LABEL = "ゲスト（メール確認済み）"
RESIDENT_LABEL = "住民（アカウント）"
UNPLACED_LABEL = "職員（発令なし）"

Rights = tuple[Mapping[str, frozenset[int]], frozenset[int], str]
_rights: Remembered[Rights] = Remembered()


def guest(email: str) -> Actor:
    """Whoever has shown that they read mail at this address."""
    return Actor(
        kind="guest",
        key=guest_key(email),
        label=GUEST_LABEL,
        assurance=Assurance.EMAIL,
        email=parse_email(email),
    )


def guest_key(email: str) -> str:
    """The actor key of a guest: a keyed hash of the address."""
    return f"guest:{email_key(email)}"


def for_resident(resident: Resident, assurance: Assurance = Assurance.ACCOUNT) -> Actor:
    """A resident with an account."""
    return Actor(
        kind="resident",
        key=f"resident:{resident.pk}",
        label=RESIDENT_LABEL,
        assurance=assurance,
        email=resident.email,
        resident_id=resident.pk,
    )


def for_staff(staff: Staff, assurance: Assurance = Assurance.TWO_FACTOR, on: date | None = None) -> Actor:
    """A member of staff with what they may do on a day (today): at most 2 SQL, none where remembered."""
    day = on or clock.today()
    grants, own, label = _rights.get((staff.pk, staff.rights_version, day), lambda: _rights_of(staff.pk, day))
    return Actor(
        kind="staff",
        key=f"staff:{staff.pk}",
        label=label,
        assurance=assurance,
        staff_id=staff.pk,
        grants=grants,
        sections=own,
    )


def keys_of(actor: Actor) -> frozenset[str]:
    """All keys under which rows of this actor may stand: a resident's own, and that of the same verified address."""
    if actor.kind == "resident" and actor.email:
        return frozenset({actor.key, guest_key(actor.email)})
    return frozenset({actor.key})


def _rights_of(staff_id: int, day: date) -> Rights:
    held = queries.rights_on(staff_id, day)
    tree = queries.read_tree()
    own = frozenset(section for section, _reach, _codes in held)
    grants: dict[str, set[int]] = defaultdict(set)
    for section, reach, codes in held:
        reached = reached_by(tree, section, reach, day)
        for code in codes:
            grants[code] |= reached
    label = tree.full_name(next(iter(_placed(held, tree, day)), 0), day) or UNPLACED_LABEL
    return {code: frozenset(ids) for code, ids in grants.items()}, own, label


def _placed(held: Iterable[tuple[int, str, list[str]]], tree: Tree, day: date) -> list[int]:
    """Sections in which somebody sits, those still open first."""
    ids = [section for section, _reach, _codes in held]
    return sorted(ids, key=lambda one: not tree.is_open(one, day))


def reached_by(tree: Tree, section: int, reach: str, day: date) -> frozenset[int]:
    """The sections in which a role of this reach, held in a section, counts; with those whose work they carry on."""
    if reach == Role.Reach.WARD:
        return frozenset(tree.nodes)
    below = tree.below(section, day) if reach == Role.Reach.BELOW else {section}
    return tree.with_predecessors(below, day)
