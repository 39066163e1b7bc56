"""Which cases an actor may see: staff by section and by opinions asked of them, applicants their own."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from yakuba.cases.models import OPEN, Case, Opinion
from yakuba.cases.permissions import OWN, READ
from yakuba.cases.rules.transitions import standing
from yakuba.identity import api as identity
from yakuba.kernel.actor import Actor
from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.receipt_number import parse

PUBLIC_FIELDS = (
    "id",
    "receipt",
    "title",
    "titles",
    "kind",
    "section_id",
    "status",
    "applicant_name",
    "applicant_kana",
    "phone",
    "email",
    "owner_key",
    "resident_id",
    "language",
    "opened_at",
    "standard_days",
    "due_on",
    "closed_at",
    "news",
    "revision",
    "subject_module",
    "subject_noun",
    "subject_id",
)
"""The columns of a case that the Internet face may read: `Case.objects.only(*PUBLIC_FIELDS)`."""


def cases_visible_to(
    actor: Actor, permission: Permission = READ, receipts_shown: Collection[str] = ()
) -> QuerySet[Case]:
    """The cases an actor may see.

    Staff: those of the sections where they hold the permission; for reading also those about which one of these
    sections is asked for an opinion, while it is asked and, once answered, until the case ends. Residents and
    guests: their own. `receipts_shown` are receipt numbers this browser was given for its own applications
    (a signed claim that the caller has checked); they open cases that belong to no signed-in person.
    The house itself: all.
    """
    if actor.kind == "system":
        return Case.objects.all()
    if actor.kind == "staff":
        sections = actor.sections_for(permission)
        if permission == READ:
            return Case.objects.filter(Q(section__in=sections) | Q(Exists(_asked(sections))))
        return Case.objects.filter(section__in=sections)
    mine = Q(owner_key="", receipt__in=list(receipts_shown)) if receipts_shown else Q(pk__in=())
    if actor.kind in ("guest", "resident") and actor.may(OWN):
        mine |= Q(owner_key__in=identity.keys_of(actor))
    return Case.objects.filter(mine).only(*PUBLIC_FIELDS)


def _asked(sections: Collection[int]) -> QuerySet[Opinion]:
    open_still = Q(answered_at__isnull=True) | Q(case__status__in=OPEN)
    return Opinion.objects.filter(
        open_still, case=OuterRef("pk"), section__in=sections, cancelled_at__isnull=True
    )


def case_for_applicant(actor: Actor, receipt: str, receipts_shown: Collection[str] = ()) -> Case:
    """One's own case by its receipt number; somebody else's is as unknown as one that never was."""
    case = _own(actor, receipt, receipts_shown).first()
    if case is None:
        raise NotFound()
    return case


def _own(actor: Actor, receipt: str, receipts_shown: Collection[str]) -> QuerySet[Case]:
    try:
        number = str(parse(receipt))
    except BadValue:
        raise NotFound() from None
    if actor.kind == "staff":
        raise NotFound()
    return cases_visible_to(actor, OWN, receipts_shown).filter(receipt=number)


def case_by_id(actor: Actor, case_id: int) -> Case:
    """A case a member of staff (or the house) may read, or NotFound."""
    case = cases_visible_to(actor).filter(pk=case_id).select_related("assignee").first()
    if case is None:
        raise NotFound()
    return case


def lock_for(
    actor: Actor, case_id: int, permission: Permission, verb: str, revision: int | None = None
) -> Case:
    """The case, locked for a change by staff or the house.

    Refuses: one the actor may not read (NotFound), one of a section in which the permission is not held
    (NotAllowed), one that somebody changed since `revision` was read (Conflict), a status in which the verb is
    not allowed (Refusal "not_now").
    """
    case = cases_visible_to(actor).select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotFound()
    if not actor.may(permission, case.section_id):
        raise NotAllowed()
    if revision is not None:
        require_revision(case, revision)
    _require_standing(case, verb)
    return case


def lock_own(actor: Actor, receipt: str, verb: str, receipts_shown: Collection[str] = ()) -> Case:
    """The applicant's own case, locked for a change; somebody else's is NotFound, the wrong status "not_now"."""
    case = _own(actor, receipt, receipts_shown).select_for_update(of=("self",)).first()
    if case is None:
        raise NotFound()
    _require_standing(case, verb)
    return case


def lock_opinion(actor: Actor, opinion_id: int) -> Opinion:
    """An opinion with its case, both locked, that the actor may read; NotFound otherwise."""
    visible = cases_visible_to(actor).values("pk")
    opinion = (
        Opinion.objects.select_related("case")
        .select_for_update(of=("self", "case"))
        .filter(pk=opinion_id, case__in=visible)
        .first()
    )
    if opinion is None:
        raise NotFound()
    return opinion


def require_revision(case: Case, revision: int) -> None:
    """Refuse (Conflict) where somebody changed the case since this revision was read."""
    if revision != case.revision:
        raise Conflict()


def _require_standing(case: Case, verb: str) -> None:
    answer = standing(verb, case.status)
    if not answer.allowed:
        raise Refusal("not_now", gettext(answer.sentence))
