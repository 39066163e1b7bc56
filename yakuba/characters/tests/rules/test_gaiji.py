"""Codes of 外字, what a proposal and a step lack, the former table, the pace, the printed form."""

from datetime import date

import pytest

from yakuba.characters.rules.conversion import Converter
from yakuba.characters.rules.gaiji import (
    BadCode,
    Outcome,
    State,
    Step,
    code_of,
    fault_of_proposal,
    fault_of_step,
    former,
)
from yakuba.characters.rules.outcomes import Target
from yakuba.characters.rules.pace import pace
from yakuba.characters.rules.printed import Printed, printed_form
from yakuba.characters.rules.repertoire import Repertoire

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "code", "character"),
    [
        ("U+E000", "U+E000", "\ue000"),
        (" u+e0ab ", "U+E0AB", "\ue0ab"),
        ("0xE000", "U+E000", "\ue000"),
        ("E000", "U+E000", "\ue000"),
        ("\ue000", "U+E000", "\ue000"),
        ("U+10DE92", "U+10DE92", "\U0010de92"),
        ("SJIS:F040", "U+E000", "\ue000"),
        ("sjis-F07E", "U+E03E", "\ue03e"),
        ("SJIS:F080", "U+E03F", "\ue03f"),
        ("SJIS:F0FC", "U+E0BB", "\ue0bb"),
        ("SJIS:F140", "U+E0BC", "\ue0bc"),
        ("SJIS:F9FC", "U+E757", "\ue757"),
        ("外字0012", "外字0012", ""),
        ("4E00", "4E00", ""),
        ("JA-1234", "JA-1234", ""),
    ],
)
def test_codes_are_read(text: str, code: str, character: str) -> None:
    found = code_of(text)
    assert (found.text, found.character) == (code, character)


def test_shift_jis_is_that_of_the_codec() -> None:
    for lead in (0xF0, 0xF4, 0xF9):
        for trail in (0x40, 0x7E, 0x80, 0xFC):
            assert code_of(f"SJIS:{lead:02X}{trail:02X}").character == bytes([lead, trail]).decode("cp932")


@pytest.mark.parametrize(
    "text", ["", "  ", "U+4E00", "一", "F041", "SJIS:8140", "SJIS:F07F", "あ" * 41, "a\tb", "U+110000"]
)
def test_what_is_no_code_is_told(text: str) -> None:
    with pytest.raises(BadCode) as bad:
        code_of(text)
    assert bad.value.sentence.endswith("。")


def test_a_proposal_says_enough() -> None:
    assert fault_of_proposal(Outcome.SAME, "MJ000001", "") == ("", "")
    assert fault_of_proposal(Outcome.NONE, "", "どれとも違う") == ("", "")
    assert fault_of_proposal(Outcome.DESIGN, "MJ000001", "")[0] == "reason"
    assert fault_of_proposal(Outcome.SAME, "", "")[0] == "glyph"


@pytest.mark.parametrize(
    ("step", "state", "own", "words", "code"),
    [
        (Step.CONFIRMED, State.PROPOSED, False, "", ""),
        (Step.CONFIRMED, State.PROPOSED, True, "", "own"),
        (Step.CONFIRMED, State.AGREED, False, "", "state"),
        (Step.OBJECTED, State.PROPOSED, False, "違う", ""),
        (Step.OBJECTED, State.PROPOSED, False, "", "reason"),
        (Step.OBJECTED, State.PROPOSED, False, "あ" * 501, "reason"),
        (Step.WITHDRAWN, State.PROPOSED, True, "", ""),
        (Step.WITHDRAWN, State.PROPOSED, False, "", "not_own"),
        (Step.REOPENED, State.AGREED, True, "誤り", ""),
        (Step.REOPENED, State.OPEN, True, "誤り", "state"),
    ],
)
def test_steps(step: Step, state: State, own: bool, words: str, code: str) -> None:
    assert fault_of_step(step, state, own=own, words=words)[0] == code


def test_the_former_table_is_what_was_in_force_before() -> None:
    assert former([]) is None
    assert former([("signed_off", 1)]) is None
    assert former([("signed_off", 1), ("signed_off", 2)]) == 1
    assert former([("signed_off", 1), ("signed_off", 2), ("rolled_back", 1)]) is None
    assert former([("signed_off", 1), ("signed_off", 2), ("rolled_back", 1), ("signed_off", 3)]) == 1
    assert former([("rolled_back", None)]) is None


def test_the_pace_is_the_median_of_ten_working_days() -> None:
    days = [date(2026, 11, number) for number in (5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19)]
    found = pace({**dict.fromkeys(days, 30), days[3]: 500, days[4]: 0}, 120, FRIDAY)
    assert found is not None
    assert (found.a_day, found.days_left, found.ends_on) == (
        30.0,
        4,
        date(2026, 11, 27),
    )  # the 23rd is a holiday


def test_days_without_a_decision_count() -> None:
    assert pace({date(2026, 11, 5): 100}, 10, FRIDAY) is None
    found = pace({date(2026, 11, 16): 4, date(2026, 11, 18): 2, date(2026, 11, 19): 2}, 5, FRIDAY)
    assert found is not None and (found.a_day, found.days_left) == (2.0, 3)


def test_too_little_is_known() -> None:
    assert pace({}, 10, FRIDAY) is None
    assert pace({FRIDAY: 60}, 10, FRIDAY) is None
    assert pace({date(2026, 11, 18): 60, date(2026, 11, 19): 60}, 10, FRIDAY) is None
    done = pace(dict.fromkeys([date(2026, 11, day) for day in (17, 18, 19)], 5), 0, FRIDAY)
    assert done is not None and (done.days_left, done.ends_on) == (0, FRIDAY)


def test_the_printed_form(repertoire: Repertoire) -> None:
    own = {"\ue000": "MJ022335", "\ue001": "MJ022336", "\ue002": "MJ000005"}
    judged = {"\ue000": Outcome.SAME, "\ue001": Outcome.DESIGN, "\ue002": Outcome.SIMILAR}
    converter = Converter(Repertoire(repertoire.tables, own), Target.STANDARD)
    for name, printed in (
        ("\ue000田", Printed.SAME),
        ("\ue000\ue001", Printed.DESIGN),
        ("\ue001\ue002", Printed.CHANGED),
        ("\ue002\ue009", Printed.OPEN),
    ):
        assert printed_form(converter.convert(name), judged) is printed, name
    assert printed_form(converter.convert("\ue000"), {}) is Printed.CHANGED
    windows = Converter(repertoire, Target.JIS_X_0213)
    assert printed_form(windows.convert("髙橋"), {}) is Printed.CHANGED
