"""Staff are registered, appointed, helped and let go; whoever may not is refused and nothing changes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.budgets import QueryBudget
from yakuba.identity import api
from yakuba.identity.actions.add_staff import add_staff
from yakuba.identity.actions.appoint import appoint
from yakuba.identity.actions.end_appointment import end_appointment
from yakuba.identity.actions.issue_password import issue_password
from yakuba.identity.actions.reset_second_factor import reset_second_factor
from yakuba.identity.actions.retire_staff import retire_staff
from yakuba.identity.models import Appointment, Role, Section, Session, Staff
from yakuba.identity.second_factors import factors_of
from yakuba.identity.tests.people import (
    ADMINISTRATION,
    HOUSE,
    PASSWORD,
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
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff_face")]
TODAY = clock.today()


@pytest.fixture
def planning() -> Section:
    """企画課."""
    return make_section("planning", "企画課")


@pytest.fixture
def officer() -> Role:
    """A role that may read cases."""
    return make_role("officer", "cases.read")


@pytest.fixture
def tanaka(staff_face: None, planning: Section) -> Staff:
    """An administrator."""
    return make_staff("tanaka", planning, make_role("admin", *ADMINISTRATION))


@pytest.fixture
def sato(staff_face: None, planning: Section, officer: Role) -> Staff:
    """An officer."""
    return make_staff("sato", planning, officer)


@pytest.fixture
def desk(client: Client, tanaka: Staff) -> Client:
    """tanaka's browser."""
    sign_in_staff(client, tanaka, give_totp(tanaka))
    return client


Verb = Callable[[Actor, Staff], Any]
VERBS: dict[str, Verb] = {
    "add": lambda actor, _staff: add_staff(actor, login="new", family="新", given="人"),
    "appoint": lambda actor, staff: appoint(
        actor,
        staff_id=staff.pk,
        section_id=Section.objects.get().pk,
        role_id=Role.objects.get(code="admin").pk,
        since=TODAY,
    ),
    "end": lambda actor, staff: end_appointment(
        actor,
        staff_id=staff.pk,
        appointment_id=Appointment.objects.filter(staff=staff).latest("pk").pk,
        until=TODAY,
    ),
    "retire": lambda actor, staff: retire_staff(actor, staff_id=staff.pk),
    "password": lambda actor, staff: issue_password(actor, staff_id=staff.pk),
    "factor": lambda actor, staff: reset_second_factor(actor, staff_id=staff.pk),
}


@pytest.mark.parametrize("name", VERBS)
def test_verbs_are_refused_to_officers_residents_and_nobody(name: str, tanaka: Staff, sato: Staff) -> None:
    for actor in (api.actor_for_staff(sato), api.guest("a@example.jp"), anonymous()):

        def refused(actor: Actor = actor) -> None:
            with pytest.raises(NotAllowed):
                VERBS[name](actor, sato)

        unchanged(refused)


@pytest.mark.parametrize("name", VERBS)
def test_verbs_leave_an_entry_about_the_person(name: str, tanaka: Staff, sato: Staff) -> None:
    VERBS[name](api.actor_for_staff(tanaka), sato)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.module, entry.noun, entry.actor_label) == ("identity", "Staff", "企画課")


def test_everybody_else_is_not_there(tanaka: Staff) -> None:
    actor = api.actor_for_staff(tanaka)

    def refused() -> None:
        for verb in (
            lambda: appoint(actor, staff_id=999, section_id=1, role_id=1, since=TODAY),
            lambda: end_appointment(actor, staff_id=999, appointment_id=1, until=TODAY),
            lambda: retire_staff(actor, staff_id=999),
            lambda: issue_password(actor, staff_id=999),
            lambda: reset_second_factor(actor, staff_id=999),
        ):
            with pytest.raises(NotFound):
                verb()

    unchanged(refused)


def test_administrators_do_not_lock_themselves_out(tanaka: Staff) -> None:
    actor = api.actor_for_staff(tanaka)

    def refused() -> None:
        for verb in (retire_staff, reset_second_factor):
            with pytest.raises(Refusal) as no:
                verb(actor, staff_id=tanaka.pk)
            assert no.value.code == "oneself"

    unchanged(refused)


@pytest.mark.parametrize("login", ["", "Yamada", "a@b.jp", "sato", "x" * 41, "山田"])
def test_wrong_or_taken_logins_are_refused(login: str, tanaka: Staff, sato: Staff) -> None:
    def refused() -> None:
        with pytest.raises(Refusal) as no:
            add_staff(api.actor_for_staff(tanaka), login=login, family="山田", given="太郎")
        assert "login" in no.value.fields

    unchanged(refused)


def test_appointment_acts_at_the_next_request_and_so_does_its_end(
    client: Client, sato: Staff, planning: Section
) -> None:
    sign_in_staff(client, sato, give_totp(sato))
    assert "cases.decide" not in text(client.get("/"))
    chief = make_role("chief", "cases.decide")
    appoint(HOUSE, staff_id=sato.pk, section_id=planning.pk, role_id=chief.pk, since=TODAY)
    assert "cases.decide" in text(client.get("/"))
    held = Appointment.objects.get(role=chief)
    end_appointment(HOUSE, staff_id=sato.pk, appointment_id=held.pk, until=TODAY)
    assert "cases.decide" not in text(client.get("/"))


def test_appointment_to_come_and_one_that_ran_out_give_nothing(sato: Staff, planning: Section) -> None:
    chief = make_role("chief", "cases.decide")
    appoint(
        HOUSE,
        staff_id=sato.pk,
        section_id=planning.pk,
        role_id=chief.pk,
        since=TODAY + timedelta(days=7),
        until=TODAY + timedelta(days=14),
    )
    assert "cases.decide" not in api.actor_for_staff(reload(sato)).grants
    for days, held in ((7, True), (13, True), (14, False)):
        with clock.frozen(clock.now() + timedelta(days=days)):
            assert ("cases.decide" in api.actor_for_staff(reload(sato)).grants) is held, days


def test_same_role_twice_and_closed_sections_are_refused(
    sato: Staff, officer: Role, planning: Section
) -> None:
    def refused() -> None:
        with pytest.raises(Refusal):
            appoint(HOUSE, staff_id=sato.pk, section_id=planning.pk, role_id=officer.pk, since=TODAY)
        with pytest.raises(Refusal) as no:
            appoint(
                HOUSE, staff_id=sato.pk, section_id=planning.pk, role_id=officer.pk, since=date(2019, 4, 1)
            )
        assert no.value.code == "section_closed"

    unchanged(refused)


def test_ending_twice_is_a_conflict_and_ending_before_the_start_takes_it_back(sato: Staff) -> None:
    held = Appointment.objects.get(staff=sato)
    end_appointment(HOUSE, staff_id=sato.pk, appointment_id=held.pk, until=TODAY)
    with pytest.raises(Conflict):
        end_appointment(HOUSE, staff_id=sato.pk, appointment_id=held.pk, until=TODAY)
    end_appointment(HOUSE, staff_id=sato.pk, appointment_id=held.pk, until=date(2024, 4, 1))
    assert not Appointment.objects.filter(staff=sato).exists()


def test_leaving_ends_everything_at_once_and_keeps_the_name(client: Client, sato: Staff) -> None:
    sign_in_staff(client, sato, give_totp(sato))
    retire_staff(HOUSE, staff_id=sato.pk)
    assert client.get("/")["Location"].startswith("/sign-in")
    assert client.post("/sign-in", {"login": "sato", "password": PASSWORD}).status_code == 422
    assert not factors_of(sato.account).any
    assert api.staff_name(sato.pk) == "山田 sato"
    with pytest.raises(NotFound):
        api.actor_for_staff(sato.pk)
    with pytest.raises(NotFound):
        retire_staff(HOUSE, staff_id=sato.pk)


def test_lost_second_factor_is_reset_and_sessions_end(client: Client, sato: Staff) -> None:
    sign_in_staff(client, sato, give_totp(sato))
    reset_second_factor(HOUSE, staff_id=sato.pk)
    assert not Session.objects.filter(account=sato.account).exists()
    answer = client.post("/sign-in", {"login": "sato", "password": PASSWORD})
    assert answer["Location"] == "/sign-in/set-up"


@pytest.mark.parametrize(
    "page",
    [
        "/staff",
        "/staff/new",
        "/staff/roles",
        "/staff/{id}",
        "/staff/{id}/appointments/new",
        "/staff/{id}/appointments/{held}/end",
        "/staff/{id}/password",
        "/staff/{id}/second-factor",
        "/staff/{id}/leave",
    ],
)
def test_pages_are_closed_to_officers_and_open_to_administrators(
    page: str, other: Client, desk: Client, sato: Staff
) -> None:
    held = Appointment.objects.get(staff=sato).pk
    sign_in_staff(other, sato, give_totp(sato))
    address = page.format(id=sato.pk, held=held)
    before = everything()
    assert other.get(address).status_code == 403
    assert other.post(address, {"password": PASSWORD, "login": "zz", "family": "x"}).status_code == 403
    assert everything() == before
    assert desk.get(address).status_code == 200


def test_registering_appointing_and_handing_a_password_over(
    desk: Client, planning: Section, officer: Role
) -> None:
    names = {
        "login": "kato",
        "family": "加藤",
        "given": "葉子",
        "family_kana": "カトウ",
        "given_kana": "ヨウコ",
    }
    assert desk.post("/staff/new", {**names, "login": "KATO"}).status_code == 422
    made = desk.post("/staff/new", names)
    assert made.status_code == 302
    kato = Staff.objects.get(account__login="kato")
    role = {"section": planning.pk, "role": officer.pk, "since": "2026-04-01", "last_day": "2027-03-31"}
    assert desk.post(f"/staff/{kato.pk}/appointments/new", {**role, "since": "x"}).status_code == 422
    assert desk.post(f"/staff/{kato.pk}/appointments/new", role).status_code == 302
    held = Appointment.objects.get(staff=kato)
    assert held.until == date(2027, 4, 1)
    assert desk.post(f"/staff/{kato.pk}/password", {"password": "wrong"}).status_code == 422
    page = text(desk.post(f"/staff/{kato.pk}/password", {"password": PASSWORD}))
    assert "いま一度だけ" in page
    assert reload(kato).account.password_is_initial
    line = text(desk.get(f"/staff/{kato.pk}"))
    assert "企画課" in line
    assert "2027-03-31" in line


def test_look_at_a_person_is_recorded(desk: Client, sato: Staff) -> None:
    desk.get(f"/staff/{sato.pk}")
    entry = AuditEntry.objects.latest("pk")
    assert entry.text == "職員の情報を見た"
    assert entry.detail["read"] is True


@pytest.mark.parametrize(
    "words", ["加藤", "カトウ", "かとう", "ｶﾄｳ", "kato", "加藤葉子", "加藤　葉子", "かとうようこ"]
)
def test_people_are_found_as_they_are_spoken_of(desk: Client, sato: Staff, words: str) -> None:
    add_staff(HOUSE, login="kato", family="加藤", given="葉子", family_kana="カトウ", given_kana="ヨウコ")
    page = text(desk.get("/staff", {"q": words}))
    assert "加藤 葉子" in page
    assert "山田 sato" not in page


@pytest.mark.parametrize(
    "query",
    [
        "q=%25%27%22",
        "section=999999999999999999999",
        "section=x",
        "left=x",
        "page=99999",
        "order=password",
        "q=" + "あ" * 5000,
    ],
)
def test_forged_lists_are_no_error(desk: Client, query: str) -> None:
    assert desk.get(f"/staff?{query}").status_code == 200


def test_a_nul_is_refused_before_any_list(desk: Client) -> None:
    assert desk.get("/staff?q=%00").status_code == 400


@pytest.mark.parametrize("number", ["0", "999", "9" * 30])
def test_made_up_people_are_not_found(desk: Client, number: str) -> None:
    assert desk.get(f"/staff/{number}").status_code == 404


def test_roles_say_in_words_what_they_permit(desk: Client) -> None:
    page = text(desk.get("/staff/roles"))
    assert "職員を登録し、発令し、サインインの手段を戻す" in page
    assert "その課と、下の係・事務所" in page


def test_list_costs_the_same_with_many_people(
    desk: Client, planning: Section, officer: Role, query_budget: QueryBudget
) -> None:
    for number in range(45):
        make_staff(f"p{number}", planning, officer)
    api.forget_remembered()
    with query_budget(8, page="staff"):
        assert desk.get("/staff?size=50").status_code == 200
