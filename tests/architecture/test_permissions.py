"""Permissions are declared in one place, used, and held by somebody; the Internet face touches declared tables only."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection

from tests.architecture import house, routes
from tests.architecture.conftest import AsRole
from yakuba.kernel import grants
from yakuba.kernel.actions import all_actions
from yakuba.kernel.permissions import Permission, all_permissions

QUEUE = {"procrastinate_jobs", "procrastinate_events"}
"""Tables of the job queue: the public face may hand in a job and read columns that hold no payload."""
THE_STAFFS = {
    "identity_staff": "who works here, and under which name they sign in",
    "identity_role": "what roles may do",
    "identity_appointment": "who holds which role",
    "mfa_authenticator": "second factors of the staff",
    "cases_note": "words of the staff to each other",
    "cases_opinion": "what sections say to each other",
    "cases_assignment": "who works on a case",
    "django_migrations": "how old the program is",
}
"""Tables that the Internet face never touches, and what they hold."""
ROLES = tomllib.loads((house.ROOT / "wards/toshima/roles.toml").read_text("utf-8"))["role"]

house.furnish()


def declared() -> Iterator[tuple[str, str, Permission]]:
    """Module, constant and permission, wherever a file declares one."""
    for path in house.sources():
        for line, name in declarations(path):
            module = importlib.import_module(".".join(path.relative_to(house.ROOT).with_suffix("").parts))
            assert name, f"{house.named(path)}:{line}: a permission is a constant of its module"
            yield house.owner(path), name, getattr(module, name)


def declarations(path: Path) -> Iterator[tuple[int, str]]:
    """Line and constant of every `X = Permission(…)` of a file; "" where it is given no name."""
    named = {id(node.value): node for node in house.tree(path).body if isinstance(node, ast.Assign)}
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Permission":
            given = named.get(id(node))
            yield node.lineno, getattr(given.targets[0], "id", "") if given else ""


def used_in_code(module: str, constant: str, files: Iterable[Path]) -> bool:
    """Whether some file of the module reads the constant (`READ`, `permissions.READ`)."""
    return any(
        isinstance(node, ast.Name | ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and getattr(node, "id", getattr(node, "attr", None)) == constant
        for path in files
        if house.owner(path) == module
        for node in ast.walk(house.tree(path))
    )


def idle(held: Iterable[tuple[str, str, Permission]]) -> list[str]:
    """Permissions that no page, verb or query asks for."""
    asked = {one.permission.code for one in all_actions()}
    asked |= {
        route.entry.permission.code
        for face in routes.FACES
        for route in routes.of(face)
        if route.entry and route.entry.permission
    }
    files = list(house.sources())
    return [
        permission.code
        for module, constant, permission in held
        if permission.code not in asked and not used_in_code(module, constant, files)
    ]


def unknown(roles: Iterable[Mapping[str, object]], codes: Iterable[str]) -> list[str]:
    """Codes that roles name and nobody declares."""
    known = set(codes)
    return [f"{role['code']}: {code}" for role in roles for code in role["permissions"] if code not in known]  # type: ignore[attr-defined]


def unheld(held: Iterable[Permission], roles: Iterable[Mapping[str, object]]) -> list[str]:
    """Permissions that nobody can hold: in no role, open to no kind of actor, not the system's alone."""
    given = {code for role in roles for code in role["permissions"]}  # type: ignore[attr-defined]
    return [
        one.code
        for one in held
        if not one.open_to and one.code not in given and one.code not in house.SYSTEM_ONLY
    ]


def test_permissions_stand_in_one_file_a_module() -> None:
    codes = {permission.code for _, _, permission in declared()}
    assert len(codes) > 10
    strays = [
        f"{house.named(path)}:{line}"
        for path in house.sources()
        if path.name != "permissions.py" and house.owner(path) != "kernel"
        for line, _ in declarations(path)
    ]
    house.none(strays)
    house.none(
        f"{permission.code} belongs to {module}"
        for module, _, permission in declared()
        if not permission.code.startswith(f"{module}.")
    )
    assert codes <= {one.code for one in all_permissions()}


def test_every_permission_is_asked_for() -> None:
    house.none(idle(declared()))


def test_roles_name_known_permissions() -> None:
    house.none(unknown(ROLES, [permission.code for _, _, permission in declared()]))


def test_every_permission_is_held_by_somebody() -> None:
    house.none(unheld([permission for _, _, permission in declared()], ROLES))


def test_planted_permissions_are_caught() -> None:
    planted = Permission("cases.planted", "試す")
    assert idle([("cases", "PLANTED", planted)]) == ["cases.planted"]
    assert unheld([planted], ROLES) == ["cases.planted"]
    assert unknown([{"code": "chief", "permissions": ["cases.dream"]}], ["cases.read"]) == [
        "chief: cases.dream"
    ]


def granted(statements: Iterable[str], role: str) -> set[str]:
    """The tables on which statements give a role any right."""
    found: set[str] = set()
    for statement in statements:
        given = re.fullmatch(rf"GRANT .* ON (?!SCHEMA|SEQUENCE)(?:TABLE )?(.*) TO {role}", statement.strip())
        if given:
            found |= {name.strip() for name in given[1].split(",")}
    return found


def declared_tables(right: str = "") -> set[str]:
    """The tables of the models that modules declare for the public face, for one right or any."""
    tables = set()
    for module in grants.modules():
        for name, rights in module.public.items():
            if rights and (not right or right in rights):
                tables.add(_table(module.label, name))
    return tables


def _table(label: str, name: str) -> str:
    known = {model.__name__: model._meta.db_table for model in apps.get_app_config(label).get_models()}
    return known.get(name, name)


def test_modules_declare_rights_on_models_they_have() -> None:
    wrong = [
        f"{module.label}.{name}"
        for module in grants.modules()
        for name in {*module.public, *module.public_rows, *module.append_only}
        if not re.fullmatch("[a-z_]+", name) and name not in {model.__name__ for model in module.get_models()}
    ]
    house.none(wrong)


def test_no_statement_opens_an_undeclared_table_to_the_internet() -> None:
    house.none(granted(grants.statements(), grants.PUBLIC) - declared_tables() - QUEUE)
    assert granted(["GRANT SELECT ON identity_staff TO yakuba_public"], grants.PUBLIC) == {"identity_staff"}


def may(right: str) -> set[str]:
    """The columns (`table.column`; for DELETE the tables) on which whoever is connected now holds a right."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0"
            " AND NOT attisdropped AND CASE WHEN %s = 'DELETE' THEN has_table_privilege(pg_class.oid, 'DELETE')"
            " ELSE has_column_privilege(pg_class.oid, attnum, nullif(%s, 'DELETE')) END",
            [right, right],
        )
        return {table if right == "DELETE" else f"{table}.{column}" for table, column in cursor.fetchall()}


def declared_columns(right: str) -> set[str]:
    """The same, as the modules declare it for the public face."""
    found = set()
    for module in grants.modules():
        models = {model.__name__: model for model in module.get_models()}
        for name, rights in module.public.items():
            for verb, columns in re.findall(r"(select|insert|update|delete)(\([^)]*\))?", rights):
                if verb == right.lower() and name in models:
                    meta = models[name]._meta
                    every = [field.column for field in meta.local_concrete_fields]
                    chosen = re.findall(r"\w+", columns) or every
                    found |= (
                        {meta.db_table} if right == "DELETE" else {f"{meta.db_table}.{one}" for one in chosen}
                    )
    return found


@pytest.mark.parametrize("right", ["SELECT", "INSERT", "UPDATE", "DELETE"])
def test_the_public_role_holds_what_is_declared_and_nothing_else(right: str, as_role: AsRole) -> None:
    with as_role("public"):
        held = may(right)
    queue = {one for one in held if one.split(".")[0] in QUEUE}
    named = {one for one in held - queue if one.split(".")[0] in third_party()}
    house.none(sorted((held - queue - named) ^ declared_columns(right)))
    assert not any(one.endswith(".args") for one in queue) or right == "INSERT"
    assert not (queue and right in {"UPDATE", "DELETE"})


def third_party() -> set[str]:
    """Tables that modules name outright, because they belong to no model of the house."""
    return {name for module in grants.modules() for name in module.public if re.fullmatch("[a-z_]+", name)}


def test_the_internet_never_sees_what_is_the_staffs(as_role: AsRole) -> None:
    """Whatever a module declares: these tables hold what residents and strangers have no business with."""
    with as_role("public"):
        touched = {
            one.split(".")[0] for right in ("SELECT", "INSERT", "UPDATE", "DELETE") for one in may(right)
        }
    assert all_tables(as_role) >= THE_STAFFS.keys()
    house.none(sorted(touched & THE_STAFFS.keys()))


def test_the_public_role_really_cannot_read_other_tables(as_role: AsRole) -> None:
    """Not by asking the catalogue: by trying, table after table, over a connection of that role."""
    with as_role("public"), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (grants.PUBLIC,)
    tables = all_tables(as_role)
    assert {"identity_staff", "identity_role", "django_migrations"} <= tables
    house.none(sorted(table for table in tables - declared_tables("select") if readable(table, as_role)))
    assert readable("identity_section", as_role)


def test_the_public_face_writes_the_trail_and_cannot_read_it(as_role: AsRole) -> None:
    """An entry tells the outcome of a decision before its notice goes out, and who looked at whom."""
    with as_role("public"):
        seen = {one for one in may("SELECT") if one.startswith("kernel_auditentry.")}
    assert seen == {"kernel_auditentry.id"}


def all_tables(as_role: AsRole) -> set[str]:
    """All tables of the database, as the staff role sees them."""
    with as_role("staff"), connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        return {row[0] for row in cursor.fetchall()}


def readable(table: str, as_role: AsRole) -> bool:
    """Whether the public role can read a row of a table."""
    with as_role("public"), connection.cursor() as cursor:
        try:
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 1')
        except DatabaseError as error:
            return "permission denied" not in str(error)
    return True


@pytest.mark.parametrize("face", ["public", "staff"])
def test_neither_face_may_change_what_is_append_only(face: str, as_role: AsRole) -> None:
    with as_role(face):
        changeable = {one.split(".")[0] for one in may("UPDATE") | may("DELETE")}
    kept = {_table(module.label, name) for module in grants.modules() for name in module.append_only}
    assert {"kernel_auditentry"} <= kept
    house.none(kept & changeable)


def test_neither_face_may_change_the_shape_of_the_database(as_role: AsRole) -> None:
    for face in routes.FACES:
        with as_role(face), connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE')"
            )
            assert cursor.fetchone() == (False, False)
