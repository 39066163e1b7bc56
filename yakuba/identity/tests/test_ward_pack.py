"""Loading a ward pack: once, twice, after the office changed something, with mistakes."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from yakuba.config import places
from yakuba.identity import api
from yakuba.identity.actions.end_appointment import end_appointment
from yakuba.identity.actions.load_pack import load_pack
from yakuba.identity.actions.rename_section import rename_section
from yakuba.identity.actions.retire_staff import retire_staff
from yakuba.identity.models import Account, Appointment, Fact, Resident, Role, Section, SectionTerm, Staff
from yakuba.identity.rules.pack import FILES, Pack
from yakuba.identity.tests.people import HOUSE, everything, reload, unchanged
from yakuba.kernel import clock
from yakuba.kernel.actor import anonymous
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.permissions import all_permissions
from yakuba.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
TOSHIMA = places.ROOT / "wards" / "toshima"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the sample ward's four files, with roles of permissions that this installation knows."""
    for name in FILES:
        shutil.copy(TOSHIMA / name, tmp_path)
    known = {one.code for one in all_permissions()}
    roles = tmp_path / "roles.toml"
    named = re.compile(r'"([a-z]+\.[a-z_]+)",?')
    text = named.sub(lambda found: found[0] if found[1] in known else "", roles.read_text("utf-8"))
    roles.write_text(text, "utf-8")
    return tmp_path


def test_sample_ward_is_loaded_whole(pack: Path) -> None:
    assert api.load_ward(HOUSE, pack) == [], "no sign-ins outside the demonstration"
    assert Section.objects.count() >= 20
    assert Staff.objects.count() >= 10
    assert not Resident.objects.exists(), "a real installation holds no invented people"
    assert not any(one.has_usable_password() for one in Account.objects.all())
    old = api.section_by_code("information_management")
    assert api.present_section(old.id) == api.section_by_code("information_policy").id
    chief = api.actor_for_staff(Staff.objects.get(account__login="suzuki"))
    assert chief.label == "子育て支援課"
    assert chief.grants


def test_second_load_changes_nothing_but_the_trail(pack: Path) -> None:
    api.load_ward(HOUSE, pack)
    before = _without_trail()
    api.load_ward(HOUSE, pack)
    assert _without_trail() == before


def _without_trail() -> list[object]:
    versions = Staff.objects.update(rights_version=1)
    kept = AuditEntry.objects.count()
    return [[rows for rows in everything() if not (rows and "actor_key" in rows[0])], versions, kept > 0]


def test_what_the_office_changed_stays(pack: Path) -> None:
    api.load_ward(HOUSE, pack)
    section = Section.objects.get(code="information_policy")
    rename_section(
        HOUSE,
        section_id=section.pk,
        name="デジタル課",
        parent_id=None,
        since=date(2026, 4, 1),
        phone="",
        sign="",
    )
    yamada, sato = (Staff.objects.get(account__login=login) for login in ("yamada", "sato"))
    held = Appointment.objects.filter(staff=yamada).latest("since")
    end_appointment(HOUSE, staff_id=yamada.pk, appointment_id=held.pk, until=clock.today())
    retire_staff(HOUSE, staff_id=sato.pk)
    api.load_ward(HOUSE, pack)
    assert api.section_name(section.pk) == "デジタル課"
    assert SectionTerm.objects.filter(section=section).count() == 2
    assert Appointment.objects.get(pk=held.pk).until == clock.today()
    assert reload(sato).left_on == clock.today()


def test_roles_follow_the_pack_and_rights_change_at_once(pack: Path) -> None:
    api.load_ward(HOUSE, pack)
    yamada = Staff.objects.get(account__login="yamada")
    before = api.actor_for_staff(yamada).grants
    Role.objects.update(permissions=[])
    api.load_ward(HOUSE, pack)
    assert api.actor_for_staff(reload(yamada)).grants == before


def test_demonstration_gets_people_with_passwords(pack: Path, settings: Settings) -> None:
    settings.DEMO = True
    ready = api.load_ward(HOUSE, pack)
    assert api.load_ward(HOUSE, pack) == ready
    staff = {one["user"]: one["password"] for one in ready if one["label"].startswith("職員")}
    assert Account.objects.get(login="tanaka").check_password(staff["tanaka"])
    assert Resident.objects.filter(family="𠮷田").exists()
    assert Fact.objects.get(resident__family="葛󠄀城", code="person.birth").value == "1988-02-29"
    guests = [one for one in ready if one["password"] == ""]
    assert guests
    assert all("@" in one["user"] for one in guests)


@pytest.mark.parametrize("name", FILES)
def test_broken_file_is_refused_with_its_name(pack: Path, name: str) -> None:
    (pack / name).write_text("[[section]\n", "utf-8")

    def refused() -> None:
        with pytest.raises(Refusal) as no:
            api.load_ward(HOUSE, pack)
        assert str(no.value.sentence).startswith(name)

    unchanged(refused)


def test_mistakes_are_refused_all_at_once_and_nothing_is_loaded(pack: Path) -> None:
    for name in ("organization.toml", "roles.toml"):
        (pack / name).write_text("", "utf-8")

    def refused() -> None:
        with pytest.raises(Refusal) as no:
            api.load_ward(HOUSE, pack)
        assert "ほかに" in str(no.value.sentence)

    unchanged(refused)


def test_missing_file_is_refused(pack: Path) -> None:
    (pack / "staff.toml").unlink()
    with pytest.raises(Refusal):
        api.load_ward(HOUSE, pack)


def test_pack_without_residents_is_fine(pack: Path) -> None:
    (pack / "residents.toml").unlink()
    api.load_ward(HOUSE, pack)


def test_loading_is_not_for_everybody() -> None:
    def refused() -> None:
        with pytest.raises(NotAllowed):
            load_pack(anonymous(), pack=Pack())

    unchanged(refused)
