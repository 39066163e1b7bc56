"""Rows of identity, and who may see them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from yakuba.characters import api as characters
from yakuba.identity.models import (
    Account,
    Appointment,
    Fact,
    Resident,
    Role,
    Section,
    SectionTerm,
    Session,
    Staff,
)
from yakuba.identity.permissions import MANAGE_STAFF, READ_STAFF
from yakuba.identity.remembered import Remembered
from yakuba.identity.rules.section_tree import Node, Term, Tree, tree_of
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.refusals import NotFound

_trees: Remembered[Tree] = Remembered()
_TERM_COLUMNS = (
    "section_id",
    "name",
    "parent_id",
    "since",
    "until",
    "name_en",
    "name_easy",
    "phone",
    "hours",
    "place",
    "sign",
)


def tree() -> Tree:
    """All sections with all their names; remembered for a minute (1 SQL when it is not)."""
    return _trees.get("tree", read_tree)


def read_tree() -> Tree:
    """All sections with all their names, as they are now."""
    rows = SectionTerm.objects.order_by("section_id", "since").values_list(
        *_TERM_COLUMNS, "section__code", "section__kind", "section__successor_id"
    )
    nodes: dict[int, Node] = {}
    terms: list[Term] = []
    for *columns, code, kind, successor in rows:
        terms.append(Term(*columns))
        nodes.setdefault(columns[0], Node(columns[0], code, kind, successor))
    return tree_of(nodes.values(), terms)


def in_force(on: date) -> Q:
    """Rows with `since` and `until` that are in force on a day."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def sections() -> QuerySet[Section]:
    """All sections: the organisation is public."""
    return Section.objects.all()


def staff_visible_to(actor: Actor) -> QuerySet[Staff]:
    """Staff for those who may read staff, oneself for everybody on staff, nobody for residents."""
    rows = Staff.objects.select_related("account")
    if actor.may(READ_STAFF) or actor.may(MANAGE_STAFF):
        return rows
    if actor.kind == "staff":
        return rows.filter(pk=actor.staff_id or 0)
    return rows.none()


def find_staff(actor: Actor, *, words: str, section: int | None, left: str, on: date) -> QuerySet[Staff]:
    """Staff by name, reading or login (`words`) and section with all below it; `left` is "" or "left"."""
    rows = staff_visible_to(actor).filter(left_on__isnull=left != "left")
    for word in words.split()[:5]:
        rows = rows.filter(search_key__contains=characters.search_key(word))
    if section is not None:
        now = Appointment.objects.filter(in_force(on), section__in=tree().below(section, on))
        rows = rows.filter(pk__in=now.values("staff_id"))
    return rows.prefetch_related(
        Prefetch(
            "appointments", Appointment.objects.filter(in_force(on)).select_related("role").order_by("since")
        )
    ).order_by("family_kana", "given_kana", "pk")


def one_staff(actor: Actor, staff_id: int) -> Staff:
    """A member of staff the actor may see, or NotFound."""
    found = staff_visible_to(actor).filter(pk=staff_id).first()
    if found is None:
        raise NotFound()
    return found


def search_key(login: str, *, family: str, given: str, family_kana: str, given_kana: str) -> str:
    """The text under which a member of staff is found: keys of names, readings and login, also of whole names."""
    parts = (login, family, given, family + given, family_kana, given_kana, family_kana + given_kana)
    keys = {characters.search_key(part) for part in parts}
    return " ".join(sorted(key for key in keys if key))[:800]


def appointments_of(staff: Staff) -> QuerySet[Appointment]:
    """All appointments of one member of staff, the newest first."""
    return Appointment.objects.filter(staff=staff).select_related("role").order_by("-since", "-pk")


def roles() -> QuerySet[Role]:
    """All roles."""
    return Role.objects.order_by("pk")


def rights_on(staff_id: int, on: date) -> list[tuple[int, str, list[str]]]:
    """What a member of staff holds on a day: section, reach, permission codes; the oldest first (1 SQL)."""
    rows = Appointment.objects.filter(in_force(on), staff_id=staff_id).order_by("since", "pk")
    return list(rows.values_list("section_id", "role__reach", "role__permissions"))


def staff_holding(permission_code: str, on: date) -> QuerySet[Appointment]:
    """Appointments in force on a day whose role bundles a permission, of people who have not left; by reading."""
    rows = Appointment.objects.filter(
        in_force(on), role__permissions__contains=[permission_code], staff__left_on__isnull=True
    )
    return rows.select_related("staff", "role").order_by(
        "staff__family_kana", "staff__given_kana", "staff_id"
    )


def staff_names(ids: Iterable[int]) -> Mapping[int, str]:
    """Names of staff by id (1 SQL)."""
    rows = Staff.objects.filter(pk__in=set(ids)).only("family", "given")
    return {row.pk: row.name for row in rows}


def resident_of(actor: Actor) -> Resident | None:
    """The resident an actor is; None for guests and everybody else."""
    if actor.kind != "resident" or actor.resident_id is None:
        return None
    return Resident.objects.filter(pk=actor.resident_id).first()


def facts_held(residents: Sequence[int], codes: Collection[str]) -> QuerySet[Fact]:
    """Facts of these codes of many residents."""
    return Fact.objects.filter(resident_id__in=list(residents), code__in=list(codes)).order_by(
        "resident_id", "code"
    )


def facts_visible_to(actor: Actor) -> QuerySet[Fact]:
    """What is known of the actor, for an account of their own only: a mailbox may be shared."""
    if actor.kind != "resident" or actor.resident_id is None or actor.assurance < Assurance.ACCOUNT:
        return Fact.objects.none()
    return Fact.objects.filter(resident_id=actor.resident_id).order_by("code")


def account_of(actor: Actor) -> Account:
    """The account of a resident or a member of staff; refuses everybody else with NotFound."""
    found = None
    if actor.kind == "resident":
        found = Account.objects.filter(resident__pk=actor.resident_id or 0).first()
    elif actor.kind == "staff":
        found = Account.objects.filter(staff__pk=actor.staff_id or 0).first()
    if found is None:
        raise NotFound()
    return found


def lock_account_of(actor: Actor) -> Account:
    """One's own account, locked for a change."""
    return Account.objects.select_for_update().get(pk=account_of(actor).pk)


def sessions_of(account: Account, face: str) -> QuerySet[Session]:
    """The live sessions of one account, the last used first."""
    return Session.objects.filter(
        account=account, face=face, expires_at__gt=clock.now(), assurance__gt=Assurance.NONE
    ).order_by("-seen_at")
