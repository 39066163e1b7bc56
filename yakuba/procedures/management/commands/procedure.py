"""`yakuba procedure`: check a definition file, load it, publish it, write it out again."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yakuba.kernel.actor import system
from yakuba.kernel.refusals import Refusal
from yakuba.procedures import shelf
from yakuba.procedures.actions.load_definition import load_definition
from yakuba.procedures.actions.publish import publish
from yakuba.procedures.queries import procedures_visible_to, versions_of
from yakuba.procedures.rules.analysis import check_toml
from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.rules.dump import dump_toml

ACTOR = system("command")


class Command(BaseCommand):
    help = "手続の定義ファイルを調べ、取り込み、公開し、書き出します。"

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        for step, text in (("check", "まちがいを調べる"), ("load", "調べて取り込む")):
            one = steps.add_parser(step, help=text)
            one.add_argument("files", nargs="+", type=Path)
        steps.choices["load"].add_argument("--publish", action="store_true", help="取り込んで公開する")
        export = steps.add_parser("export", help="取り込んだ定義を書き出す")
        export.add_argument("slug")
        steps.add_parser("list", help="手続の一覧")

    def handle(self, *args: Any, **options: Any) -> None:
        step = {"check": self.check_files, "load": self.load, "export": self.export, "list": self.list_all}
        step[options["step"]](options)

    def check_files(self, options: dict[str, Any]) -> None:
        """Say every mistake of every file; exit 1 when one stands in the way of publishing."""
        if not all([self._read(path) for path in options["files"]]):
            sys.exit(1)

    def load(self, options: dict[str, Any]) -> None:
        """Load what has no mistakes; nothing of a file that has."""
        for path in options["files"]:
            definition = self._read(path)
            if definition is None:
                sys.exit(1)
            try:
                version = load_definition(ACTOR, definition=definition)
                if options["publish"]:
                    publish(ACTOR, version=version)
            except Refusal as refusal:
                raise CommandError(str(refusal.sentence)) from None
            done = "公開しました" if options["publish"] else "取り込みました"
            self.stdout.write(f"{definition.slug} 第{version.number}版を{done}。")

    def export(self, options: dict[str, Any]) -> None:
        """Write the open version, or the newest, as a definition file."""
        procedure = procedures_visible_to(ACTOR).filter(slug=options["slug"]).first()
        if procedure is None:
            raise CommandError(f"「{options['slug']}」という手続はありません。")
        version = procedure.current or versions_of(procedure).first()
        if version is None:
            raise CommandError("まだ版がありません。")
        self.stdout.write(dump_toml(shelf.shelved(version.pk).definition), ending="")

    def list_all(self, options: dict[str, Any]) -> None:
        """Slug, version and state of every procedure."""
        for procedure in procedures_visible_to(ACTOR):
            state = f"第{procedure.current.number}版を公開中" if procedure.current else "休止中"
            self.stdout.write(f"{procedure.slug}\t{state}")

    def _read(self, path: Path) -> Definition | None:
        """The definition of a file, or None after saying what is wrong."""
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            self.stdout.write(f"{path}: 読めません（UTF-8 のファイルか確かめてください）。")
            return None
        definition, found = check_toml(text)
        for one in found:
            mark = "×" if one.blocking else "・"
            self.stdout.write(f"{mark} {path}:{one.line}行目 {one.sentence}")
        if any(one.blocking for one in found):
            return None
        if not found:
            self.stdout.write(f"○ {path}: まちがいはありません。")
        return definition
