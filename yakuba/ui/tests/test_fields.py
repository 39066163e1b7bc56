"""Fields are wired: label to control, help and error to control, requirement in words."""

import pytest
from django.utils import translation

from yakuba.ui.components import fields, groups, parts
from yakuba.ui.components.fields import Choice, FieldView
from yakuba.ui.components.navigation import steps
from yakuba.ui.components.notices import ErrorLink, error_summary
from yakuba.ui.components.parts import PartsView
from yakuba.ui.phrases import phrased
from yakuba.ui.tests.reading import elements, one, text

WRONG = FieldView(
    id="a", name="a", label="名前", help="説明", error="間違い", origin="前回から", required=True
)


@pytest.fixture(autouse=True)
def _japanese() -> None:
    translation.activate("ja")


def test_a_control_names_its_help_origin_and_error_in_reading_order() -> None:
    html = fields.text_field(WRONG)
    control = one(html, "input", id="a")
    assert control.attributes["aria-describedby"] == "a-help a-origin a-error"
    assert control.attributes["aria-invalid"] == "true"
    assert "required" in control.attributes
    assert one(html, "label", for_="a")
    for target in ("a-help", "a-origin", "a-error"):
        assert one(html, "p", id=target)
    assert "※必須" in text(html)
    assert "エラー：間違い" in text(html)


def test_a_sound_optional_field_says_so_and_carries_no_aria() -> None:
    html = fields.text_field(FieldView(id="a", name="a", label="名前"))
    control = one(html, "input")
    assert not {name for name in control.attributes if name.startswith("aria")}
    assert "任意" in text(html)
    assert "required" not in control.attributes


def test_a_part_of_a_question_says_nothing_of_being_required() -> None:
    assert text(fields.text_field(FieldView(id="a", name="a", label="名前", mark=False))).strip() == "名前"


def test_nothing_is_ever_cut_off_by_the_box() -> None:
    html = fields.textarea_field(FieldView(id="a", name="a", label="理由", limit=5, value="\nあいうえおか"))
    box = one(html, "textarea")
    assert "maxlength" not in box.attributes
    assert box.attributes["data-limit"] == "5"
    assert box.attributes["aria-describedby"] == "a-count"
    assert ">\n\nあいうえおか</textarea>" in html  # a browser drops the first line break
    assert "maxlength" not in fields.text_field(FieldView(id="a", name="a", label="a", limit=3))


def test_a_group_is_a_fieldset_that_can_be_linked_to() -> None:
    html = fields.radio_group(
        FieldView(id="g", name="g", label="受け取り方", error="選んでください", required=True, value="b"),
        [Choice("a", "郵送", help="3日"), Choice("b", "窓口")],
    )
    assert one(html, "fieldset", id="g").attributes["aria-describedby"] == "g-error"
    first, second = elements(html, "input", name="g")
    assert (first.attributes["id"], first.attributes["aria-describedby"]) == ("g-1", "g-1-help")
    assert "checked" in second.attributes
    assert "checked" not in first.attributes
    assert all(one.attributes["aria-invalid"] == "true" for one in (first, second))


def test_checkboxes_keep_every_chosen_value() -> None:
    view = FieldView(id="c", name="c", label="配慮", required=True)
    html = fields.checkbox_group(view, [Choice(value, value) for value in "abc"], chosen={"a", "c"})
    assert [("checked" in one.attributes) for one in elements(html, "input")] == [True, False, True]
    assert not any("required" in one.attributes for one in elements(html, "input"))  # one of them is enough


@pytest.mark.parametrize(
    ("draw", "kind", "mode"),
    [
        (fields.email_field, "email", "email"),
        (fields.phone_field, "tel", "tel"),
        (fields.money_field, "text", "numeric"),
        (fields.number_field, "text", "numeric"),
    ],
)
def test_the_keyboard_fits_the_answer(draw: object, kind: str, mode: str) -> None:
    assert callable(draw)
    control = one(draw(FieldView(id="a", name="a", label="a", value="１２")), "input")
    assert control.attributes["type"] == kind
    assert control.attributes["inputmode"] == mode
    assert control.attributes["value"] == "１２"


def test_purposes_are_written_for_ones_own_answers_only() -> None:
    def purposes(*, own: bool) -> set[str]:
        view = PartsView(id="p", name="p", label="p", own=own)
        html = parts.name_field(view) + parts.address_field(view) + parts.date_field(view, meaning="birthday")
        return {one.attributes["autocomplete"] for one in elements(html) if "autocomplete" in one.attributes}

    assert purposes(own=False) == set()
    assert purposes(own=True) == {
        "family-name", "given-name", "postal-code", "address-level1", "address-level2", "address-level3",
        "address-line1", "address-line2", "bday-year", "bday-month", "bday-day",
    }  # fmt: skip


def test_a_date_shows_the_error_of_a_part_once_and_marks_its_box() -> None:
    view = PartsView(
        id="d",
        name="d",
        label="日付",
        values={"year": "元", "day": "30"},
        errors={"day": "2月は28日までです。"},
        required=True,
    )
    html = parts.date_field(view, eras=[Choice("令和", "令和")])
    assert html.count("2月は28日までです。") == 1
    assert one(html, "input", name="d.day").attributes["aria-describedby"] == "d-day-error"
    assert one(html, "p", id="d-day-error")
    assert "aria-invalid" not in one(html, "input", name="d.year").attributes
    assert "inputmode" not in one(html, "input", name="d.year").attributes  # 元 must be typed
    assert one(html, "select", name="d.era")


def test_values_of_a_name_are_kept_to_the_code_point() -> None:
    name = "葛\U000e0100𠮷々ー"
    html = parts.name_field(PartsView(id="n", name="n", label="名前", values={"family": name}))
    assert one(html, "input", name="n.family").attributes["value"] == name


def test_files_that_are_not_known_to_be_safe_cannot_be_opened() -> None:
    rows = [
        groups.FileRow(name=state, size="1 KB", url=f"/{state}", state=state)
        for state in ("clean", "waiting", "quarantined")
    ]
    html = groups.file_field(FieldView(id="f", name="f", label="書類", required=True), files=rows)
    assert [one.attributes["href"] for one in elements(html, "a")] == ["/clean"]
    assert "required" not in one(html, "input").attributes  # something is there already


def test_the_error_summary_links_to_the_fields_and_is_absent_without_errors() -> None:
    html = error_summary([ErrorLink("a", "間違い"), ErrorLink("", "全体の間違い")])
    assert [one.attributes["href"] for one in elements(html, "a")] == ["#a"]
    summary = one(html, "section", id="errors")
    assert summary.attributes["role"] == "alert"
    assert summary.attributes["tabindex"] == "-1"
    assert "直すところが2つあります" in text(html)
    assert error_summary([]) == ""


def test_components_speak_the_language_of_the_page() -> None:
    with translation.override("en"):
        html = fields.text_field(WRONG) + error_summary([ErrorLink("a", "x")])
        assert "(required)" in text(html)
        assert "There is 1 thing to correct" in text(html)
    with translation.override("ja-easy"):
        assert "※かならず" in text(fields.text_field(WRONG))


def test_steps_say_where_one_is() -> None:
    html = steps(["申請する人", "お子さん", "確認"], 2, urls=["/1"])
    assert one(html, "li", aria_current="step")
    assert [link.attributes["href"] for link in elements(html, "a")] == ["/1"]
    assert "3ページ中 2ページ目 お子さん" in text(html)


def test_headings_break_between_phrases_and_stay_escaped() -> None:
    assert "<wbr>" in phrased("児童手当の認定請求をします")
    assert "<b>" not in phrased("<b>児童手当の認定請求")
    with translation.override("en"):
        assert phrased("Child <allowance>") == "Child &lt;allowance&gt;"
