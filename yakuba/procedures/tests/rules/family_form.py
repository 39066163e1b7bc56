"""The form of the example, compiled, and a family that answers it."""

from datetime import date
from pathlib import Path
from typing import Any

from yakuba.procedures.rules.compiling import Form, compile_form
from yakuba.procedures.rules.load import load_toml

TODAY = date(2026, 5, 1)
FILE = "0b9d6b1e-2f0f-4b5e-9a54-0a4f6f5b7c01"


def example() -> Form:
    loaded = load_toml(Path(__file__).with_name("example.toml").read_text())
    assert not isinstance(loaded, list)
    return compile_form(loaded)


FORM = example()

APPLICANT = {
    "applicant.family": ["渡邊\U000e0100"],
    "applicant.given": ["太郎"],
    "applicant.family_kana": ["ワタナベ"],
    "applicant.given_kana": ["タロウ"],
    "birth.era": ["showa"],
    "birth.year": ["63"],
    "birth.month": ["1"],
    "birth.day": ["7"],
    "home.postcode": ["170-8422"],
    "home.prefecture": ["東京都"],
    "home.city": ["豊島区"],
    "home.town": ["南池袋"],
    "home.street": ["2-45-1"],
    "mail": ["taro@example.jp"],
    "mail.confirm": ["taro@example.jp"],
    "spouse": ["no"],
}
CHILD = {
    "children.0.name.family": ["渡邊\U000e0100"],
    "children.0.name.given": ["花"],
    "children.0.name.family_kana": ["ワタナベ"],
    "children.0.name.given_kana": ["ハナ"],
    "children.0.birth.era": ["reiwa"],
    "children.0.birth.year": ["7"],
    "children.0.birth.month": ["1"],
    "children.0.birth.day": ["1"],
}
FAMILY = {**CHILD, "living": ["together"]}
MONEY = {
    "income": ["3,000,000"],
    "dependants": ["1"],
    "account.bank": ["0001"],
    "account.branch": ["001"],
    "account.type": ["ordinary"],
    "account.number": ["0123456"],
    "account.holder": ["ワタナベ タロウ"],
    "agree": ["yes"],
}


def codes(errors: Any) -> dict[str, str]:
    return {at: problem.code for at, problem in errors.items()}


def filled() -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for page, posted in (("applicant", APPLICANT), ("family", FAMILY), ("money", MONEY)):
        result = FORM.parse_page(page, posted, answers, today=TODAY)
        assert result.complete, codes(result.errors)
        answers |= result.answers_patch
    return answers
