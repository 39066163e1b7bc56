"""A verb checks, does everything or nothing, and leaves one entry."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yakuba.kernel.actions import action, all_actions
from yakuba.kernel.actor import Actor, anonymous, system
from yakuba.kernel.models import AuditEntry, OptionValue
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.kernel.tests import examples

pytestmark = pytest.mark.django_db


def queue_length() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def test_refused_and_nothing_changed_without_the_permission() -> None:
    with pytest.raises(NotAllowed):
        examples.change(anonymous(), code="a", value=1)
    assert not OptionValue.objects.exists()
    assert not AuditEntry.objects.exists()


def test_allowed_leaves_one_entry_about_the_row(officer: Actor) -> None:
    row = examples.change(officer, code="a", value=1)
    entry = AuditEntry.objects.get()
    assert (entry.module, entry.noun, entry.object_id) == ("kernel", "OptionValue", row.pk)
    assert (entry.text, entry.actor_label, entry.detail) == ("試しに変えた", "子育て支援課", {"value": 1})


def test_a_refusal_inside_takes_everything_back(officer: Actor) -> None:
    with pytest.raises(Refusal):
        examples.change_twice(officer, code="a", values=(1, 13))
    assert not OptionValue.objects.exists()
    assert not AuditEntry.objects.exists()
    assert queue_length() == 0


def test_entries_of_nested_verbs_are_written_in_one_statement_at_the_end(officer: Actor) -> None:
    with CaptureQueriesContext(connection) as queries:
        examples.change_twice(officer, code="a", values=(1, 2))
    written = [q["sql"] for q in queries if "kernel_auditentry" in q["sql"]]
    assert len(written) == 1
    assert "kernel_auditentry" in queries[-2]["sql"]
    assert list(AuditEntry.objects.order_by("id").values_list("text", flat=True)) == [
        "試しに変えた",
        "試しに変えた",
        "二つ続けて変えた",
    ]


def test_one_statement_opens_no_transaction_and_refuses_a_second_statement(officer: Actor) -> None:
    resident = Actor(kind="guest", key="guest:1", label="ゲスト")
    with CaptureQueriesContext(connection) as queries:
        examples.quick(resident, times=1)
    assert len(queries) == 1
    with pytest.raises(RuntimeError, match="one statement"):
        examples.quick(resident, times=2)


def test_a_verb_must_say_why_it_leaves_no_entry() -> None:
    with pytest.raises(ValueError, match="audit entry"):
        action(permission=examples.CHANGE, unaudited="")
    with pytest.raises(ValueError, match="audit entry"):
        action(permission=examples.CHANGE, audit="した", unaudited="わけ")  # type: ignore[call-overload]


def test_verbs_are_listed_with_their_permission() -> None:
    names = {declared.name: declared.permission.code for declared in all_actions()}
    assert names["yakuba.kernel.tests.examples.change"] == "kernel.test_change"


def test_the_house_itself_may_everything() -> None:
    assert examples.change(system("worker"), code="a", value=1).value == 1


def test_permission_is_held_in_a_section(officer: Actor) -> None:
    assert officer.may(examples.CHANGE, 1)
    assert not officer.may(examples.CHANGE, 2)
