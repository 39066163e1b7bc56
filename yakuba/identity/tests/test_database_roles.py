"""What the Internet's own database role sees: residents, never staff; sections, never roles or second factors."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yakuba.config import secrets
from yakuba.identity.models import Account, Attempt, Session
from yakuba.identity.tests.people import (
    give_totp,
    make_resident,
    make_role,
    make_section,
    make_staff,
)
from yakuba.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def internet() -> Iterator[psycopg.Connection]:
    """A connection as the role of the public face, to a database with a resident and a member of staff."""
    make_resident("hanako@example.jp")
    sato = make_staff("sato", make_section("a", "課"), make_role("officer", "cases.read"))
    give_totp(sato)
    now = clock.now()
    for face in ("public", "staff"):
        Session.objects.create(
            key_digest=face, face=face, started_at=now, seen_at=now, expires_at=now, account=sato.account
        )
        Attempt.objects.create(face=face, key=face, at=now)
    address = conninfo_to_dict(os.environ["DATABASE_URL"]) | {
        "dbname": str(connection.settings_dict["NAME"]),
        "user": "yakuba_public",
        "password": secrets.load().public_password,
    }
    with psycopg.connect(make_conninfo("", **address), autocommit=True) as own:
        yield own


def test_accounts_of_staff_are_not_there(internet: psycopg.Connection) -> None:
    assert internet.execute("SELECT login FROM identity_account").fetchall() == [("hanako@example.jp",)]
    changed = internet.execute("UPDATE identity_account SET password = 'x' WHERE kind = 'staff'")
    assert changed.rowcount == 0
    assert Account.objects.get(login="sato").password != "x"


def test_no_account_of_staff_can_be_made_or_turned_into(internet: psycopg.Connection) -> None:
    for statement in (
        "UPDATE identity_account SET kind = 'staff'",
        "INSERT INTO identity_account (kind, login, email, password, is_active, created_at, password_is_initial)"
        " VALUES ('staff', 'evil', '', '', true, now(), false)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            internet.execute(statement)


def test_sessions_and_attempts_of_the_other_face_are_not_there(internet: psycopg.Connection) -> None:
    assert internet.execute("SELECT DISTINCT face FROM identity_session").fetchall() == [("public",)]
    assert internet.execute("SELECT DISTINCT face FROM identity_attempt").fetchall() == [("public",)]
    assert internet.execute("DELETE FROM identity_session WHERE face = 'staff'").rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        internet.execute("UPDATE identity_session SET face = 'staff'")


@pytest.mark.parametrize(
    "table",
    [
        "identity_staff",
        "identity_role",
        "identity_appointment",
        "mfa_authenticator",
        "account_emailaddress",
        "account_emailconfirmation",
    ],
)
def test_tables_of_staff_are_closed(internet: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        internet.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of this file


def test_sections_are_read_and_not_written(internet: psycopg.Connection) -> None:
    assert internet.execute("SELECT name FROM identity_sectionterm").fetchall() == [("課",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        internet.execute("UPDATE identity_sectionterm SET name = 'x'")


def test_accounts_are_never_removed_from_the_internet(internet: psycopg.Connection) -> None:
    for table in ("identity_account", "identity_resident"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            internet.execute(f"DELETE FROM {table}")  # noqa: S608 - names of this file
