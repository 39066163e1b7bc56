"""Work that runs in the worker: deferred in the caller's transaction, or periodic.

Procrastinate keeps the queue in our own PostgreSQL, so a job that was enqueued in a transaction exists exactly
when that transaction committed. A job runs at least once: write it so that a second run changes nothing.
No other module imports Procrastinate.
"""

import functools
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import close_old_connections, connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import Task, configure_task

from yakuba.kernel import clock

RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)
STALLED_AFTER_S = 30

_registry: dict[str, "Job"] = {}
_outbox = JobManager(DjangoConnector())
"""Writes jobs through Django's own connection. The app's connector is another one while a worker runs: a job written
by that would begin before the transaction that gave the reason for it ends, or without it."""


class Job:
    """A declared piece of work: its name, its schedule (cron, Tokyo time) or None, and what runs.

    With `at_start` it also runs when a worker starts.
    """

    def __init__(
        self,
        name: str,
        work: Callable[..., None],
        every: str | None,
        task: Task[..., Any, Any],
        *,
        at_start: bool,
    ) -> None:
        self.name = name
        self.work = work
        self.every = every
        self.task = task
        self.at_start = at_start

    def __call__(self, **values: Any) -> None:
        self.work(**values)


def all_jobs() -> list[Job]:
    """Every declared job, by name."""
    return [_registry[name] for name in sorted(_registry)]


def job(
    *, name: str, every: str | None = None, queue: str = "work", at_start: bool = False
) -> Callable[[Callable[..., None]], Job]:
    """Declare a job: the function runs in the worker in a transaction of its own.

    With `every` (cron) it runs by the clock and takes no values; with `at_start` whenever a worker starts, too: what
    the one before had in its hands when it died does not wait for the clock.
    """

    def declare(work: Callable[..., None]) -> Job:
        @functools.wraps(work)
        def run(**values: Any) -> None:
            values.pop("timestamp", None)
            close_old_connections()
            try:
                work(**values)
            finally:
                connection.close()

        task: Task[..., Any, Any] = app.task(name=name, queue=queue, retry=RETRY)(run)
        if every is not None:
            app.periodic(cron=every)(task)
        declared = Job(name, work, every, task, at_start=at_start)
        if name in _registry:
            raise ValueError(f"job {name} is declared twice")
        _registry[name] = declared
        return declared

    return declare


def enqueue(declared: Job, *batch: dict[str, Any]) -> None:
    """Hand jobs to the worker, one for each set of plain values, in the transaction that is open now."""
    if not batch:
        return
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a job is enqueued inside the transaction that gives the reason for it")
    deferring = configure_task(name=declared.name, job_manager=_outbox, queue=declared.task.queue)
    if len(batch) == 1:
        deferring.defer(**batch[0])
    else:
        deferring.batch_defer(*batch)


def enqueue_starting() -> None:
    """Hand over what a worker does when it starts; once, however many start together."""
    for declared in all_jobs():
        if declared.at_start:
            deferring = configure_task(
                name=declared.name,
                job_manager=_outbox,
                queue=declared.task.queue,
                queueing_lock=declared.name,
            )
            with suppress(AlreadyEnqueued), transaction.atomic():
                deferring.defer()


class Health:
    """What the worker leaves waiting."""

    def __init__(self, waiting: int, failed: int, oldest_s: float) -> None:
        self.waiting = waiting
        self.failed = failed
        self.oldest_s = oldest_s


def health() -> Health:
    """Jobs waiting and failed, and how long the oldest due one has waited (seconds)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'failed'),
                   coalesce(extract(epoch FROM %s - min(due.at) FILTER (WHERE status = 'todo')), 0)
            FROM procrastinate_jobs job
            LEFT JOIN LATERAL (
                SELECT coalesce(job.scheduled_at, min(event.at)) AS at
                FROM procrastinate_events event WHERE event.job_id = job.id AND event.type = 'deferred'
            ) due ON true
            WHERE status IN ('todo', 'failed')
            """,
            [clock.now()],
        )
        waiting, failed, oldest = cursor.fetchone()
    return Health(waiting, failed, max(0.0, float(oldest)))
