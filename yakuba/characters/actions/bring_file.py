"""bring_file: a file of 外字, of their use, or of names to try a table on."""

import hashlib
from collections.abc import Mapping

from yakuba.characters.models import GaijiTable, Intake, System
from yakuba.characters.permissions import IDENTIFY, RUN
from yakuba.characters.queries.gaiji import system_by_id
from yakuba.characters.queries.gaiji_tables import table_by_id
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.files import safe_name
from yakuba.kernel.refusals import NotAllowed, Refusal

MOST_BYTES = 40 * 1024 * 1024
_COLUMN = 100


@action(permission=IDENTIFY, audit="文字同定のファイルを受け取った")
def bring_file(
    actor: Actor,
    *,
    system_id: int,
    kind: str,
    name: str,
    content: bytes,
    columns: Mapping[str, str] | None = None,
    table_id: int | None = None,
) -> Intake:
    """Take a file in; the worker reads it. Whoever calls this enqueues the reading in the same transaction.

    The same file for the same system a second time changes nothing: the intake of the first is returned. `columns` are
    headings of a CSV; `table_id` the version that names are tried on. Refuses an empty or too large file, an unknown
    kind, names without the right to read them or without a version of this very system.
    """
    system = system_by_id(actor, system_id)
    if kind not in Intake.Kind.values:
        raise Refusal(
            "bad_kind", "ファイルの種類を選んでください。", {"kind": "ファイルの種類を選んでください。"}
        )
    if not content or len(content) > MOST_BYTES:
        sentence = f"ファイルは、空でない、{MOST_BYTES // 1024 // 1024}MBまでのものにしてください。"
        raise Refusal("file_size", sentence, {"file": sentence})
    asked = {key: text.strip()[:_COLUMN] for key, text in (columns or {}).items()}
    table = _tried(actor, system, table_id) if kind == Intake.Kind.NAMES else None
    System.objects.select_for_update().get(pk=system.pk)  # the same file sent twice at once comes in once
    digest = hashlib.sha256(content).hexdigest()
    audit.note(kind=kind, size=len(content))
    known = _known(system.pk, kind, digest)
    if known is not None:
        return known
    return Intake.objects.create(
        system=system,
        kind=kind,
        name=safe_name(name, ""),
        sha256=digest,
        size=len(content),
        content=content,
        asked=asked,
        table=table,
        by_key=actor.key,
        by_label=actor.label,
        brought_at=clock.now(),
    )


def _tried(actor: Actor, system: System, table_id: int | None) -> GaijiTable:
    """The version that names are tried on, for those who may read names."""
    if not actor.may(RUN):
        raise NotAllowed()
    table = table_by_id(actor, table_id or 0)
    if table.system_id != system.pk:
        raise Refusal("other_system", "この版は、ほかのシステムの外字変換表です。")
    return table


def _known(system_id: int, kind: str, digest: str) -> Intake | None:
    """The intake of the same file, unless it failed; trying a table on names is done as often as asked."""
    if kind == Intake.Kind.NAMES:
        return None
    rows = Intake.objects.defer("content").filter(system_id=system_id, kind=kind, sha256=digest)
    return rows.exclude(state=Intake.State.FAILED).first()
