"""`yakuba prepare`: brings a database up to date with the program, before the faces and the worker start."""

import argparse
import io
import os
import tomllib
from pathlib import Path

from django.core.management import call_command, get_commands

from yakuba.config import database, explain, secrets


def run(arguments: list[str]) -> int:
    """Makes the roles, applies migrations and rights, loads a ward when one is named. Changes nothing twice."""
    parser = argparse.ArgumentParser(
        prog="yakuba prepare", description="データベースを、このプログラムに合わせます。"
    )
    parser.add_argument("--ward", help="読み込む自治体のデータ（wards/ の下のディレクトリー）")
    parser.add_argument(
        "--sample", type=int, default=0, help="試しのために作る申請の数（一件でもあれば作らない。既定は 0）"
    )
    wanted = parser.parse_args(arguments)
    if "DATABASE_URL" in os.environ:
        database.prepare_database(os.environ["DATABASE_URL"], secrets.load())
    if explain.migrations_pending():
        _step("データベースの形を整えています")
        call_command("migrate", interactive=False, verbosity=0)
    _step("利用者の権限を割り当てています")
    call_command("grant", verbosity=0, stdout=io.StringIO())
    if wanted.ward and "ward" in get_commands():
        _step(f"自治体のデータ（{Path(wanted.ward).name}）を読み込んでいます")
        call_command("ward", "load", wanted.ward, stdout=io.StringIO())
        if address := os.environ.get("YAKUBA_LINE_SANDBOX"):
            call_command("line_channel", "demo", "--sandbox", address, stdout=io.StringIO())
            _name_desk(Path(wanted.ward))
        if wanted.sample:
            _make_sample(wanted.ward, wanted.sample)
    return 0


def _name_desk(ward: Path) -> None:
    """In a demonstration, questions on LINE that belong to no procedure go to the section that the pack names, unless
    another was chosen."""
    from yakuba.kernel import options
    from yakuba.kernel.actor import system
    from yakuba.portal.options import DESK

    file = ward / "talks.toml"
    desk = tomllib.loads(file.read_text("utf-8")).get("desk", "") if file.is_file() else ""
    if desk and not DESK.value():
        options.choose(system("demo"), code=DESK.code, value=desk)


def _make_sample(ward: str, applications: int) -> None:
    """Some weeks of applications, at the first start only."""
    from yakuba.config.sample import weeks  # imports tables: Django is set up by now

    if weeks.wanted():
        _step(f"見本の申請（{applications}件）を作っています")
        weeks.play(Path(ward), applications=applications)


def _step(sentence: str) -> None:
    print(f"・{sentence}", flush=True)  # noqa: T201 - read by people and by `yakuba demo`
