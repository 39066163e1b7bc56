"""Database rights of the two faces, made from what the modules declare; run after every migration.

`yakuba_public` may do only what a module's `public` names. `yakuba_staff` (staff face and worker) may do
everything except changing append-only tables. The owner role runs migrations and serves nobody.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from yakuba.kernel.modules import ModuleConfig

PUBLIC = "yakuba_public"
STAFF = "yakuba_staff"

# Procrastinate keeps its queue in functions that run with the caller's rights: to defer a job the public face
# inserts one row and reads its number, nothing more.
QUEUE = (
    f"GRANT INSERT ON procrastinate_jobs, procrastinate_events TO {PUBLIC}",
    f"GRANT SELECT (id, status, queue_name, lock, queueing_lock, task_name, scheduled_at, attempts, abort_requested) ON procrastinate_jobs TO {PUBLIC}",
    f"GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO {PUBLIC}",
)


def modules() -> Iterator[ModuleConfig]:
    """The modules of the house that are installed."""
    for config in apps.get_app_configs():
        if isinstance(config, ModuleConfig):
            yield config


def statements() -> list[str]:
    """All statements, in order; running them twice gives the same rights."""
    lines = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {PUBLIC}, {STAFF}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {PUBLIC}, {STAFF}",
        f"GRANT USAGE ON SCHEMA public TO {PUBLIC}, {STAFF}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {STAFF}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {STAFF}",
        *QUEUE,
    ]
    for module in modules():
        for name in sorted(module.append_only):
            lines.append(f"REVOKE UPDATE, DELETE ON {_table(module, name)} FROM {STAFF}")
        for name, rights in module.public.items():
            lines += _public_rights(_table(module, name), rights)
        for name, condition in module.public_rows.items():
            lines += _row_policies(_table(module, name), condition)
    return lines


def apply() -> int:
    """Run the statements as the owner; returns how many."""
    lines = statements()
    with connection.cursor() as cursor:
        for line in lines:
            cursor.execute(line)
    return len(lines)


def _table(module: ModuleConfig, name: str) -> str:
    """A model's table; a name that is no model is the name of a table (many-to-many, third party)."""
    try:
        return str(module.get_model(name)._meta.db_table)
    except LookupError:
        return name


def _public_rights(table: str, rights: str) -> list[str]:
    lines = []
    for verb, columns in re.findall(r"(select|insert|update|delete)(\([^)]*\))?", rights):
        lines.append(f"GRANT {verb.upper()} {columns} ON {table} TO {PUBLIC}")
    if "insert" in rights:
        lines.append(
            f"DO $$ BEGIN IF to_regclass('{table}_id_seq') IS NOT NULL THEN"
            f" EXECUTE 'GRANT USAGE ON SEQUENCE {table}_id_seq TO {PUBLIC}'; END IF; END $$"
        )
    return lines


def _row_policies(table: str, condition: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS public_rows ON {table}",
        f"CREATE POLICY public_rows ON {table} TO {PUBLIC} USING ({condition}) WITH CHECK ({condition})",
        f"DROP POLICY IF EXISTS staff_rows ON {table}",
        f"CREATE POLICY staff_rows ON {table} TO {STAFF} USING (true) WITH CHECK (true)",
    ]
