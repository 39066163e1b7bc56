"""Large definitions, made up: for saving, and for evaluating conditions."""

from typing import Any

_KINDS = ("text", "number", "yes_no", "date", "choice")


def toml_of(questions: int, rules: int, per_page: int = 12) -> str:
    """A definition as staff write it: `questions` of five kinds on pages, `rules` of them shown on a condition.

    The conditions ask about numbers, choices and yes-or-no answers given before, up to three at once.
    """
    lines = [
        "format = 1", 'slug = "large"', 'title = "大きな手続"', 'summary = "計測のための手続です。"',
        'section = "child_support"', 'who = "どなたでも"', 'field = "childcare"', 'assurance = "none"',
    ]  # fmt: skip
    for number in range(questions):
        if number % per_page == 0:
            lines += [
                "[[pages]]",
                f'key = "p{number // per_page}"',
                f'title = "{number // per_page + 1}枚目"',
            ]
        lines += _question(number, conditional=_is_conditional(number, questions, rules))
    return "\n".join(lines) + "\n"


def answers_to(questions: int) -> dict[str, Any]:
    """An answer to every question, such that about half of the conditions hold."""
    return {f"q{number}": _answer(number) for number in range(questions)}


def _is_conditional(number: int, questions: int, rules: int) -> bool:
    """Spread the rules over the questions after the first ten."""
    place, room = number - 10, questions - 10
    return place >= 0 and place * rules // room != (place - 1) * rules // room


def _question(number: int, *, conditional: bool) -> list[str]:
    kind = _KINDS[number % len(_KINDS)]
    lines = [
        "[[pages.fields]]", f'key = "q{number}"', f'kind = "{kind}"', f'label = "質問 {number + 1}"',
    ]  # fmt: skip
    if kind == "choice":
        lines.append(
            'options = [{ key = "a", label = "甲" }, { key = "b", label = "乙" }, { key = "c", label = "丙" }]'
        )
    if kind == "number":
        lines.append("max = 999")
    if conditional:
        lines.append(f"visible_if = '{_rule(number)}'")
    return lines


def _rule(number: int) -> str:
    """A condition on earlier questions, conditional ones among them."""
    by_kind = (
        f'q{number // 5 * 5 - 3} == "yes"',
        f"q1 > {number % 400 + 50}",
        'q4 == "a" or q4 == "b"',
        f'q7 == "yes" and q6 < {number % 300 + 10}',
        f'q9 == "c" and (q2 == "no" or q1 + q6 > {number % 500})',
    )
    return by_kind[number // 2 % len(by_kind)]


def _answer(number: int) -> Any:
    return {
        "text": f"答え{number}",
        "number": number * 37 % 500,
        "yes_no": "yes" if number % 3 else "no",
        "date": f"20{number % 20 + 10}-0{number % 9 + 1}-15",
        "choice": "abc"[number // 5 % 3],
    }[_KINDS[number % len(_KINDS)]]
