"""An event exists exactly when its reason does, and each subscriber hears it once."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from yakuba.kernel import events, jobs
from yakuba.kernel.actor import Actor
from yakuba.kernel.tests.examples import Changed, change

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str]]]:
    """Two subscribers for one test; the second fails while `broken` is in the list."""
    said: list[tuple[str, str]] = []

    def first(event: Changed, delivery: str) -> None:
        said.append(("first", event.code))

    def second(event: Changed, delivery: str) -> None:
        if ("broken", "") in said:
            raise OSError("mail server away")
        said.append(("second", event.code))

    name = Changed.event_name()
    kept = events._subscribers.get(name)
    events._subscribers[name] = {"first": first, "second": second}
    yield said
    events._subscribers[name] = kept or {}


def waiting() -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs ORDER BY id")
        import json

        return [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in cursor.fetchall()]


def run_all() -> None:
    for args in waiting():
        events.deliver(**args)


def test_one_job_for_each_subscriber(officer: Actor, heard: list[tuple[str, str]]) -> None:
    change(officer, code="a", value=1)
    assert [args["subscriber"] for args in waiting()] == ["first", "second"]


def test_what_a_worker_enqueues_waits_for_the_transaction_too(
    officer: Actor, heard: list[tuple[str, str]]
) -> None:
    """While a worker runs, the app writes by connections of its own, which see nothing of this transaction."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector), transaction.atomic():
        change(officer, code="a", value=1)
        assert len(waiting()) == 2, "written by the connection of the transaction"
        transaction.set_rollback(True)
    assert waiting() == []


def test_delivered_twice_heard_once(officer: Actor, heard: list[tuple[str, str]]) -> None:
    change(officer, code="a", value=1)
    run_all()
    run_all()
    assert heard == [("first", "a"), ("second", "a")]


def test_a_failing_subscriber_does_not_stop_the_others_and_hears_later(
    officer: Actor, heard: list[tuple[str, str]]
) -> None:
    heard.append(("broken", ""))
    change(officer, code="a", value=1)
    one, two = waiting()
    events.deliver(**one)
    with pytest.raises(OSError, match="mail server"):
        events.deliver(**two)
    heard.remove(("broken", ""))
    events.deliver(**two)
    assert heard == [("first", "a"), ("second", "a")]


def test_nothing_is_announced_outside_a_transaction(
    heard: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="inside the transaction"):
        events.announce(Changed(code="a"))


def test_health_counts_what_waits(officer: Actor, heard: list[tuple[str, str]]) -> None:
    change(officer, code="a", value=1)
    found = jobs.health()
    assert (found.waiting, found.failed) == (2, 0)
    assert found.oldest_s >= 0


@pytest.mark.django_db
def test_what_a_worker_does_at_its_start_is_handed_over_once() -> None:
    starting = [one for one in jobs.all_jobs() if one.at_start]
    assert {one.name for one in starting} >= {"messaging.send_left_over", "messaging.start_due_campaigns"}
    jobs.enqueue_starting()
    jobs.enqueue_starting()
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY 1")
        assert [name for (name,) in cursor.fetchall()] == [one.name for one in starting]
