"""文字同定 by two persons: a file of pictures, found by hand, proposed, confirmed, made a table, tried on names, approved."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

from tests.journeys.browsing import Person, fill
from tests.running import until

NAMES = "宛名番号,氏名\n1,\ue000城 花子\n2,山田 太郎\n"


def test_two_persons_identify_a_character(staff: Callable[..., Person], tmp_path: Path) -> None:
    first, second = staff("yubin", careful=True), staff("mado", careful=True)
    brings_pictures(first)
    proposes(first)
    confirms(second)
    table = makes_a_table(first)
    tries_it(second, table)
    approves_it(second, table)
    for one in (first, second):
        one.finish()


def picture(width: int) -> bytes:
    """Something with strokes."""
    paper = Image.new("1", (48, 48), 1)
    drawing = ImageDraw.Draw(paper)
    for at in range(8, 8 + width, 8):
        drawing.line((at, 6, at, 42), fill=0, width=2)
    drawing.line((4, 24, 44, 24), fill=0, width=2)
    file = io.BytesIO()
    paper.save(file, "PNG")
    return file.getvalue()


def brings_pictures(one: Person) -> None:
    """Registers a system and brings three pictures, one of them under a name that is no code."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        for name, width in (("U+E000.png", 16), ("U+E001.png", 32), ("一.png", 24)):
            folder.writestr(name, picture(width))
    one.go("/characters/")
    one.look("workshop, empty")
    one.press("業務システムを登録する")
    fill(one.page, {"name": "住民記録", "code": "juki"})
    one.press("登録して、ファイルの取込みへ")
    fill(one.page, {"kind": "pictures"})
    file = {"name": "外字.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    one.page.locator('[name="file"]').set_input_files(file)  # type: ignore[arg-type]
    one.look("bringing a file")
    one.press("取り込む")
    one.page.get_by_role("heading", name="取り込めなかった行").wait_for()
    one.look("report on the file")


def proposes(one: Person) -> None:
    """Looks for a glyph by hand, proposes it with the keyboard, says of the other that there is none."""
    one.press("この外字を同定する")
    one.page.get_by_text("手で探す", exact=True).click()
    fill(one.page, {"words": "MJ022335"})
    one.press("探す")
    one.look("a character with a glyph found by hand")
    one.page.get_by_role("radio", name="MJ022335").check()
    one.press("提案して次へ")
    assert "提案しました" in one.text()
    one.page.locator(".keylist__switch").wait_for(state="attached")
    one.page.keyboard.press("9")
    assert one.page.get_by_role("radio", name="該当なし").is_checked()
    one.press("提案して次へ")
    assert "理由を書いてください" in one.text()
    one.look("a proposal without its reason")
    fill(one.page, {"reason": "一覧表のどの字とも違います。"})
    one.press("提案して次へ")
    assert "同定する外字は、もうありません" in one.text()


def confirms(one: Person) -> None:
    """Confirms the first with Enter, objects to the other."""
    one.go("/characters/next/confirm")
    one.look("a proposal to confirm")
    one.page.locator(".keylist__switch").wait_for(state="attached")
    one.follow_key("Enter")
    assert "確認しました" in one.text()
    fill(one.page, {"reason": "もう一度探してください。"})
    one.press("異議を述べて次へ")
    one.go("/characters/conflicts")
    assert "U+E001" in one.text()
    one.look("conflicts")
    one.go("/characters/")
    one.look("workshop")


def makes_a_table(one: Person) -> str:
    """Makes the first version; its author is not offered to approve it."""
    one.go("/characters/tables")
    one.look("tables")
    one.page.get_by_text("新しい版を作る", exact=True).click()
    one.press("決定した外字で版を作る")
    assert "あなたが作った版です" in one.text()
    one.look("a version")
    return one.page.url.partition("?")[0]


def tries_it(one: Person, table: str) -> None:
    """Tries the version on two names."""
    one.page.goto(table)
    one.page.get_by_text("氏名の一覧（CSV）で試す", exact=True).click()
    file = {"name": "氏名.csv", "mimeType": "text/csv", "buffer": NAMES.encode()}
    one.page.locator('[name="file"]').set_input_files(file)  # type: ignore[arg-type]
    one.press("試す")
    one.page.get_by_role("link", name="変わる人の一覧を見る").wait_for()
    one.press("変わる人の一覧を見る")
    assert "2人のうち、0人は印字の形が変わります" in one.text()
    one.press("形は変わらない", exact=False)
    assert "葛\U000e0102城 花子" in one.text()
    one.look("persons whose name changes")


def approves_it(one: Person, table: str) -> None:
    """Approves it; the version is in force, and the system's JSON has it."""
    one.page.goto(table)
    one.press("この版を承認して使う")
    assert "使用中" in one.text()
    one.look("a version in force")
    told = until(lambda: one.page.request.get(f"{one.home}/api/characters/tables/juki").json(), "the table")
    assert [line["glyph"] for line in told["characters"]] == ["MJ022335"]
