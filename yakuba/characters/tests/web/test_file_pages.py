"""Files, versions and dry runs on pages: brought, read, tried, approved, taken along."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.budgets import QueryBudget
from yakuba.characters import letters, looks
from yakuba.characters.actions.confirm import confirm
from yakuba.characters.actions.make_table import make_table
from yakuba.characters.actions.propose import propose
from yakuba.characters.jobs import read_file
from yakuba.characters.models import Difference, GaijiTable, GaijiTableLine, Intake, System
from yakuba.characters.tests.test_gaiji_tables import COLUMNS, NAMES
from yakuba.characters.tests.web.conftest import at, text
from yakuba.characters.tests.workshop import (
    ANNA,
    BEN,
    CHIEF,
    FIRST,
    SECOND,
    FakeIdentify,
    brought,
    font,
    gaiji,
)
from yakuba.kernel import pdf
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(juki: System) -> GaijiTable:
    """A version with one 一致 and one 類似, made by Anna."""
    for code, outcome, glyph in (("U+E000", "same", FIRST), ("U+E001", "similar", SECOND)):
        made = propose(ANNA, gaiji_id=gaiji(code).pk, outcome=outcome, glyph=glyph, reason="似ている")
        confirm(BEN, judgement_id=made.pk)
    return make_table(ANNA, system_id=juki.pk)


def file(content: bytes, name: str = "外字.tte") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_new_office_is_led_from_system_to_file_to_report(desk: Client, fake: FakeIdentify) -> None:
    assert "まだ登録されていません" in text(desk.get(at("characters")))
    assert desk.get(at("gaiji_intake_new"))["Location"] == at("gaiji_system_new")
    bad = desk.post(at("gaiji_system_new"), {"name": "", "code": "j k"})
    assert bad.status_code == 422 and "半角の英小文字" in text(bad)
    made = desk.post(at("gaiji_system_new"), {"name": "住民記録", "code": "juki"})
    form = text(desk.get(made["Location"]))
    system = System.objects.get()
    assert f'value="{system.pk}" selected' in form
    sent = {
        "system": system.pk,
        "kind": "font",
        "file": file(font({"U+E000": 12, "U+E001": "字形が空です。"})),
    }
    answer = desk.post(at("gaiji_intake_new"), sent)
    page = text(desk.get(answer["Location"]))
    assert "順番待ち" in page and "hx-get" in page
    read_file(intake_id=Intake.objects.get().pk)
    page = text(desk.get(answer["Location"]))
    assert (
        "済み" in page
        and "字形が空です。" in page
        and "1字の候補がそろいました" in page
        and "hx-get" not in page
    )


@pytest.mark.parametrize("missing", ["file", "system", "kind"])
def test_a_form_without_something_is_told(juki: System, desk: Client, missing: str) -> None:
    sent = {"system": juki.pk, "kind": "font", "file": file(b"x")}
    del sent[missing]
    answer = desk.post(at("gaiji_intake_new"), sent)
    assert answer.status_code == 422 and "error" in text(answer)
    assert (
        desk.post(
            at("gaiji_intake_new"), {"system": juki.pk, "kind": "names", "file": file(b"x")}
        ).status_code
        == 403
    )


def test_a_version_is_made_approved_and_taken_back_on_pages(
    table: GaijiTable, desk: Client, chief: Client
) -> None:
    assert "使用中" not in text(chief.get(at("gaiji_table", table.pk)))
    assert desk.post(at("gaiji_table_sign_off", table.pk)).status_code == 403
    answer = chief.post(at("gaiji_table_sign_off", table.pk))
    assert "承認しました" in text(chief.get(answer["Location"]))
    again = chief.post(at("gaiji_table_sign_off", table.pk))
    assert again.status_code == 422
    unchanged = desk.post(at("gaiji_table_make"), {"system": table.system_id})
    assert unchanged.status_code == 422 and "決定は変わっていません" in text(unchanged)
    assert desk.post(at("gaiji_table_make"), {"system": "x"}).status_code == 422
    silent = chief.post(at("gaiji_table_roll_back", table.pk), {"reason": ""})
    assert silent.status_code == 422 and "戻す理由" in text(silent)
    answer = chief.post(at("gaiji_table_roll_back", table.pk), {"reason": "印字が違った"})
    assert "印字が違った" in text(chief.get(answer["Location"]))


def test_whoever_made_a_version_cannot_approve_it(juki: System, table: GaijiTable, chief: Client) -> None:
    made = propose(ANNA, gaiji_id=gaiji("U+E002").pk, outcome="same", glyph=FIRST)
    confirm(BEN, judgement_id=made.pk)
    answer = chief.post(at("gaiji_table_make"), {"system": juki.pk, "note": "二回目"})
    page = text(chief.get(answer["Location"]))
    assert "あなたが作った版です" in page and "この版を承認して使う" not in page
    own = GaijiTable.objects.get(number=2)
    assert chief.post(at("gaiji_table_sign_off", own.pk)).status_code == 422
    assert System.objects.get().in_force is None


def test_a_version_leaves_as_a_file(table: GaijiTable, desk: Client) -> None:
    answer = desk.get(at("gaiji_table_csv", table.pk))
    assert b"U+E000" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    assert desk.get(at("gaiji_table_json", table.pk)).json()["characters"][1]["outcome"] == "similar"


def tried(table: GaijiTable) -> Intake:
    return brought(
        table.system, NAMES.encode(), kind="names", actor=CHIEF, table_id=table.pk, columns=COLUMNS
    )


def test_names_are_tried_and_the_list_is_read(table: GaijiTable, desk: Client, chief: Client) -> None:
    sent = {"file": file(NAMES.encode(), "氏名.csv"), "key": "宛名番号", "name": "氏名"}
    assert desk.post(at("gaiji_table_try", table.pk), sent).status_code == 403
    assert chief.post(at("gaiji_table_try", table.pk), {}).status_code == 422
    sent["file"] = file(NAMES.encode(), "氏名.csv")
    answer = chief.post(at("gaiji_table_try", table.pk), sent)
    read_file(intake_id=Intake.objects.latest("id").pk)
    assert "変わる人の一覧を見る" in text(chief.get(answer["Location"]))
    run = Intake.objects.latest("id").run_id
    page = text(chief.get(at("gaiji_run", run)))
    assert "2人は印字の形が変わります" in page and "葛西 花子" in page
    assert AuditEntry.objects.filter(text="一括変換で変わる氏名を閲覧した").exists()
    assert "決まっていない字があります" in text(chief.get(at("gaiji_run", run) + "?printed=open"))
    assert desk.get(at("gaiji_run", run)).status_code == 403
    for form in ("list", "merge"):
        content = b"".join(chief.get(at("gaiji_run_csv", run, form)).streaming_content).decode()  # type: ignore[attr-defined]
        assert "葛西 花子" in content and "山田" not in content
    assert chief.get(at("gaiji_run_csv", run, "poem")).status_code == 404
    assert chief.post(at("gaiji_run_discard", run)).status_code == 422
    chief.post(at("gaiji_run_discard", run), {"sure": "yes"})
    assert not Difference.objects.exists()
    assert "結果は消しました" in text(chief.get(at("gaiji_table", table.pk)))


def test_letters_show_both_forms_as_pictures(table: GaijiTable, chief: Client) -> None:
    run = tried(table).run_id
    answer = chief.get(at("gaiji_run_letters", run))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 2 and "花子" in pages[0].extract_text()
    assert len(pages[0].images) >= 2
    assert chief.get(at("gaiji_run_letters", run) + "?batch=2").status_code == 404
    entry = AuditEntry.objects.order_by("-id")[0]
    assert entry.detail == {"form": "letters", "persons": 2}


def test_letters_leave_out_nobody_silently(table: GaijiTable, monkeypatch: pytest.MonkeyPatch) -> None:
    run = tried(table).run_id
    rows = list(Difference.objects.filter(run=run, printed="changed").order_by("id"))
    sent: list[dict[str, object]] = []

    def render(template: object, data: dict[str, object]) -> bytes:
        sent.append(data)
        if len(sent) == 1:
            raise pdf.MissingGlyph('the text `"花"` could not be displayed')
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", render)
    assert letters.print_letters(rows, office="区", pictures={}) == b"%PDF"
    assert sent[1]["left_out"] == ["3"] and len(sent[1]["persons"]) == 1  # type: ignore[arg-type]
    monkeypatch.setattr(looks, "ready", lambda: False)
    with pytest.raises(Refusal, match="no_pictures"):
        letters.print_letters(rows, office="区", pictures={})


def test_lists_of_files_and_versions_cost_the_same_with_many(
    table: GaijiTable, chief: Client, query_budget: QueryBudget
) -> None:
    run = tried(table).run
    assert run is not None
    for at_ in range(25):
        Intake.objects.create(
            system=table.system, kind="bdf", name="x", sha256=str(at_), size=1, by_key="x", by_label="x",
            brought_at=table.made_at,
        )  # fmt: skip
        GaijiTable.objects.create(
            system=table.system, number=at_ + 2, digest=str(at_), lines=0, undecided=0, by_key="x", by_label="x",
            made_at=table.made_at,
        )  # fmt: skip
        GaijiTableLine.objects.create(
            table=table, code=f"X{at_}", outcome="none", persons=0, proposed_by="x", confirmed_by="x",
            decided_on=table.made_at.date(),
        )  # fmt: skip
        Difference.objects.create(
            run=run, key=f"z{at_}", status="changed", before="x", after="y", printed="changed", detail={}
        )
    with query_budget(9, page="gaiji_intakes"):
        assert chief.get(at("gaiji_intakes")).status_code == 200
    with query_budget(9, page="gaiji_tables"):
        assert chief.get(at("gaiji_tables")).status_code == 200
    with query_budget(12, page="gaiji_lines"):
        assert chief.get(at("gaiji_table", table.pk)).status_code == 200
    with query_budget(14, page="gaiji_changed"):
        assert chief.get(at("gaiji_run", run.pk)).status_code == 200


def test_no_name_stands_in_an_address(table: GaijiTable, chief: Client) -> None:
    page = text(chief.get(at("gaiji_run", tried(table).run_id)))
    assert not any(
        "葛" in one or "%E8%91%9B" in one for one in re.findall(r'(?:href|action)="([^"]*)"', page)
    )
