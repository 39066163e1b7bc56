"""Take sections, roles, staff and made-up residents of a ward pack into the tables; a second time changes nothing."""

from collections.abc import Mapping

from django.conf import settings

from yakuba.identity.keys import email_login, keyed
from yakuba.identity.models import Account, Appointment, Fact, Resident, Role, Section, SectionTerm, Staff
from yakuba.identity.permissions import MANAGE_SECTIONS
from yakuba.identity.queries import search_key
from yakuba.identity.rights import rights_changed
from yakuba.identity.rules.pack import Pack, ResidentRow, StaffRow
from yakuba.identity.rules.password import sample_password
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor

SOURCE = "見本のデータ"


@action(permission=MANAGE_SECTIONS, audit="自治体パックの組織と職員を取り込んだ")
def load_pack(actor: Actor, *, pack: Pack) -> Pack:
    """Add what is missing, by code, login and key; roles follow the pack.

    What the office changed since (a renamed section, an ended appointment, somebody who left, a password) stays.
    Passwords exist in the demonstration only, and so do residents: a real installation holds no invented people.
    """
    ids = _load_sections(pack)
    roles = _load_roles(pack)
    for row in pack.staff:
        _load_staff(row, ids, roles)
    if settings.DEMO:
        for resident in pack.residents:
            _load_resident(resident)
    rights_changed()
    audit.note(
        about=audit.Subject("identity", "Ward", ""),
        sections=len(ids),
        roles=len(roles),
        staff=len(pack.staff),
    )
    return pack


def demo_password(login: str) -> str:
    """The password of a made-up person, always the same for one installation; exists in the demonstration only."""
    return sample_password(keyed("sample-password", login))


def _load_sections(pack: Pack) -> dict[str, int]:
    known = {row.code: row for row in Section.objects.all()}
    fresh = {row.code for row in pack.sections} - known.keys()
    for row in pack.sections:
        if row.code not in known:
            known[row.code] = Section.objects.create(code=row.code, kind=row.kind)
    ids = {code: section.pk for code, section in known.items()}
    SectionTerm.objects.bulk_create(
        SectionTerm(
            section_id=ids[row.code],
            name=row.name,
            parent_id=ids.get(row.parent),
            since=row.since,
            until=row.until,
            **row.texts,
        )
        for row in pack.sections
        if row.code in fresh
    )
    for row in pack.sections:
        if row.code in fresh and row.successor:
            Section.objects.filter(code=row.code).update(successor_id=ids[row.successor])
    return ids


def _load_roles(pack: Pack) -> dict[str, int]:
    for row in pack.roles:
        Role.objects.update_or_create(
            code=row.code,
            defaults={
                "name": row.label,
                "help": row.help,
                "reach": row.reach,
                "permissions": sorted(row.permissions),
            },
        )
    return dict(Role.objects.values_list("code", "pk"))


def _load_staff(row: StaffRow, sections: Mapping[str, int], roles: Mapping[str, int]) -> None:
    staff = Staff.objects.filter(account__login=row.login).first()
    if staff is None:
        password = demo_password(row.login) if settings.DEMO and row.demo else None
        account = Account.objects.create_user(row.login, password, kind=Account.Kind.STAFF, email=row.email)
        names = row.names
        staff = Staff.objects.create(
            account=account,
            search_key=search_key(row.login, **names),
            **names,
        )
    elif staff.left_on is not None:
        return
    Appointment.objects.bulk_create(
        [
            Appointment(
                staff=staff,
                section_id=sections[one.section],
                role_id=roles[one.role],
                since=one.since,
                until=one.until,
            )
            for one in row.appointments
        ],
        ignore_conflicts=True,
    )


def _load_resident(row: ResidentRow) -> None:
    if Resident.objects.filter(sample_key=row.key).exists():
        return
    account = None
    if row.account:
        login = email_login(row.email)
        account = Account.objects.create_user(
            login, demo_password(login), kind=Account.Kind.RESIDENT, email=row.email
        )
    resident = Resident.objects.create(
        account=account, email=row.email, language=row.language, sample_key=row.key, **row.names
    )
    now = clock.now()
    Fact.objects.bulk_create(
        Fact(resident=resident, code=code, value=value, source=SOURCE, known_at=now)
        for code, value in row.facts.items()
    )
