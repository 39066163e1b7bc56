"""The chain finds every altered, removed or reordered entry, and refuses change."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from yakuba.kernel import audit
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@contextmanager
def seals_broken() -> Iterator[None]:
    """What only the owner of the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER USER")
        yield
        cursor.execute("ALTER TABLE kernel_auditentry ENABLE TRIGGER USER")


def write_entries(actor: Actor, count: int = 6) -> list[int]:
    for number in range(count):
        audit.write(actor, text=f"記録{number}", detail={"n": number})
    return list(AuditEntry.objects.order_by("seq").values_list("pk", flat=True))


def test_an_untouched_trail_holds(officer: Actor) -> None:
    write_entries(officer)
    assert audit.verify() == []


def alter_text(ids: list[int]) -> None:
    AuditEntry.objects.filter(pk=ids[2]).update(text="別の文")


def alter_detail(ids: list[int]) -> None:
    AuditEntry.objects.filter(pk=ids[2]).update(detail={"n": 99})


def alter_actor(ids: list[int]) -> None:
    AuditEntry.objects.filter(pk=ids[5]).update(actor_key="staff:2")


def remove_middle(ids: list[int]) -> None:
    AuditEntry.objects.filter(pk=ids[3]).delete()


def remove_first(ids: list[int]) -> None:
    AuditEntry.objects.filter(pk=ids[0]).delete()


def remove_last(ids: list[int]) -> None:
    AuditEntry.objects.filter(pk=ids[-1]).delete()


def swap(ids: list[int]) -> None:
    rows = {row.pk: row for row in AuditEntry.objects.filter(pk__in=ids[1:3])}
    one, two = rows[ids[1]], rows[ids[2]]
    AuditEntry.objects.filter(pk=one.pk).update(seq=-1)
    AuditEntry.objects.filter(pk=two.pk).update(seq=one.seq)
    AuditEntry.objects.filter(pk=one.pk).update(seq=two.seq)


def remove_all(ids: list[int]) -> None:
    AuditEntry.objects.filter(pk__in=ids).delete()


@pytest.mark.parametrize(
    "tamper",
    [alter_text, alter_detail, alter_actor, remove_middle, remove_first, remove_last, swap, remove_all],
)
def test_tampering_is_found(officer: Actor, tamper: Callable[[list[int]], None]) -> None:
    ids = write_entries(officer)
    with seals_broken():
        tamper(ids)
    assert audit.verify() != []


def test_a_trail_rewritten_as_a_whole_is_found_by_kept_heads(officer: Actor) -> None:
    ids = write_entries(officer)
    kept = audit.heads()
    with seals_broken():
        AuditEntry.objects.filter(pk__in=ids).delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_auditlane SET seq = 0, digest = decode(repeat('00', 32), 'hex')")
    write_entries(Actor(kind="staff", key="staff:9", label="別の課"))
    assert audit.verify() == []
    assert {found.what for found in audit.verify(kept)} == {"rewritten"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_auditentry SET text = 'x'",
        "DELETE FROM kernel_auditentry",
        "TRUNCATE kernel_auditentry",
    ],
)
def test_the_database_refuses_changes(officer: Actor, statement: str) -> None:
    write_entries(officer, 1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 1


def test_the_command_says_what_it_found(officer: Actor, tmp_path: Path) -> None:
    ids = write_entries(officer)
    said = StringIO()
    call_command("audit", "heads", stdout=said)
    kept = tmp_path / "heads.json"
    kept.write_text(said.getvalue(), "utf-8")
    assert len(json.loads(said.getvalue())) == audit.LANES
    said = StringIO()
    call_command("audit", "verify", "--kept", str(kept), stdout=said)
    assert "異常はありません（6件）" in said.getvalue()
    with seals_broken():
        AuditEntry.objects.filter(pk=ids[1]).update(text="別の文")
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("audit", "verify", stdout=said)
    assert "書き換えられています" in said.getvalue()


def test_reads_are_entries_too(officer: Actor) -> None:
    about = audit.Subject("cases", "Case", "7")
    audit.record_read(officer, about=about, text="申請を閲覧した")
    assert [entry.detail for entry in audit.history(about)] == [{"read": True}]
