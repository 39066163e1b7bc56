"""`yakuba characters`: convert files of names, ask what a character is, bring newer lists."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yakuba.characters import api as characters
from yakuba.characters import gaiji_commands, streams
from yakuba.characters.lists.updating import Edition, Source
from yakuba.characters.queries.gaiji_tables import own_judged
from yakuba.characters.rules.outcomes import TARGET_LABELS
from yakuba.characters.rules.relations import LABELS
from yakuba.characters.told import about_glyph, about_stranger
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import Refusal

ACTOR = system("command")
STANDARD_INPUT = "-"
EVERY = 50_000


class Command(BaseCommand):
    help = "名前の文字を変換し、文字を調べ、文字の一覧表を入れ替えます。"

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        convert = steps.add_parser("convert", help="CSVの名前を変換して書き出す")
        self._file_of_names(convert)
        convert.add_argument("--out", type=Path, help="書き出すファイル（なければ画面に出す）")
        convert.add_argument(
            "--format", choices=("csv", "json"), default="csv", help="書き出す形式（json は1行に1件）"
        )
        record = steps.add_parser("record", help="CSVの氏名を一括変換し、変わる人の一覧をデータベースに残す")
        self._file_of_names(record)
        record.add_argument("--key", required=True, help="宛名番号などの列")
        record.add_argument("--label", required=True, help="一括変換の名前")
        info = steps.add_parser("info", help="文字や文字図形名について、一覧表にあることを示す")
        info.add_argument("text", nargs="+", help="調べる文字（葛󠄂城）か、文字図形名（MJ022336）")
        for step, text in (
            ("update", "新しいMJ文字情報一覧表・MJ縮退マップを取り込む"),
            ("import-gj", "追加文字（GJ）を取り込む"),
        ):
            bring = steps.add_parser(step, help=text)
            bring.add_argument(
                "files", nargs="+", type=Path, help="配布された xlsx・csv・json・ttf か、それを1つ含む zip"
            )
            bring.add_argument("--edition", default="", help="一覧表の版（006.03 など）")
            bring.add_argument("--date", default="", help="一覧表の日付（2026-08-18 など）")
            bring.add_argument("--expect", type=int, default=0, help="一覧表の字数。違えば取り込まない")
        steps.add_parser("tables", help="使っている一覧表の版と日付を示す")
        gaiji_commands.add_arguments(
            steps.add_parser("gaiji", help="外字を取り込み、外字変換表を書き出し、作業場の見本を作る")
        )

    def _file_of_names(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSVのファイル（- は標準入力）")
        parser.add_argument("--column", required=True, help="変換する列の見出し")
        parser.add_argument(
            "--encoding", default=streams.AUTO, help="文字コード（指定がなければUTF-8かCP932かを調べる）"
        )
        parser.add_argument(
            "--target",
            choices=[one.value for one in characters.Target],
            default=characters.Target.STANDARD.value,
            help="変換先: " + "、".join(f"{one.value}（{TARGET_LABELS[one]}）" for one in characters.Target),
        )
        parser.add_argument(
            "--weakest",
            choices=[one.value for one in characters.Rule],
            default=characters.Rule.DICTIONARY.value,
            help="人が確かめずに使う、いちばん弱い規則: "
            + "、".join(f"{one.value}（{LABELS[one]}）" for one in characters.Rule),
        )

        parser.add_argument(
            "--system", default="", help="外字を、この業務システムの使用中の外字変換表で読む（記号）"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        steps = {
            "convert": self.convert,
            "record": self.record,
            "info": self.info,
            "update": self.update,
            "import-gj": self.import_gj,
            "tables": self.tables,
            "gaiji": self.gaiji,
        }
        try:
            steps[options["step"]](options)
        except (streams.BadFile, Refusal) as bad:
            raise CommandError(str(bad.sentence)) from None
        except OSError as error:
            raise CommandError(
                f"{error.filename or 'ファイル'} を読み書きできません（{error.strerror}）。"
            ) from None

    def convert(self, options: dict[str, Any]) -> None:
        """Convert a file of names; exit 1 when a person has to look at some rows."""
        converter = characters.converter(
            characters.Target(options["target"]),
            characters.Rule(options["weakest"]),
            characters.own_table(options["system"]) if options["system"] else None,
        )
        write = streams.convert_csv if options["format"] == "csv" else streams.convert_json
        with ExitStack() as stack:
            rows = stack.enter_context(self._rows(options))
            out = stack.enter_context(self._out(options))
            summary = write(rows, converter, out, self._progress)
        self.stderr.write(str(summary))
        if summary.broken or set(summary.statuses) - {characters.Status.SAME, characters.Status.CHANGED}:
            sys.exit(1)

    def record(self, options: dict[str, Any]) -> None:
        """Do a run over a file of persons and say how many came out how."""
        own, judged = own_judged(options["system"]) if options["system"] else ({}, {})
        with self._rows(options) as rows:
            run = characters.run_conversion(
                ACTOR,
                label=options["label"],
                target=characters.Target(options["target"]),
                rows=streams.pairs(rows, options["key"]),
                weakest=characters.Rule(options["weakest"]),
                own=own,
                judged=judged,
            )
        counts = "、".join(
            f"{label} {getattr(run, status.value):,}" for status, label in characters.STATUS_LABELS.items()
        )
        self.stdout.write(f"一括変換 {run.pk}: {run.total:,}人。{counts}")

    def info(self, options: dict[str, Any]) -> None:
        """Tell what the lists have of each character."""
        for text in options["text"]:
            named = characters.glyph(text)
            if named is not None:
                self.stdout.write(about_glyph(named))
                continue
            for element, glyph in zip(characters.elements(text), characters.glyphs_of(text), strict=True):
                self.stdout.write(about_glyph(glyph) if glyph else about_stranger(element))

    def update(self, options: dict[str, Any]) -> None:
        """Bring newer official lists."""
        table = characters.update_lists(ACTOR, sources=_sources(options), edition=_edition(options))
        self._installed(len(table))

    def import_gj(self, options: dict[str, Any]) -> None:
        """Bring the added characters of 行政事務標準文字."""
        table = characters.import_added(ACTOR, sources=_sources(options), edition=_edition(options))
        self._installed(len(table))

    def tables(self, options: dict[str, Any]) -> None:
        """Say which lists are in force."""
        self.stdout.write(characters.versions())

    def gaiji(self, options: dict[str, Any]) -> None:
        """Bring files into the workshop, take tables out of it, make a sample."""
        gaiji_commands.run(ACTOR, options, self.stdout)

    def _installed(self, count: int) -> None:
        self.stdout.write(f"{count:,}字を取り込みました。使っている一覧表: {characters.versions()}")
        self.stdout.write("動いている画面と仕事は、起動し直すと新しい一覧表を使います。")

    @contextmanager
    def _rows(self, options: dict[str, Any]) -> Iterator[streams.Rows]:
        encoding = options["encoding"]
        with ExitStack() as stack:
            if options["file"] == STANDARD_INPUT:
                file: BinaryIO = sys.stdin.buffer
                encoding = "utf-8-sig" if encoding == streams.AUTO else encoding
            else:
                file = stack.enter_context(Path(options["file"]).open("rb"))
                encoding = streams.encoding_of(file) if encoding == streams.AUTO else encoding
            try:
                text = streams.opened(file, encoding)
            except LookupError:
                raise CommandError(f"文字コード「{encoding}」を知りません。") from None
            yield streams.Rows(text, options["column"])

    @contextmanager
    def _out(self, options: dict[str, Any]) -> Iterator[TextIO]:
        if options["out"] is None:
            yield sys.stdout
            return
        encoding = "utf-8-sig" if options["format"] == "csv" else "utf-8"
        with options["out"].open("w", encoding=encoding, errors="surrogateescape", newline="") as out:
            yield out

    def _progress(self, done: int) -> None:
        if done % EVERY == 0:
            self.stderr.write(f"{done:,}行まで終わりました。")


def _sources(options: dict[str, Any]) -> list[Source]:
    return [Source(path.name, path.read_bytes()) for path in options["files"]]


def _edition(options: dict[str, Any]) -> Edition:
    return Edition(options["edition"], options["date"], options["expect"])
