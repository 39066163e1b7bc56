"""Periodic tidying of the kernel: jobs whose worker died, files nobody kept, the daily note of the heads."""

import asyncio
import logging

from procrastinate.contrib.django import app

from yakuba.kernel import audit, clock, files
from yakuba.kernel.jobs import STALLED_AFTER_S, job

log = logging.getLogger("yakuba.kernel")
OLD_JOBS_H = 24 * 30


@job(name="kernel.retry_stalled", every="* * * * *", queue="sweeping")
def retry_stalled() -> None:
    """Give the jobs of a worker that died to the next one. Holds no lock: it could stall itself."""

    async def retry() -> None:
        manager = app.job_manager
        for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
            await manager.retry_job(stalled)

    asyncio.run(retry())


@job(name="kernel.forget_old_jobs", every="40 3 * * *", queue="sweeping")
def forget_old_jobs() -> None:
    """Remove jobs that were done a month ago; failed ones stay to be looked at."""
    asyncio.run(app.job_manager.delete_old_jobs(nb_hours=OLD_JOBS_H))


@job(name="kernel.remove_unkept_files", every="20 3 * * *", queue="sweeping")
def remove_unkept_files() -> None:
    """Remove files that no application took over in time."""
    files.remove_unkept(before=clock.now())


@job(name="kernel.rescan_waiting_files", every="*/5 * * * *", queue="sweeping")
def rescan_waiting_files() -> None:
    """Scan the files that came in while the scanner was away."""
    files.rescan_waiting()


@job(name="kernel.note_heads", every="5 0 * * *", queue="sweeping")
def note_heads() -> None:
    """Write the heads of the audit trail to the log, which is kept outside the database."""
    for head in audit.heads():
        log.info("audit head lane=%s seq=%s digest=%s", head.lane, head.seq, head.digest)
