"""The catalogue of sentences: complete, translated, and with the same blanks in every language."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from yakuba.kernel.values.wareki import BadDate, from_parts
from yakuba.procedures.rules.definition import Text
from yakuba.procedures.rules.messages import MESSAGES, TERMS, Cause, Problem, Term, say_term

PROCEDURES = Path(__file__).parents[2]
VALUES = PROCEDURES.parent / "kernel/values"
BLANK = re.compile(r"%\((\w+)\)s")


def _catalogue(locale: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for module in ("kernel", "procedures"):
        with (PROCEDURES.parent / module / f"locale/{locale}/LC_MESSAGES/django.po").open("rb") as source:
            found |= {str(message.id): str(message.string) for message in read_po(source) if message.id}
    return found


def _values_sentences() -> set[str]:
    """The sentences of the kernel's values that readers pass on."""
    found: set[str] = set()
    for name in ("email_address", "phone", "wareki", "money", "japanese_text"):
        tree = ast.parse((VALUES / f"{name}.py").read_text())
        texts = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        found |= {text for text in texts if text.endswith("。") and "\n" not in text}
    return found


@pytest.mark.parametrize("locale", ["en", "ja_Easy"])
def test_every_sentence_is_translated_with_the_same_blanks(locale: str) -> None:
    catalogue = _catalogue(locale)
    wanted = {*MESSAGES.values(), *TERMS.values(), *_values_sentences()}
    assert len(wanted) > 80
    missing = sorted(text for text in wanted if not catalogue.get(text))
    assert not missing
    for text in wanted:
        assert set(BLANK.findall(text)) == set(BLANK.findall(catalogue[text])), text


def test_english_is_english() -> None:
    catalogue = _catalogue("en")
    for text in MESSAGES.values():
        assert not re.search("[ぁ-んァ-ヴ一-龠]", catalogue[text]), text


def test_every_problem_that_is_made_is_in_the_catalogue_and_every_sentence_is_used() -> None:
    source = "\n".join(
        path.read_text() for path in (PROCEDURES / "rules").glob("*.py") if path.name != "messages.py"
    )
    used = set(re.findall(r'(?:Problem|self\.problem)\(\s*"(\w+)"', source))
    quoted = set(re.findall(r'"(\w+)"', source))
    assert used <= MESSAGES.keys()
    parts_of_addresses = {"postcode", "prefecture"}
    assert MESSAGES.keys() <= quoted | parts_of_addresses


def test_a_sentence_in_three_languages() -> None:
    label = Text("生年月日", "うまれた日", "Date of birth")
    problem = Problem("too_late", {"label": label, "last": date(2026, 5, 1)})
    assert (
        problem.say()
        == "「生年月日」には、2026年5月1日（令和8年5月1日） か、それより前の日を入力してください。"
    )
    easy = _catalogue("ja_Easy")
    assert problem.say("easy", lambda text: easy.get(text, text)).startswith("「うまれた日」は 2026年5月1日")
    english = _catalogue("en")
    said = problem.say("en", lambda text: english.get(text, text))
    assert said == "Enter a date on or before 2026-05-01 for “Date of birth”."
    assert problem.message == MESSAGES["too_late"]


def test_the_reason_of_a_value_is_translated_too() -> None:
    english = _catalogue("en")
    with pytest.raises(BadDate) as caught:
        from_parts("western", "x", "1", "1")
    problem = Problem("value", {"label": Text("日付", en="Date"), "cause": Cause.of(caught.value)})
    assert problem.say() == "「日付」を確かめてください。年は数字で入力してください。"
    assert (
        problem.say("en", lambda text: english.get(text, text)) == "Check “Date”. Enter the year in digits."
    )


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("showa", 70, 1, 1), "Showa ended on 1989-01-07. Do you mean 1995-01-01?"),
        (("heisei", 1, 1, 1), "Heisei began on 1989-01-08. Do you mean 1989-01-01?"),
        (("showa", 63, 2, 30), "There is no such date as 1988-2-30."),
    ],
)
def test_days_of_the_emperors_are_said_in_figures(parts: tuple[str, int, int, int], sentence: str) -> None:
    english = _catalogue("en")
    with pytest.raises(BadDate) as caught:
        from_parts(*parts)
    problem = Problem("value", {"label": Text("日付", en="Date"), "cause": Cause.of(caught.value)})
    assert problem.say("en", lambda text: english.get(text, text)) == f"Check “Date”. {sentence}"


def test_terms_numbers_and_percent_signs() -> None:
    problem = Problem("too_small", {"label": Text("100%の額"), "least": 10000})
    assert problem.say() == "「100%の額」は10,000以上の数を入力してください。"
    assert (
        Problem("required_part", {"label": Text("氏名"), "part": Term("family")}).say()
        == "「氏名」の「氏」を入力してください。"
    )
    assert say_term("row", item="犬", number=2) == "犬（2件目）"
