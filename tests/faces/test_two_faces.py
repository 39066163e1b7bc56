"""No page of the one face at the other, no cookie of the one worth anything at the other, each under its own role."""

import re

import psycopg
import pytest

from tests import running
from tests.architecture.routes import Route, of
from tests.faces.visiting import Visitor
from tests.running import House, code_in

SHARED = {"/health", "/sign-in", "/sign-in/password", "/sign-out"}
"""Addresses that both faces have; each answers with a page of its own."""


def home(house: House, face: str) -> str:
    return house.public if face == "public" else house.staff


def only_at(face: str) -> list[Route]:
    """The routes of a face whose address leads nowhere at the other."""
    other = "staff" if face == "public" else "public"
    there = {re.sub(r"<[^>]*>", "<>", one.pattern) for one in of(other)}
    return [one for one in of(face) if re.sub(r"<[^>]*>", "<>", one.pattern) not in there]


@pytest.mark.parametrize("face", ["public", "staff"])
def test_a_page_of_the_one_face_is_not_found_at_the_other(house: House, face: str) -> None:
    other = "staff" if face == "public" else "public"
    visitor = Visitor(home(house, other))
    routes = [one for one in only_at(face) if one.address() not in {"/", *SHARED}]
    assert len(routes) > 10
    found = {one.address(): visitor.get(one.address()).status for one in routes}
    # An address of the one may look like one of the other: /account is also read as a section, and the like.
    assert {address: status for address, status in found.items() if status not in (404, 302)} == {}
    led = [address for address, status in found.items() if status == 302]
    assert all("/sign-in" in visitor.get(address).headers["location"] for address in led), led


def test_shared_addresses_answer_with_a_page_of_their_own_face(house: House) -> None:
    public, staff = Visitor(house.public).get("/sign-in").text, Visitor(house.staff).get("/sign-in").text
    assert "職員" not in public and "職員のサインイン" in staff
    assert 'name="email"' in public and 'name="email"' not in staff
    assert 'name="login"' in staff and 'name="login"' not in public


def test_static_files_are_all_that_both_give(house: House) -> None:
    for face in (house.public, house.staff):
        page = Visitor(face).get("/sign-in").text
        sheet = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert sheet and Visitor(face).get(sheet[1]).status == 200
        for path in ("/static/", "/static/../secrets.json", "/static/%2e%2e/secrets.json", "/static/staticfiles.json/..", "/var/secrets.json", "/.git/config", "/admin/", "/__debug__/"):  # fmt: skip
            assert Visitor(face).get(path).status in (400, 404), path


def test_the_staffs_cookie_is_nothing_to_the_internet_face(house: House) -> None:
    officer = Visitor(house.staff)
    officer.sign_in("yamada", house.password("yamada"))
    session = officer.cookies["session_staff"]
    assert officer.get("/cases/").status == 200
    for cookies in (
        {"session_staff": session},
        {"session_public": session},
        {**officer.cookies, "session_public": session},
    ):
        stranger = Visitor(house.public, cookies=cookies)
        assert stranger.get("/my/").headers["location"].startswith("/sign-in")
        assert stranger.get("/account").status == 302


def test_a_residents_cookie_is_nothing_to_the_staff_face(house: House) -> None:
    email = "two-faces@example.jp"
    guest = Visitor(house.public)
    guest.post("/sign-in", {"email": email})
    guest.post("/sign-in/code", {"code": code_in(house.mail(email, "確認"))})
    assert guest.get("/my/").status == 200
    session = guest.cookies["session_public"]
    for name in ("session_public", "session_staff"):
        stranger = Visitor(house.staff, cookies={name: session})
        for path in ("/", "/cases/", "/staff"):
            assert stranger.get(path).headers["location"].startswith("/sign-in"), path


def test_each_face_speaks_to_the_database_under_its_own_role(house: House) -> None:
    Visitor(house.public).get("/procedures/jido-teate/")
    Visitor(house.staff).get("/sign-in")
    with psycopg.connect(running.address(house.database)) as owner:
        rows = owner.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [house.database]
        ).fetchall()  # fmt: skip
    assert {row[0] for row in rows} == {"yakuba_public", "yakuba_staff"}


FORBIDDEN = ("cases_note", "cases_opinion", "cases_assignment", "identity_staff", "kernel_auditentry", "messaging_delivery", "identity_role")  # fmt: skip


def test_the_role_of_the_internet_face_reads_nothing_of_the_staffs(house: House) -> None:
    with psycopg.connect(running.address(house.database, "public"), autocommit=True) as public:
        for table in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"SELECT * FROM {table} LIMIT 1")
        staff = public.execute("SELECT count(*) FROM identity_account WHERE kind = 'staff'").fetchone()
        assert staff == (0,)
