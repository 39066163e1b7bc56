"""The door: names, cards, facts, actors; what a resident may remember of whom."""

from datetime import date

import pytest

from yakuba.identity import api
from yakuba.identity.actions.forget_fact import forget_fact
from yakuba.identity.actions.load_pack import demo_password
from yakuba.identity.actions.remember_facts import remember_facts
from yakuba.identity.models import Fact, Resident
from yakuba.identity.tests.people import (
    HOUSE,
    account_of,
    make_resident,
    make_role,
    make_section,
    make_staff,
    unchanged,
)
from yakuba.kernel.actor import Assurance, anonymous
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotAllowed, NotFound

pytestmark = pytest.mark.django_db
NAME = {"family": "葛󠄀城", "given": "蓮", "family_kana": "カツラギ", "given_kana": "レン"}


def test_sections_by_code_by_id_and_in_bulk() -> None:
    policy = make_section("policy", "政策経営部", kind="department")
    section = make_section("information_policy", "情報政策課", parent=policy)
    card = api.section_by_code("information_policy")
    assert (card.id, card.name, card.depth, card.parent_id) == (section.pk, "情報政策課", 1, policy.pk)
    assert api.section_names([section.pk, policy.pk, 999]) == {
        section.pk: "情報政策課",
        policy.pk: "政策経営部",
        999: "",
    }
    assert api.section_full_name(section.pk) == "情報政策課"
    assert api.sections_below(policy.pk) == {policy.pk, section.pk}
    assert api.sections_above(section.pk) == [policy.pk]
    assert [one.code for one in api.open_sections()] == ["policy", "information_policy"]
    assert api.open_sections(date(2000, 1, 1)) == []


@pytest.mark.parametrize("ask", [lambda: api.section_by_code("nowhere"), lambda: api.section_card(999)])
def test_unknown_sections_are_refused(ask: object) -> None:
    with pytest.raises(NotFound):
        ask()  # type: ignore[operator]


def test_names_of_staff() -> None:
    sato = make_staff("sato")
    assert api.staff_name(sato) == api.staff_name(sato.pk) == "山田 sato"
    assert api.staff_name(None) == api.staff_name(999) == ""
    assert api.staff_names([sato.pk, 999]) == {sato.pk: "山田 sato"}
    assert api.staff_card(sato.pk) == api.StaffCard(sato.pk, "山田 sato")
    assert api.staff_card(999) is None


def test_actors_of_the_unknown_are_refused() -> None:
    for ask in (api.actor_for_staff, api.actor_for_resident):
        with pytest.raises(NotFound):
            ask(999)


def test_guest_has_no_personal_data_in_the_key() -> None:
    actor = api.guest("Taro@Example.jp")
    assert actor.key == api.guest("taro@example.jp").key
    assert "taro" not in actor.key.lower()
    assert actor.assurance == Assurance.EMAIL
    assert actor.email == "Taro@example.jp"


def test_facts_are_for_their_owner_with_an_account() -> None:
    resident = make_resident("ren@example.jp")
    remember_facts(HOUSE, resident=resident, values={"person.name": NAME}, source="児童手当の申請")
    remember_facts(HOUSE, resident=resident, values={"person.name": NAME}, source="転出届")
    facts = api.facts_of(api.actor_for_resident(resident))
    assert facts["person.name"].value == NAME
    assert facts["person.name"].source == "転出届", "the newer one"
    assert Resident.objects.get().name == "葛󠄀城 蓮"
    assert api.facts_of(api.guest("ren@example.jp")) == {}
    assert api.facts_of(anonymous()) == {}
    assert api.facts_of(api.actor_for_resident(make_resident("other@example.jp"))) == {}
    assert NAME["family"] not in str(list(AuditEntry.objects.values("detail", "text")))


def test_nobody_remembers_for_somebody_else() -> None:
    hanako, other = make_resident("hanako@example.jp"), make_resident("other@example.jp")
    officer = make_staff("sato", make_section("a", "課"), make_role("officer", "cases.read"))

    def refused() -> None:
        with pytest.raises(NotFound):
            remember_facts(
                api.actor_for_resident(other), resident=hanako, values={"person.phone": "1"}, source="x"
            )
        for actor in (api.actor_for_staff(officer), api.guest("hanako@example.jp"), anonymous()):
            with pytest.raises(NotAllowed):
                remember_facts(actor, resident=hanako, values={"person.phone": "1"}, source="x")

    unchanged(refused)


def test_nobody_forgets_for_somebody_else() -> None:
    hanako, other = make_resident("hanako@example.jp"), make_resident("other@example.jp")
    remember_facts(HOUSE, resident=hanako, values={"person.phone": "1"}, source="x")

    def refused() -> None:
        with pytest.raises(NotFound):
            forget_fact(api.actor_for_resident(other), code="person.phone")
        with pytest.raises(NotAllowed):
            forget_fact(api.guest("hanako@example.jp"), code="person.phone")

    unchanged(refused)
    forget_fact(api.actor_for_resident(hanako), code="person.phone")
    assert not Fact.objects.exists()


def test_resident_of_an_actor() -> None:
    hanako = make_resident("hanako@example.jp")
    assert api.resident_of(api.actor_for_resident(hanako)) == hanako
    assert api.resident_of(api.guest("hanako@example.jp")) is None
    assert account_of(hanako).kind == "resident"


def test_passwords_of_the_demonstration_are_the_same_every_time() -> None:
    assert demo_password("tanaka") == demo_password("tanaka") != demo_password("sato")
