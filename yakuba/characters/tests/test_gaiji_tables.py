"""Versions of the 外字変換表: made, tried on names, approved by another, taken back; never changed."""

import csv
import io
import json
from datetime import datetime, timedelta

import pytest

from yakuba.characters import api as characters
from yakuba.characters import exports
from yakuba.characters.actions.confirm import confirm
from yakuba.characters.actions.make_table import make_table
from yakuba.characters.actions.propose import propose
from yakuba.characters.actions.record_notices import record_notices
from yakuba.characters.actions.reopen import reopen
from yakuba.characters.actions.roll_back import roll_back
from yakuba.characters.actions.sign_off import sign_off
from yakuba.characters.actions.try_table import try_table
from yakuba.characters.models import Enactment, GaijiTable, GaijiTableLine, Intake, System
from yakuba.characters.queries.gaiji_tables import lines_of, table_by_id, tables_visible_to
from yakuba.characters.queries.progress import dashboard
from yakuba.characters.queries.runs import printed_counts
from yakuba.characters.rules.printed import Printed
from yakuba.characters.tests.workshop import (
    ANNA,
    BEN,
    CHIEF,
    FIRST,
    READER,
    SECOND,
    brought,
    gaiji,
    person,
    system_of,
)
from yakuba.kernel import clock
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.kernel.values.csv_text import csv_bytes

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 9, 10, 0, tzinfo=clock.TOKYO)


def decided(code: str, outcome: str = "same", glyph: str = FIRST, reason: str = "") -> None:
    seen = gaiji(code).judgement
    number = seen.number if seen else 0
    made = propose(ANNA, gaiji_id=gaiji(code).pk, outcome=outcome, glyph=glyph, reason=reason, seen=number)
    confirm(BEN, judgement_id=made.pk)


@pytest.fixture
def table(juki: System) -> GaijiTable:
    """A first version: one 一致, one 類似."""
    decided("U+E000")
    decided("U+E001", "similar", SECOND, "=点が違う")
    return make_table(ANNA, system_id=juki.pk)


def test_a_version_says_everything(table: GaijiTable) -> None:
    assert (table.number, table.lines, table.undecided) == (1, 2, 1)
    first, second = lines_of(table)
    assert (first.code, first.character, first.outcome, first.glyph) == ("U+E000", "\ue000", "same", FIRST)
    assert first.sequence == "葛\U000e0102" and first.persons == 30
    assert (second.proposed_by, second.confirmed_by) == ("第1課", "第2課")


def test_exports_hold_no_formula(table: GaijiTable) -> None:
    content = b"".join(csv_bytes(exports.TABLE_COLUMNS, exports.table_rows(lines_of(table)))).decode()
    rows = list(csv.reader(io.StringIO(content.lstrip("\ufeff"))))
    assert rows[0][0] == "外字コード" and rows[2][2] == "類似"
    assert rows[2][6] == "'=点が違う" and rows[1][5] == "U+845B U+E0102"
    told = json.loads(exports.table_json(table, lines_of(table), in_force=False))
    assert told["characters"][1]["reason"] == "=点が違う" and told["in_force"] is False


def test_a_version_is_made_when_something_was_decided(table: GaijiTable, juki: System) -> None:
    with pytest.raises(Refusal, match="nothing_new"):
        make_table(BEN, system_id=juki.pk)
    with pytest.raises(Refusal, match="nothing_decided"):
        make_table(BEN, system_id=system_of("zei", "税").pk)
    with pytest.raises(NotFound):
        make_table(BEN, system_id=0)
    with pytest.raises(Refusal, match="bad_note"):
        make_table(BEN, system_id=juki.pk, note="あ" * 201)
    decided("U+E002", "none", "", "どれとも違う")
    assert make_table(BEN, system_id=juki.pk).number == 2
    assert GaijiTableLine.objects.filter(table=table).count() == 2


def test_somebody_else_approves_it(table: GaijiTable, juki: System) -> None:
    assert characters.own_table("juki") == {}
    maker = person(1, "characters.identify", "characters.sign_off")
    with pytest.raises(Refusal, match="own"):
        sign_off(maker, table_id=table.pk)
    with pytest.raises(NotAllowed):
        sign_off(BEN, table_id=table.pk)
    with pytest.raises(NotFound):
        sign_off(CHIEF, table_id=0)
    assert not Enactment.objects.exists()
    sign_off(CHIEF, table_id=table.pk)
    assert characters.own_table("juki") == {"\ue000": FIRST, "\ue001": SECOND}
    with pytest.raises(Refusal, match="older"):
        sign_off(CHIEF, table_id=table.pk)
    converter = characters.converter(characters.Target.STANDARD, own=characters.own_table("juki"))
    assert converter.convert("\ue000城").text == "葛\U000e0102城"
    with pytest.raises(NotFound):
        characters.own_table("nowhere")


def test_it_is_taken_back_to_the_former(table: GaijiTable, juki: System) -> None:
    sign_off(CHIEF, table_id=table.pk)
    reopen(BEN, judgement_id=gaiji().judgement_id or 0, reason="誤り")
    propose(ANNA, gaiji_id=gaiji().pk, outcome="none", reason="違う", seen=1)
    confirm(BEN, judgement_id=gaiji().judgement_id or 0)
    second = make_table(ANNA, system_id=juki.pk)
    sign_off(CHIEF, table_id=second.pk)
    with pytest.raises(Refusal, match="bad_reason"):
        roll_back(CHIEF, system_id=juki.pk, table_id=second.pk, reason="")
    with pytest.raises(Conflict):
        roll_back(CHIEF, system_id=juki.pk, table_id=table.pk, reason="誤り")
    with pytest.raises(NotFound):
        roll_back(CHIEF, system_id=0, table_id=second.pk, reason="誤り")
    with pytest.raises(NotAllowed):
        roll_back(BEN, system_id=juki.pk, table_id=second.pk, reason="誤り")
    assert System.objects.get().in_force == second
    roll_back(CHIEF, system_id=juki.pk, table_id=second.pk, reason="印字が違った")
    assert System.objects.get().in_force == table
    roll_back(CHIEF, system_id=juki.pk, table_id=table.pk, reason="これも")
    assert System.objects.get().in_force is None
    with pytest.raises(Refusal, match="nothing_in_force"):
        roll_back(CHIEF, system_id=juki.pk, table_id=table.pk, reason="もう一度")
    assert [one.kind for one in Enactment.objects.order_by("id")] == ["signed_off"] * 2 + ["rolled_back"] * 2


NAMES = "宛名番号,氏名\n1,\ue000城\n2,山田\n3,\ue001西 花子\n4,\ue002島\n5,\ue000\ue001\n"
COLUMNS = {"key": "宛名番号", "name": "氏名"}


def tried(table: GaijiTable, content: str = NAMES, **columns: str) -> Intake:
    return brought(
        table.system,
        content.encode(),
        kind="names",
        actor=CHIEF,
        table_id=table.pk,
        columns=COLUMNS | columns,
    )


def test_a_dry_run_lists_whose_printed_form_changes(table: GaijiTable) -> None:
    done = tried(table)
    assert done.state == "done" and done.run is not None and bytes(done.content) == b""
    assert printed_counts(done.run) == {"same": 1, "changed": 2, "open": 1}
    found = characters.differences(CHIEF, run_id=done.run.pk, printed=Printed.CHANGED)
    assert [(one.key, one.after) for one in found] == [("3", "葛西 花子"), ("5", "葛\U000e0102葛")]
    rows = list(exports.merge_rows(found))
    assert rows[1] == ["5", "\ue000\ue001", "葛\U000e0102葛", "\ue000 \ue001", "葛\U000e0102 葛"]
    record_notices(CHIEF, run_id=done.run.pk, form="merge", persons=2)
    characters.discard_run(CHIEF, run_id=done.run.pk)
    assert Intake.objects.get(pk=done.pk).run is None


@pytest.mark.parametrize(
    ("content", "words"),
    [("番号,氏名\n1,山\n", "「宛名番号」の列"), (NAMES + "6\n", "7行目の列が足りません")],
)
def test_names_that_cannot_be_read_leave_nothing(table: GaijiTable, content: str, words: str) -> None:
    done = tried(table, content)
    assert done.state == "failed" and words in done.sentence and done.run is None


def test_what_is_no_trial_is_refused(table: GaijiTable) -> None:
    for verb in (make_table, sign_off, roll_back, try_table, record_notices):
        with pytest.raises(NotAllowed):
            verb(READER)  # type: ignore[call-arg]
    with pytest.raises(NotFound):
        try_table(CHIEF, intake_id=0)
    with pytest.raises(NotFound):
        record_notices(CHIEF, run_id=0, form="merge", persons=1)
    with pytest.raises(Refusal, match="other_system"):
        brought(system_of("zei", "税"), b"x", kind="names", actor=CHIEF, table_id=table.pk)
    with pytest.raises(NotFound):
        table_by_id(CHIEF, 0)
    with pytest.raises(NotAllowed):
        tables_visible_to(READER)


def test_the_figures_are_those_of_the_rows(juki: System) -> None:
    with clock.frozen(MONDAY):
        decided("U+E000")
    with clock.frozen(MONDAY + timedelta(days=1)):
        decided("U+E001")
    propose(ANNA, gaiji_id=gaiji("U+E002").pk, outcome="same", glyph=FIRST)
    with clock.frozen(MONDAY + timedelta(days=3)):
        whole = dashboard(BEN).whole
        assert (whole.total, whole.done, whole.left, whole.persons, whole.covered) == (3, 2, 1, 60, 50)
        assert whole.mine_to_confirm == 1 and dashboard(ANNA).whole.mine_to_confirm == 0
        assert whole.pace is not None and (whole.pace.a_day, whole.pace.days_left) == (1.0, 1)
        assert dashboard(BEN).systems[0][1].done == 2
    with clock.frozen(MONDAY + timedelta(days=1)):
        assert dashboard(BEN).whole.pace is None
    with pytest.raises(NotAllowed):
        dashboard(READER)
