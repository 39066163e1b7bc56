"""文字同定: 290,000 names converted, classified and listed with their differences, database included.

    .venv/bin/python -m benchmarks.characters [--smoke]

A database of its own is started, filled with residents (outside the clock) and worked on by the role of the staff face:
permission, transaction, audit entry, server-side cursor in, COPY out, then every difference read back page by page.
Beside it: the same names through jntajis-python, where that is installed, and rates of the functions alone.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
RESIDENTS = 290_000
SMOKE = 29_000
PAGE = 5_000
SEED = 3


def main() -> int:
    """Measure, print a table for people and one line of JSON for machines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="a tenth of the size")
    size = SMOKE if parser.parse_args().smoke else RESIDENTS
    load = os.getloadavg()[0]
    figures: dict[str, Any] = {"residents": size}
    with tempfile.TemporaryDirectory(prefix="yakuba-bench-") as folder, _database(Path(folder)):
        import django

        django.setup()
        people = _people(size)
        figures |= _functions(people)
        figures |= _end_to_end(people)
        figures |= _baseline(people)
    figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    figures["machine_load"] = [load, os.getloadavg()[0]]
    for key, value in figures.items():
        print(f"{key:32} {value:,}" if isinstance(value, int | float) else f"{key:32} {value}")
    print(json.dumps(figures, ensure_ascii=False))
    return 0


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """A PostgreSQL of our own, migrated, with Django as the staff face."""
    os.environ["YAKUBA_VAR"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yakuba.config.settings"
    from yakuba.config import secrets
    from yakuba.config.database import prepare_embedded
    from yakuba.config.embedded_postgres import Cluster

    kept = secrets.load()
    cluster = Cluster(folder / "postgres", kept.postgres_password)
    with cluster.lease():
        os.environ["DATABASE_URL"] = prepare_embedded(cluster, kept).owner
        for command in ("migrate", "grant"):
            subprocess.run(
                [sys.executable, "-m", "django", command, "-v0"],
                cwd=ROOT,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        os.environ["YAKUBA_FACE"] = "staff"
        yield
        from django.db import connections

        connections.close_all()
        if pool := getattr(connections["default"], "close_pool", None):
            pool()


def _people(size: int) -> list[tuple[str, str]]:
    """Family and given names: 90 % 常用漢字, 7 % 人名用漢字, 2 % glyphs with IVS, 1 % other kanji of MJ; 3 to 5 characters."""
    from yakuba.characters import tables

    table = tables.repertoire().tables[0]
    groups: dict[str, list[str]] = {"common": [], "names": [], "ivs": [], "other": []}
    for at in range(len(table)):
        sequence = table.canonical(at)
        kind = ("other", "common", "names")[table.policy[at]] if table.implemented[at] else "ivs"
        if sequence:
            groups[kind].append(sequence)
    chance = random.Random(SEED)
    kinds, weights = list(groups), (90, 7, 2, 1)

    def name(length: int) -> str:
        return "".join(chance.choice(groups[kind]) for kind in chance.choices(kinds, weights, k=length))

    return [(name(chance.choice((1, 2, 2, 3))), name(2)) for _ in range(size)]


def _functions(people: list[tuple[str, str]]) -> dict[str, Any]:
    """Loading and converting alone, in seconds of CPU of one core; "mixed" knows nothing at its start."""
    from yakuba.characters import api as characters
    from yakuba.characters import tables
    from yakuba.characters.rules.conversion import Converter

    figures: dict[str, Any] = {
        "table_bytes": tables.shipped().stat().st_size,
        "load_s": _loading(tables.shipped()),
    }
    names = [family + given for family, given in people]
    for target in characters.Target:
        converter = Converter(tables.repertoire(), target)
        began = time.process_time()
        same = [one.source for one in converter.convert_many(names) if not one.changes and not one.doubts]
        figures[f"{target.value}_mixed_per_s"] = round(len(names) / (time.process_time() - began))
        began = time.process_time()
        for _ in converter.convert_many(same):
            pass
        figures[f"{target.value}_unchanged_per_s"] = round(len(same) / (time.process_time() - began))
    sample = names[:20_000]
    began = time.process_time()
    for one in sample:
        characters.search_key(one)
    figures["search_keys_per_s"] = round(len(sample) / (time.process_time() - began))
    return figures


def _loading(table: Path) -> float:
    """CPU seconds until a fresh process has converted its first name, without the start of Python itself."""
    script = (
        "import sys, time; began = time.process_time(); from pathlib import Path;"
        " from yakuba.characters.rules.conversion import Converter, Target;"
        " from yakuba.characters.rules.repertoire import Repertoire; from yakuba.characters.rules.table import Table;"
        " Converter(Repertoire([Table(Path(sys.argv[1]).read_bytes())]), Target.JIS_X_0213).convert('髙');"
        " print(time.process_time() - began)"
    )
    command = [sys.executable, "-c", script, str(table)]
    times = [
        float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout) for _ in range(3)
    ]
    return round(min(times), 3)


def _end_to_end(people: list[tuple[str, str]]) -> dict[str, Any]:
    """Through the verb and the database, by the clock on the wall; the best of three, as other work shares the machine."""
    from yakuba.characters import api as characters

    actor = _officer()
    _fill(people)
    times, spent = [], []
    for _ in range(3):
        began, cpu = time.perf_counter(), _cpu_seconds()
        run = characters.run_conversion(
            actor, label="測定", target=characters.Target.JIS_X_0213, rows=_stored(len(people))
        )
        converted = time.perf_counter() - began
        listed = len(characters.open_characters(actor, run_id=run.pk))
        seen, after = 0, 0
        while page := characters.differences(actor, run_id=run.pk, after=after, limit=PAGE):
            seen, after = seen + len(page), page[-1].pk
        times.append((time.perf_counter() - began, converted))
        spent.append(_cpu_seconds() - cpu)
        if seen != run.total - run.same or run.total != len(people):
            raise SystemExit("The list of differences is not complete.")
        characters.discard_run(actor, run_id=run.pk)
    whole, converted = min(times)
    return {
        "residents_290k_s": round(whole, 2),
        "of_which_converted_s": round(converted, 2),
        "cpu_s": round(min(spent), 2),
        "all_three_s": [round(one, 2) for one, _ in times],
        "differences": seen,
        "open_characters": listed,
    } | {status: getattr(run, status) for status in ("same", "changed", "ambiguous", "impossible", "invalid")}


def _cpu_seconds() -> float:
    """User and system time of this process and of PostgreSQL's."""
    kept = Path(os.environ["YAKUBA_VAR"]) / "postgres" / "data" / "postmaster.pid"
    server = psutil.Process(int(kept.read_text().split()[0]))
    times = [one.cpu_times() for one in (psutil.Process(), server, *server.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _baseline(people: list[tuple[str, str]]) -> dict[str, Any]:
    """jntajis-python: candidates without reasons; the same reading and writing around it, as text only."""
    try:
        import jntajis  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return {"jntajis": "not installed"}
    from django.db import connection, transaction

    from yakuba.characters import api as characters

    every = sum(int(combo) for combo in jntajis.MJShrinkSchemeCombo)
    names = [family + given for family, given in people]
    began = time.process_time()
    found = [jntajis.mj_shrink_candidates(name, every, 16) for name in names]
    function = time.process_time() - began
    run = characters.run_conversion(_officer(), label="比較", target=characters.Target.JIS_X_0213, rows=[])
    columns = "run_id, key, status, before, after, printed, detail"
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        rows = [
            (key, name, jntajis.mj_shrink_candidates(name, every, 16)) for key, name in _stored(len(people))
        ]
        with cursor.copy(f"COPY characters_difference ({columns}) FROM STDIN") as copy:
            for key, name, candidates in rows:
                if candidates != [name]:
                    copy.write_row((run.pk, key, "changed", name, " ".join(candidates), "changed", "{}"))
        cursor.execute("SELECT * FROM characters_difference WHERE run_id = %s", [run.pk])
        cursor.fetchall()
    return {
        "jntajis_per_s": round(len(names) / function),
        "jntajis_290k_s": round(time.perf_counter() - began, 2),
        "jntajis_one_answer": sum(len(candidates) == 1 for candidates in found),
    }


def _fill(people: list[tuple[str, str]]) -> None:
    """The residents of the ward, by COPY."""
    from django.db import connection

    with connection.cursor() as cursor:
        statement = (
            "COPY identity_resident (family, given, family_kana, given_kana, email, language) FROM STDIN"
        )
        with cursor.copy(statement) as copy:
            for family, given in people:
                copy.write_row((family, given, "", "", "", "ja"))
        cursor.execute("ANALYZE identity_resident")


def _stored(size: int) -> Iterator[tuple[str, str]]:
    """The residents out of the database by a server-side cursor."""
    from yakuba.identity.models import Resident

    rows = Resident.objects.order_by("id").values_list("id", "family", "given")
    for key, family, given in rows.iterator(chunk_size=20_000):
        yield str(key), family + given


def _officer() -> Any:
    from yakuba.kernel.actor import Actor, Assurance

    return Actor(
        kind="staff",
        key="staff:1",
        label="情報政策課",
        assurance=Assurance.TWO_FACTOR,
        staff_id=1,
        grants={"characters.run": frozenset({1})},
        sections=frozenset({1}),
    )


if __name__ == "__main__":
    sys.exit(main())
