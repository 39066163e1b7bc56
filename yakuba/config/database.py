"""The database of the house and its three roles: the owner, the public face, the staff face.

`yakuba_owner` owns the tables and runs migrations; `yakuba_public` and `yakuba_staff` get the rights that
`yakuba grant` gives them, and nothing else. The same on the embedded PostgreSQL and on a server of one's own.
"""

import os
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from yakuba.config.embedded_postgres import Cluster
from yakuba.config.secrets import Secrets
from yakuba.config.trouble import Trouble

NAME = "yakuba"
OWNER, PUBLIC, STAFF = "yakuba_owner", "yakuba_public", "yakuba_staff"
EXTENSIONS = ("btree_gist", "pg_trgm")
_TIMEOUT = 5
_ROLES_KEY = 8_901_601  # advisory lock: one process at a time makes roles


@dataclass(frozen=True, slots=True)
class Addresses:
    """The database's postgresql:// URL for each role. Printing it shows no password."""

    owner: str
    public: str
    staff: str

    def __repr__(self) -> str:
        return "Addresses(…)"

    def environment(self) -> dict[str, str]:
        """As the environment variables that the settings read."""
        return {
            "DATABASE_URL": self.owner,
            "DATABASE_URL_PUBLIC": self.public,
            "DATABASE_URL_STAFF": self.staff,
        }


def prepare_embedded(cluster: Cluster, secrets: Secrets) -> Addresses:
    """Makes the roles and the database `yakuba` in our own PostgreSQL. Changes nothing twice."""
    admin = cluster.ensure()
    with enter(admin) as connection:
        owner = as_role(admin, OWNER, secrets.owner_password)
        _make_role(connection, OWNER, secrets.owner_password, owner, ours=True)
        made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if made is None:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(NAME), sql.Identifier(OWNER)))
    with enter(cluster.dsn(NAME, "postgres", cluster.password)) as connection:
        _make_extensions(connection)
    return prepare_database(cluster.dsn(NAME, OWNER, secrets.owner_password), secrets, admin=admin)


def prepare_database(owner: str, secrets: Secrets, *, admin: str | None = None) -> Addresses:
    """Makes the roles of the two faces on the server of `owner`, the address of the database's owner.

    They are made over `admin` when given, else by the owner, who then needs CREATEROLE. Where it may not,
    `DATABASE_URL_PUBLIC` and `DATABASE_URL_STAFF` name roles made by hand. Raises Trouble when neither is so.
    """
    given = _given_addresses(owner)
    if given is not None:
        return given
    with enter(owner) as connection:
        _make_extensions(connection)
    addresses = Addresses(
        owner=owner,
        public=as_role(owner, PUBLIC, secrets.public_password),
        staff=as_role(owner, STAFF, secrets.staff_password),
    )
    if reachable(addresses.public) and reachable(addresses.staff):
        return addresses
    database = str(conninfo_to_dict(owner).get("dbname"))
    try:
        with enter(admin or owner) as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_ROLES_KEY])
            _make_role(connection, PUBLIC, secrets.public_password, addresses.public, ours=admin is not None)
            _make_role(connection, STAFF, secrets.staff_password, addresses.staff, ours=admin is not None)
            _shut_the_door(connection, database)
    except psycopg.errors.InsufficientPrivilege as error:
        raise Trouble(_no_right_to_make_roles(owner)) from error
    return addresses


def as_role(address: str, role: str, password: str) -> str:
    """The same database's address for another role; a postgresql:// URL stays one."""
    if "://" not in address:
        return make_conninfo(address, user=role, password=password)
    parts = urlsplit(address)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(role)}:{quote(password, safe='')}@{place}").geturl()


def reachable(address: str) -> bool:
    """Whether the role may enter the database now."""
    try:
        psycopg.connect(address, connect_timeout=_TIMEOUT).close()
    except psycopg.OperationalError:
        return False
    return True


def enter(address: str) -> psycopg.Connection:
    """A connection; raises Trouble, with the reason, when there can be none."""
    try:
        return psycopg.connect(address, connect_timeout=_TIMEOUT, autocommit=True)
    except psycopg.OperationalError as error:
        raise Trouble(unreachable(address, error)) from error


def unreachable(address: str, error: Exception) -> str:
    """The sentence for a database that cannot be entered; shows the place, never the password."""
    parts = conninfo_to_dict(address)
    place = f"{parts.get('host') or 'localhost'}:{parts.get('port') or 5432}"
    reason = next(iter(str(error).strip().splitlines()), "")
    return (
        "データベースに接続できません"
        f"（場所 {place}、名前 {parts.get('dbname')}、利用者 {parts.get('user')}）。\n"
        "サーバーが動いているか、DATABASE_URL の内容が正しいかを確かめてください。\n"
        f"サーバーの返事: {reason}"
    )


def _given_addresses(owner: str) -> Addresses | None:
    public, staff = os.environ.get("DATABASE_URL_PUBLIC"), os.environ.get("DATABASE_URL_STAFF")
    if not public and not staff:
        return None
    if not public or not staff:
        raise Trouble("DATABASE_URL_PUBLIC と DATABASE_URL_STAFF は、両方とも指定してください。")
    for address in (owner, public, staff):
        enter(address).close()
    return Addresses(owner, public, staff)


def _make_role(connection: psycopg.Connection, role: str, password: str, address: str, *, ours: bool) -> None:
    """Makes the role. Where it is known with another password, it gets ours, but only on our own server."""
    if reachable(address):
        return
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if known and not ours:
        raise Trouble(_role_of_somebody_else(role))
    # hashed here, so that the password itself reaches neither the server nor its log
    hashed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    statement = "ALTER ROLE {} LOGIN PASSWORD {}" if known else "CREATE ROLE {} LOGIN NOSUPERUSER PASSWORD {}"
    connection.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(hashed)))


def _make_extensions(connection: psycopg.Connection) -> None:
    for name in EXTENSIONS:
        if connection.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [name]).fetchone():
            continue
        try:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
        except psycopg.Error as error:
            raise Trouble(
                f"PostgreSQL の拡張 {name} を入れられません。postgresql-contrib が入っているか、\n"
                f"DATABASE_URL の利用者がデータベースの所有者かを確かめてください。\nサーバーの返事: {error}"
            ) from error


def _shut_the_door(connection: psycopg.Connection, database: str) -> None:
    """Only our roles may enter the database."""
    name = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for role in (PUBLIC, STAFF):
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(role)))


def _role_of_somebody_else(role: str) -> str:
    return (
        f"データベースの利用者 {role} は既にありますが、この環境のパスワードでは入れません。\n"
        "同じサーバーを別の環境が使っているときは、DATABASE_URL_PUBLIC と DATABASE_URL_STAFF で別の利用者を指定してください。\n"
        "この環境だけが使っているときは、var/secrets.json のパスワードを ALTER ROLE で設定してください。"
    )


def _no_right_to_make_roles(owner: str) -> str:
    role = conninfo_to_dict(owner).get("user")
    return (
        f"データベースの利用者 {role} には、利用者を作る権限がありません。どちらかをしてください。\n"
        f"1. 権限を与える: ALTER ROLE {role} CREATEROLE\n"
        "2. 二つの利用者を作って、DATABASE_URL_PUBLIC と DATABASE_URL_STAFF に接続先を指定する"
    )
