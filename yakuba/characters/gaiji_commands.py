"""`yakuba characters gaiji`: files into the workshop, tables out of it, and a sample to try it with."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Protocol

from yakuba.characters import exports
from yakuba.characters.actions.bring_file import bring_file
from yakuba.characters.actions.register_system import register_system
from yakuba.characters.gaiji_sample import SYSTEMS, write_sample
from yakuba.characters.models import Intake
from yakuba.characters.queries.gaiji import system_by_code, systems_visible_to
from yakuba.characters.queries.gaiji_tables import lines_of, table_in_force
from yakuba.characters.queries.intakes import faults_of
from yakuba.characters.taking_in import compare, take_in
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.csv_text import csv_bytes


class Out(Protocol):
    """Where words for the terminal go."""

    def write(self, text: str, /) -> object: ...


KINDS = [one.value for one in Intake.Kind if one is not Intake.Kind.NAMES]


def add_arguments(parser: ArgumentParser) -> None:
    """The steps below `gaiji`."""
    steps = parser.add_subparsers(dest="what", required=True)
    bring = steps.add_parser("import", help="外字フォント・画像・使用状況の一覧を取り込む")
    bring.add_argument("file", type=Path)
    bring.add_argument("--system", required=True, help="業務システムの記号（juki など）")
    bring.add_argument(
        "--name", default="", help="業務システムの名前。まだ登録がなければ、この名前で登録する"
    )
    bring.add_argument("--kind", choices=KINDS, required=True, help="ファイルの種類")
    table = steps.add_parser("table", help="使われている外字変換表を書き出す")
    table.add_argument("system", help="業務システムの記号")
    table.add_argument("--format", choices=("csv", "json"), default="csv")
    table.add_argument("--out", type=Path, help="書き出すファイル（なければ画面に出す）")
    sample = steps.add_parser("sample", help="作業場を試すための、架空の外字を作る")
    sample.add_argument("folder", type=Path)
    sample.add_argument("--count", type=int, default=200, help="字数")
    sample.add_argument("--seed", type=int, default=1, help="同じ数なら、同じ見本になる")
    sample.add_argument("--font", type=Path, help="元にするフォント")
    sample.add_argument("--load", action="store_true", help="作った見本を、作業場に取り込む")


def run(actor: Actor, options: dict[str, Any], out: Out) -> None:
    """Do one of the steps."""
    if options["what"] == "import":
        _bring(actor, options["file"], options["system"], options["kind"], options["name"], out)
    elif options["what"] == "table":
        _table(options, out)
    else:
        _sample(actor, options, out)


def _bring(actor: Actor, path: Path, code: str, kind: str, name: str, out: Out) -> None:
    """Bring one file and read it at once; exit 1 where it could not be read."""
    if name and not systems_visible_to(actor).filter(code=code).exists():
        register_system(actor, code=code, name=name)
    system = system_by_code(actor, code)
    intake = bring_file(actor, system_id=system.pk, kind=kind, name=path.name, content=path.read_bytes())
    take_in(actor, intake.pk)
    compare(actor)
    intake.refresh_from_db()
    for fault in faults_of(intake):
        out.write(f"{fault.place}: {fault.sentence}\n")
    out.write(
        f"{path.name}: 新規 {intake.added:,}、変更 {intake.changed:,}、前と同じ {intake.same:,}、"
        f"取り込めない {intake.faulty:,}。{intake.sentence}\n"
    )
    if intake.state == Intake.State.FAILED:
        sys.exit(1)


def _table(options: dict[str, Any], out: Out) -> None:
    found = table_in_force(options["system"])
    if found is None:
        raise Refusal("no_table", "承認された外字変換表がありません。")
    lines = lines_of(found)
    content = (
        exports.table_json(found, lines, in_force=True)
        if options["format"] == "json"
        else b"".join(csv_bytes(exports.TABLE_COLUMNS, exports.table_rows(lines)))
    )
    if options["out"]:
        options["out"].write_bytes(content)
    else:
        out.write(content.decode("utf-8-sig"))


def _sample(actor: Actor, options: dict[str, Any], out: Out) -> None:
    folder = options["folder"]
    written = write_sample(folder, count=options["count"], seed=options["seed"], font=options["font"])
    for path in written:
        out.write(f"{path}\n")
    if options["load"]:
        for code, name in SYSTEMS:
            _bring(actor, folder / f"{code}.zip", code, Intake.Kind.PICTURES, name, out)
            _bring(actor, folder / f"{code}_usage.csv", code, Intake.Kind.USAGE, name, out)
