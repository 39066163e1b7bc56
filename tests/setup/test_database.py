"""The three roles: made once, closed to each other, and honest about what is missing."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from yakuba.config import database, secrets
from yakuba.config.database import OWNER, PUBLIC, STAFF, Addresses
from yakuba.config.embedded_postgres import Cluster
from yakuba.config.trouble import Trouble


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> secrets.Secrets:
    for name in ("DATABASE_URL", "DATABASE_URL_PUBLIC", "DATABASE_URL_STAFF"):
        monkeypatch.delenv(name, raising=False)
    return secrets.Secrets("key", "field", "push", "postgres", "owner", "public", "staff")


@pytest.fixture
def prepared(cluster: Cluster, kept: secrets.Secrets) -> Addresses:
    return database.prepare_embedded(cluster, kept)


@pytest.fixture
def outside(cluster: Cluster) -> Iterator[str]:
    """A server that is not ours: a database with an owner who may do nothing but own it."""
    with psycopg.connect(cluster.ensure(), autocommit=True) as admin:
        admin.execute("CREATE ROLE ward LOGIN PASSWORD 'ward'")
        admin.execute("CREATE DATABASE ward OWNER ward")
        yield cluster.dsn("ward", "ward", "ward")


def ask(address: str, question: str) -> object:
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(question.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_each_role_enters_as_itself_and_twice_changes_nothing(
    prepared: Addresses, cluster: Cluster, kept: secrets.Secrets
) -> None:
    assert database.prepare_embedded(cluster, kept) == prepared
    assert ask(prepared.owner, "SELECT current_user") == OWNER
    assert ask(prepared.public, "SELECT current_user") == PUBLIC
    assert ask(prepared.staff, "SELECT current_user") == STAFF
    assert (
        ask(prepared.owner, "SELECT count(*) FROM pg_extension WHERE extname IN ('btree_gist', 'pg_trgm')")
        == 2
    )
    assert ask(prepared.owner, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'yakuba%' AND rolsuper") == 0


def test_the_faces_own_nothing_and_can_make_nothing(prepared: Addresses) -> None:
    ask(prepared.owner, "CREATE TABLE ledger (id int)")
    for address in (prepared.public, prepared.staff):
        for attempt in (
            "SELECT * FROM ledger",
            "CREATE TABLE mine (id int)",
            "CREATE TEMP TABLE mine (id int)",
            "CREATE ROLE friend",
            "DROP TABLE ledger",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ask(address, attempt)


def test_passwords_made_anew_are_set_on_our_own_server(prepared: Addresses, cluster: Cluster) -> None:
    others = secrets.Secrets("key", "field", "push", "postgres", "owner 2", "public 2", "staff 2")
    again = database.prepare_embedded(cluster, others)
    assert again != prepared
    assert ask(again.staff, "SELECT 1") == 1
    assert not database.reachable(prepared.staff)


def test_printing_addresses_shows_no_password(prepared: Addresses) -> None:
    assert "postgresql" not in repr(prepared)
    assert prepared.environment()["DATABASE_URL_PUBLIC"] == prepared.public


def test_an_owner_who_may_make_roles_makes_them(
    outside: str, cluster: Cluster, kept: secrets.Secrets
) -> None:
    ask(cluster.ensure(), "ALTER ROLE ward CREATEROLE")
    addresses = database.prepare_database(outside, kept)
    assert ask(addresses.public, "SELECT current_database()") == "ward"
    assert database.prepare_database(outside, kept) == addresses


def test_an_owner_who_may_not_is_told_what_to_do(outside: str, kept: secrets.Secrets) -> None:
    with pytest.raises(Trouble, match="DATABASE_URL_PUBLIC と DATABASE_URL_STAFF"):
        database.prepare_database(outside, kept)


def test_roles_made_by_hand_are_taken_as_they_are(
    outside: str, cluster: Cluster, kept: secrets.Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("front", "desk"):
        ask(
            cluster.ensure(),
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x'").format(sql.Identifier(role)).as_string(),
        )
    monkeypatch.setenv("DATABASE_URL_PUBLIC", cluster.dsn("ward", "front", "x"))
    with pytest.raises(Trouble, match="両方とも"):
        database.prepare_database(outside, kept)
    monkeypatch.setenv("DATABASE_URL_STAFF", cluster.dsn("ward", "desk", "x"))
    assert ask(database.prepare_database(outside, kept).staff, "SELECT current_user") == "desk"


def test_a_role_of_another_installation_keeps_its_password(
    outside: str, cluster: Cluster, kept: secrets.Secrets
) -> None:
    ask(cluster.ensure(), "ALTER ROLE ward CREATEROLE")
    ask(cluster.ensure(), f"CREATE ROLE {PUBLIC} LOGIN PASSWORD 'theirs'")
    with pytest.raises(Trouble, match="既にあります"):
        database.prepare_database(outside, kept)
    assert ask(cluster.dsn("ward", PUBLIC, "theirs"), "SELECT current_user") == PUBLIC


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://a:old@db:5432/ward?sslmode=require", "postgresql://r%40:p%2F@db:5432/ward?sslmode=require"),
        ("postgresql://a:old@/ward?host=/run/pg&port=1", "postgresql://r%40:p%2F@/ward?host=/run/pg&port=1"),
        ("postgresql://a@one,two/ward?target_session_attrs=read-write",
         "postgresql://r%40:p%2F@one,two/ward?target_session_attrs=read-write"),
        ("host=db dbname=ward user=a password=old", "user=r@ password=p/ dbname=ward host=db"),
    ],
)  # fmt: skip
def test_an_address_for_another_role_keeps_everything_else(address: str, expected: str) -> None:
    assert database.as_role(address, "r@", "p/") == expected


def test_the_sentence_for_an_unreachable_database_shows_no_password() -> None:
    with pytest.raises(Trouble) as told:
        database.enter("postgresql://u:secret@127.0.0.1:9/ward")
    assert "127.0.0.1:9" in str(told.value)
    assert "secret" not in str(told.value)
