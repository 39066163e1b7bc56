"""Figures of procedures: `.venv/bin/python -m benchmarks.procedures [--smoke]`; README.md says what each one is."""

import argparse
import os
import time
from dataclasses import dataclass

import django
import psycopg

from benchmarks import export, journey, machine, officer, rush, saving
from benchmarks.figures import Figures, percentile
from benchmarks.first_load import first_load, kilobytes
from benchmarks.house import House, opened
from benchmarks.statements import counting
from benchmarks.visitor import Visitor

OFFICER = "suzuki"  # in the sample ward: chief of the section that receives the form, may export
DRAINED_S = 300.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done."""

    rounds: int
    journeys: int
    counted: int
    rush_s: float
    hurried_s: float
    exported: int
    exports: int
    saves: int
    evaluations: int


FULL = Size(
    rounds=5, journeys=200, counted=20, rush_s=40, hurried_s=15,
    exported=24_000, exports=3, saves=40, evaluations=2000,
)  # fmt: skip
SMOKE = Size(
    rounds=2, journeys=40, counted=5, rush_s=6, hurried_s=3,
    exported=1_000, exports=1, saves=5, evaluations=100,
)  # fmt: skip


def run(size: Size, figures: Figures) -> None:
    """Open a house, measure everything, close it."""
    with opened() as house:
        os.environ.update(house.environment, DJANGO_SETTINGS_MODULE="yakuba.config.settings")
        django.setup()
        house.run("procedure", "load", "--publish", str(journey.DEFINITION))
        public = house.pid(house.start_face("public", workers=2))
        staff = house.pid(house.start_face("staff", workers=1))
        _journeys(house, public, size, figures)
        _background(house, figures)
        _pages(house, size, figures)
        _functions(house, size, figures)
        _export(house, staff, size, figures)


def _journeys(house: House, public: int, size: Size, figures: Figures) -> None:
    """One resident after the other; the worker is not there yet, its work is measured afterwards."""
    port = house.ports["public"]
    visitor = Visitor(port)

    def several(number: int) -> None:
        for one in range(number):
            visitor.cookies.clear()
            journey.apply(visitor, one)

    several(60)  # both processes have compiled the form and filled their caches
    roots = ([public], [house.postmaster()])
    costs: list[tuple[float, float]] = []
    visitor.waited_ms.clear()
    for _ in range(size.rounds):
        before = [machine.cpu_ms(root) for root in roots]
        several(size.journeys)
        web, database = (machine.cpu_ms(root) - past for root, past in zip(roots, before, strict=True))
        costs.append((web / size.journeys, database / size.journeys))
    web, database = sorted(costs, key=sum)[(len(costs) - 1) // 2]
    least = min(map(sum, costs))
    detail = (
        f"web {web:.1f}, PostgreSQL {database:.1f}; median of {size.rounds} rounds, the least {least:.1f}"
    )
    figures.add("cpu_ms_36", web + database, 28, detail)
    waited = visitor.waited_ms
    figures.add(
        "request_p50_ms", percentile(waited, 0.5), note="one resident alone, any of the nine requests"
    )
    figures.add("request_p95_ms", percentile(waited, 0.95))
    with counting(house, "yakuba_public") as counted:
        several(size.counted)
    share = 1 / size.counted
    detail = (
        f"without BEGIN and COMMIT {(counted.everything - counted.control) * share:.1f}, "
        f"of these empty ones (is the server there?) {counted.pings * share:.1f}"
    )
    figures.add("sql_36", counted.everything * share, 20, detail)
    visitor.close()


def _background(house: House, figures: Figures) -> None:
    """What the worker spends on each application that waits: event, receipt mail over SMTP, its records."""
    waiting = _jobs(house)
    house.start_mailbox("--keep", "100000")
    worker = house.pid(house.start_worker())
    deadline = time.monotonic() + DRAINED_S
    roots = [worker, house.postmaster()]
    before = machine.cpu_ms([house.postmaster()])
    while _jobs(house) and time.monotonic() < deadline:
        time.sleep(0.2)
    spent = machine.cpu_ms(roots) - before
    figures.add(
        "background_cpu_ms", spent / max(1, waiting // 2), note="worker and PostgreSQL, start included"
    )


def _pages(house: House, size: Size, figures: Figures) -> None:
    port = house.ports["public"]
    parts = first_load(port)
    for part in sorted(parts, key=lambda one: -one.packed):
        print(f"    {part.packed:>7} of {part.size:>7} bytes  {part.address}")
    figures.add("first_load_kb", kilobytes(parts), 45, f"{len(parts)} requests")
    calm = rush.rush(port, users=50, seconds=size.rush_s, think_s=1.0)
    _refuse(calm)
    figures.add("page_p95_ms_50", calm.p(0.95), 60, f"p50 {calm.p(0.5):.1f}, {len(calm.waited_ms)} requests")
    hurried = rush.rush(port, users=50, seconds=size.hurried_s, think_s=0.0)
    _refuse(hurried)
    per_second = hurried.applications / size.hurried_s
    figures.add("page_p95_ms_50_hurried", hurried.p(0.95), note="the same without a pause: the queue is full")
    figures.add("applications_per_s", per_second, note="meanwhile, with worker and clients on the same cores")


def _refuse(seen: rush.Rush) -> None:
    if seen.wrong:
        raise journey.WentWrong(f"{len(seen.wrong)} of the residents: {seen.wrong[0]}")


def _functions(house: House, size: Size, figures: Figures) -> None:
    cpu, clock = saving.save_ms(house, size.saves)
    figures.add("save_95_ms", cpu, 80, f"CPU with PostgreSQL; by the clock {clock:.1f}")
    settled, judged = saving.evaluation_ms(size.evaluations)
    figures.add("eval_700_ms", settled, 1, f"conditions; with every answer judged anew {judged:.2f}")


def _export(house: House, staff: int, size: Size, figures: Figures) -> None:
    there = export.multiply(house, size.exported)
    visitor = officer.signed_in(house.ports["staff"], OFFICER)
    runs = [export.export(house, visitor, staff) for _ in range(size.exports)]
    if any(run.rows != there for run in runs):
        raise journey.WentWrong(f"{runs[0].rows} rows of {there}")
    found = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    detail = f"{there} rows, {found.file_mb:.1f} MB; CPU {found.cpu_s:.1f} s with PostgreSQL; median run"
    figures.add("export_24k_s", found.seconds, 8 if there >= FULL.exported else None, detail)
    figures.add("export_24k_mb", max(run.peak_mb for run in runs), 200, "peak of the process that streams it")
    visitor.close()


def _jobs(house: House) -> int:
    """How many jobs wait or run."""
    with psycopg.connect(house.addresses.owner) as connection:
        row = connection.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        ).fetchone()
        return int(row[0]) if row else 0


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a smaller size, the same paths, under a minute")
    figures = Figures()
    run(SMOKE if parser.parse_args(arguments).smoke else FULL, figures)
    figures.finish()


if __name__ == "__main__":
    main()
