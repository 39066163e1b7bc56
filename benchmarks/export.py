"""The export of many applications of the 36-question form as a workbook, asked for by an officer over HTTP."""

import time
import zipfile
from dataclasses import dataclass
from io import BytesIO

import psycopg

from benchmarks import journey, machine
from benchmarks.house import House
from benchmarks.visitor import Visitor

ADDRESS = f"/cases/export.xlsx?kind={journey.SLUG}"

# Every case that came in over HTTP is copied with its sheet, round by round: neighbours are never alike, and every
# sheet gets words of its own, so that the file does not shrink more than a real one.
_COPY = """
WITH copied AS (
    INSERT INTO cases_case ({columns})
    SELECT {values} FROM cases_case CROSS JOIN generate_series(1, %(times)s) AS round(number)
    WHERE kind = %(kind)s AND length(receipt) < 20
    ORDER BY round.number, cases_case.id
    RETURNING id, receipt
)
INSERT INTO cases_sheet (case_id, number, pages, shape, made_at)
SELECT copied.id, sheet.number,
       replace(replace(sheet.pages::text, '花子', left(md5(copied.receipt), 8)), '商店', md5(copied.receipt || '!'))::jsonb,
       sheet.shape, sheet.made_at
FROM copied
JOIN cases_case original ON original.receipt = split_part(copied.receipt, '+', 1)
JOIN cases_sheet sheet ON sheet.case_id = original.id
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """One export: seconds by the clock, CPU seconds of face and database, peak memory of the face's process."""

    seconds: float
    cpu_s: float
    peak_mb: float
    file_mb: float
    rows: int


def multiply(house: House, wanted: int) -> int:
    """Copy the applications that are there until there are at least `wanted`; returns how many there are."""
    with psycopg.connect(house.addresses.owner, autocommit=True) as connection:
        there = _count(connection)
        columns = [
            name
            for (name,) in connection.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = 'cases_case' AND column_name <> 'id' ORDER BY ordinal_position"
            )
        ]
        values = ["receipt || '+' || round.number" if name == "receipt" else name for name in columns]
        statement = _COPY.format(columns=", ".join(columns), values=", ".join(values))
        times = max(0, -(-wanted // there) - 1)
        connection.execute(statement.encode(), {"times": times, "kind": journey.SLUG})
        connection.execute("ANALYZE")
        return _count(connection)


def export(house: House, officer: Visitor, face: int) -> Exported:
    """Fetch the workbook and look into it. `face` is the root of the staff face's processes."""
    roots = [face, house.postmaster()]
    machine.forget_peaks([face])
    before, began = machine.cpu_ms(roots), time.perf_counter()
    answer = journey.expect(officer.get(ADDRESS), 200)
    seconds = time.perf_counter() - began
    cpu_s = (machine.cpu_ms(roots) - before) / 1000
    peak = machine.peak_mb([face])
    with zipfile.ZipFile(BytesIO(answer.body)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    return Exported(seconds, cpu_s, peak, len(answer.body) / 1e6, sheet.count(b"<row") - 1)


def _count(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM cases_case WHERE kind = %s", [journey.SLUG]).fetchone()
    assert row is not None
    return int(row[0])
