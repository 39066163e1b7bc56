"""The organisation changes and remembers; whoever may not change it is refused and nothing changes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from yakuba.identity import api
from yakuba.identity.actions.merge_section import merge_section
from yakuba.identity.actions.name_section_otherwise import name_section_otherwise
from yakuba.identity.actions.open_section import open_section
from yakuba.identity.actions.rename_section import rename_section
from yakuba.identity.models import Role, Section, SectionTerm, Staff
from yakuba.identity.tests.people import (
    ADMINISTRATION,
    HOUSE,
    everything,
    give_totp,
    make_role,
    make_section,
    make_staff,
    reload,
    sign_in_staff,
    text,
    unchanged,
)
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, anonymous
from yakuba.kernel.permissions import Permission, permission
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff_face")]
TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)
READ = permission("cases.read") or Permission("cases.read", "試し")


@pytest.fixture
def policy() -> Section:
    """政策経営部."""
    return make_section("policy", "政策経営部", kind="department")


@pytest.fixture
def old(policy: Section) -> Section:
    """情報管理課."""
    return make_section("information_management", "情報管理課", parent=policy)


@pytest.fixture
def new(policy: Section) -> Section:
    """情報政策課."""
    return make_section("information_policy", "情報政策課", parent=policy)


def rename(actor: Actor, section: Section, name: str, **more: Any) -> Section:
    """Another name from tomorrow."""
    values = {"parent_id": None, "since": TOMORROW, "phone": "", "sign": "", **more}
    return rename_section(actor, section_id=section.pk, name=name, **values)


Verb = Callable[[Actor, Section], Any]
VERBS: dict[str, Verb] = {
    "open": lambda actor, _one: open_section(
        actor, code="x", kind="unit", name="係", parent_id=None, since=TODAY
    ),
    "rename": lambda actor, one: rename(actor, one, "別の課"),
    "name_section_otherwise": lambda actor, one: name_section_otherwise(
        actor, section_id=one.pk, name_en="x", name_easy="x"
    ),
    "merge": lambda actor, one: merge_section(actor, section_id=one.pk, successor_id=None, on=TOMORROW),
}


@pytest.mark.parametrize("name", VERBS)
def test_verbs_are_refused_to_whoever_does_not_manage(name: str, new: Section) -> None:
    officer = make_staff("sato", new, make_role("officer", "cases.read"))
    for actor in (api.actor_for_staff(officer), anonymous(), api.guest("a@example.jp")):

        def refused(actor: Actor = actor) -> None:
            with pytest.raises(NotAllowed):
                VERBS[name](actor, new)

        unchanged(refused)


def test_renaming_keeps_what_it_was_called(new: Section) -> None:
    assert api.section_name(new.pk) == "情報政策課"
    rename(HOUSE, new, "デジタル課")
    assert api.section_name(new.pk) == "情報政策課"
    assert api.section_name(new.pk, TOMORROW) == "デジタル課"
    assert api.section_history(new.pk)[-2:] == [
        f"{TOMORROW.year}年{TOMORROW.month}月{TOMORROW.day}日に「情報政策課」から「デジタル課」に変わりました。",
        f"{TOMORROW.year}年{TOMORROW.month}月{TOMORROW.day}日に「区長の直下」に移りました。",
    ]


def test_other_languages_have_names_of_their_own_until_the_name_changes(old: Section, new: Section) -> None:
    assert api.section_name_in(new.pk, "en") == api.section_name_in(new.pk, "ja-easy") == "情報政策課"
    name_section_otherwise(HOUSE, section_id=new.pk, name_en=" Information Policy ", name_easy="じょうほう")
    assert api.section_name_in(new.pk, "en") == api.section_card(new.pk).name_en == "Information Policy"
    assert api.section_name_in(new.pk, "ja-easy") == "じょうほう"
    assert api.section_name_in(new.pk, "ja") == "情報政策課" and api.section_name_in(999, "en") == ""
    rename(HOUSE, new, "情報政策課", phone="1")
    assert api.section_name_in(new.pk, "en", TOMORROW) == "Information Policy"
    with clock.frozen(clock.now() + timedelta(days=2)):
        rename(HOUSE, new, "デジタル課", since=clock.today() + timedelta(days=1))
        later = clock.today() + timedelta(days=1)
        assert api.section_name_in(new.pk, "ja-easy", later) == "デジタル課"
    merge_section(HOUSE, section_id=old.pk, successor_id=None, on=TOMORROW)

    def refused() -> None:
        for gone in (old.pk, 999):
            with pytest.raises(NotFound):
                name_section_otherwise(HOUSE, section_id=gone, name_en="x", name_easy="")

    unchanged(refused)


@pytest.mark.parametrize("day", [date(2020, 4, 1), date(2019, 1, 1), date(1900, 1, 1), date(2050, 1, 1)])
def test_renaming_for_days_that_make_no_sense_is_refused(new: Section, day: date) -> None:
    def refused() -> None:
        with pytest.raises(Refusal):
            rename(HOUSE, new, "別の課", since=day)

    unchanged(refused)


def test_nothing_stands_below_itself(policy: Section, new: Section) -> None:
    def refused() -> None:
        for parent in (policy, new):
            with pytest.raises(Refusal):
                rename(HOUSE, policy, "部", parent_id=parent.pk)

    unchanged(refused)


def test_merger_hands_old_cases_to_the_successors_staff(old: Section, new: Section) -> None:
    officer = make_staff("sato", new, make_role("officer", "cases.read"))
    assert not api.actor_for_staff(officer).may(READ, old.pk)
    merge_section(HOUSE, section_id=old.pk, successor_id=new.pk, on=TOMORROW)
    assert not api.actor_for_staff(reload(officer)).may(READ, old.pk), "not before the day"
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert api.actor_for_staff(reload(officer)).may(READ, old.pk)
        assert api.section_name(old.pk) == "情報管理課"
        assert api.present_section(old.pk) == new.pk
        assert old.pk not in {one.id for one in api.open_sections()}


def test_section_with_others_below_does_not_end(policy: Section, new: Section) -> None:
    def refused() -> None:
        with pytest.raises(Refusal) as no:
            merge_section(HOUSE, section_id=policy.pk, successor_id=None, on=TOMORROW)
        assert "下にある組織" in str(no.value.sentence)

    unchanged(refused)


def test_work_does_not_go_in_a_circle_or_to_what_is_closed(old: Section, new: Section) -> None:
    def refused() -> None:
        with pytest.raises(Refusal):
            merge_section(HOUSE, section_id=old.pk, successor_id=old.pk, on=TOMORROW)
        with pytest.raises(NotFound):
            merge_section(HOUSE, section_id=999, successor_id=old.pk, on=TOMORROW)

    unchanged(refused)
    merge_section(HOUSE, section_id=old.pk, successor_id=new.pk, on=TOMORROW)

    def refused_afterwards() -> None:
        with pytest.raises(Refusal):
            merge_section(HOUSE, section_id=new.pk, successor_id=old.pk, on=TOMORROW + timedelta(days=1))
        with pytest.raises(Refusal):
            merge_section(HOUSE, section_id=old.pk, successor_id=new.pk, on=TOMORROW)

    unchanged(refused_afterwards)


def test_taken_code_and_closed_parent_are_refused(new: Section) -> None:
    def refused() -> None:
        for code, parent, since in (("information_policy", None, TODAY), ("y", new.pk, date(2000, 1, 1))):
            with pytest.raises(Refusal):
                open_section(HOUSE, code=code, kind="unit", name="係", parent_id=parent, since=since)

    unchanged(refused)


def test_role_reaches_its_section_or_below_or_the_ward(policy: Section, new: Section) -> None:
    people = {
        reach: make_staff(f"p{reach}", policy, make_role(f"r{reach}", "cases.read", reach=reach))
        for reach in Role.Reach.values
    }
    outside = make_section("welfare", "福祉部", kind="department")
    reached = {reach: api.actor_for_staff(reload(one)).sections_for(READ) for reach, one in people.items()}
    assert reached["section"] == {policy.pk}
    assert reached["below"] == {policy.pk, new.pk}
    assert reached["ward"] == {policy.pk, new.pk, outside.pk}
    names = {one.name for one in api.staff_in_section(new.pk, READ)}
    assert names == {"山田 pbelow", "山田 pward"}


def test_label_of_staff_is_their_section(new: Section) -> None:
    unit = make_section("general", "管理担当", parent=new, kind="unit")
    sato = make_staff("sato", unit, make_role("officer", "cases.read"))
    assert api.actor_for_staff(sato).label == "情報政策課 管理担当"
    assert api.actor_for_staff(make_staff("nobody")).label == "職員（発令なし）"


@pytest.fixture
def desk(client: Client, staff_face: None, policy: Section) -> Client:
    """An administrator's browser."""
    tanaka = make_staff("tanaka", policy, make_role("admin", *ADMINISTRATION))
    sign_in_staff(client, tanaka, give_totp(tanaka))
    return client


def test_organisation_is_shown_on_any_day(desk: Client, old: Section, new: Section) -> None:
    merge_section(HOUSE, section_id=old.pk, successor_id=new.pk, on=TOMORROW)
    assert "情報管理課" in text(desk.get("/sections"))
    page = text(desk.get(f"/sections?on={TOMORROW.isoformat()}"))
    assert "情報管理課" not in page
    assert "情報政策課" in page
    assert "の組織は 0 です" in text(desk.get("/sections?on=1999-01-01"))
    assert desk.get("/sections?on=yesterday").status_code == 422


def test_history_and_heir_stand_on_the_page(desk: Client, old: Section, new: Section) -> None:
    merge_section(HOUSE, section_id=old.pk, successor_id=new.pk, on=TODAY)
    page = text(desk.get("/sections/information_management"))
    assert "この組織は、いまはありません" in page
    assert "/sections/information_policy" in page
    assert "情報管理課の仕事を引き継ぎました" in text(desk.get("/sections/information_policy"))
    assert desk.get("/sections/nowhere").status_code == 404


def test_sections_are_changed_on_pages(desk: Client, policy: Section, old: Section, new: Section) -> None:
    unit = {
        "name": "窓口担当",
        "kind": "unit",
        "code": "window",
        "parent": old.pk,
        "since": TODAY.isoformat(),
    }
    assert desk.post("/sections/new", {**unit, "code": "だめ"}).status_code == 422
    assert desk.post("/sections/new", unit).status_code == 302
    assert "窓口担当" in text(desk.get("/sections"))
    ending = {"successor": new.pk, "on": TOMORROW.isoformat()}
    refused = desk.post("/sections/information_management/end", ending)
    assert refused.status_code == 422
    assert "下にある組織" in text(refused)
    moved = {"name": "窓口担当", "parent": new.pk, "since": TOMORROW.isoformat()}
    assert desk.post("/sections/window/change", moved).status_code == 302
    assert desk.post("/sections/information_management/end", ending).status_code == 302
    assert Section.objects.get(code="information_management").successor_id == new.pk
    assert SectionTerm.objects.filter(section__code="window").count() == 2


def test_other_names_are_written_on_a_page(desk: Client, new: Section) -> None:
    address = "/sections/information_policy/names"
    assert desk.post(address, {"name_en": "Policy", "name_easy": "せいさく"}).status_code == 302
    assert "せいさく" in text(desk.get("/sections/information_policy")) and "Policy" in text(
        desk.get(address)
    )
    assert desk.post(address, {"name_en": "x" * 101}).status_code == 422
    assert desk.get("/sections/nowhere/names").status_code == 404


@pytest.mark.parametrize(
    "page", ["/sections/new", "/sections/policy/change", "/sections/policy/end", "/sections/policy/names"]
)
def test_changing_pages_are_closed_to_officers(page: str, client: Client, policy: Section) -> None:
    sato = make_staff("sato", policy, make_role("officer", "cases.read"))
    sign_in_staff(client, sato, give_totp(sato))
    assert client.get("/sections").status_code == 200
    assert "組織を開く" not in text(client.get("/sections"))
    before = everything()
    assert client.get(page).status_code == 403
    assert client.post(page, {"name": "x", "on": TOMORROW.isoformat()}).status_code == 403
    assert everything() == before


def test_staff_of_a_section_stand_on_its_page_for_who_may_read_them(desk: Client, new: Section) -> None:
    sato: Staff = make_staff("sato", new, make_role("officer", "cases.read"))
    assert f"/staff/{sato.pk}" in text(desk.get("/sections/information_policy"))
