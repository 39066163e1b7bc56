"""The small language of conditions and computed values: its grammar, read into a tree that is plain JSON.

A tree is a number, a string, or a tuple whose first item names the operation:
("get", "home", "city"), ("row", "birth"), ("==", a, b), ("and", a, b), ("sum", x, y), ("if", c, a, b), …
Names are resolved and types checked in `expression_types.py`; `evaluate.py` and `conditions.js` compute a tree.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from yakuba.procedures.rules.kinds import MAX_EXPRESSION, MAX_NUMBER

Tree: TypeAlias = "int | float | str | tuple[Tree, ...]"

# Function name -> least and greatest number of arguments.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "count": (1, 1),
    "sum": (1, 20),
    "min": (1, 20),
    "max": (1, 20),
    "age": (1, 2),
    "days_between": (2, 2),
    "today": (0, 0),
    "is_empty": (1, 1),
    "includes": (2, 50),
    "if": (3, 3),
}
RESERVED = frozenset({"and", "or", "not", "true", "false", "get", "row", *FUNCTIONS})
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
MAX_DEPTH = 40

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z_0-9.]))
    | (?P<name>[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*)
    | (?P<text>"[^"\n]*"|'[^'\n]*')
    | (?P<sign>==|!=|<=|>=|[<>()+\-*/,])
    | (?P<end>$)
    )""",
    re.VERBOSE,
)
_LOOKALIKES = {
    "=": "「=」は「==」と書いてください。",
    "＝": "全角の「＝」は使えません。半角で「==」と書いてください。",
    "“": '全角の引用符は使えません。半角の「"」を使ってください。',
    "”": '全角の引用符は使えません。半角の「"」を使ってください。',
    "「": '文字は「"」で囲んでください。',
    '"': '「"」が閉じていません。',
    "'": "「'」が閉じていません。",
    "&": "「かつ」は and と書いてください。",
    "|": "「または」は or と書いてください。",
    "!": "「でない」は not と書いてください。",
}


class BadExpression(ValueError):
    """The text is no expression. `args[0]` is a Japanese sentence saying where and why."""


@dataclass(slots=True)
class _Token:
    kind: str
    text: str


@lru_cache(maxsize=8192)
def parse(text: str) -> Tree:
    """Read an expression into its tree; refuses with BadExpression. Names stay ("get", …) until they are resolved."""
    if len(text) > MAX_EXPRESSION:
        raise BadExpression(f"式が長すぎます（{MAX_EXPRESSION}文字まで）。")
    reader = _Reader(_tokens(text))
    tree = reader.expression(0)
    if reader.token.kind != "end":
        raise BadExpression(
            f"「{reader.token.text}」の前で式が終わっています。and、or などが抜けていませんか。"
        )
    return tree


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while not tokens or tokens[-1].kind != "end":
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            reason = _LOOKALIKES.get(rest[0], "半角の英数字と記号で書いてください。")
            raise BadExpression(f"「{rest[:10]}」を読み取れません。{reason}")
        kind = match.lastgroup or "end"
        tokens.append(_Token(kind, match[kind]))
        at = match.end()
    return tokens


class _Reader:
    """Recursive descent; each level of the grammar is one method."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> str:
        """The text of the next token where it is one of these words or signs, and step over it; else nothing."""
        token = self.token
        if token.kind in ("name", "sign") and token.text in texts:
            self.at += 1
            return token.text
        return ""

    def expression(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise BadExpression("式の括弧が深すぎます。計算した値（computed）に分けてください。")
        return self.joined("or", depth)

    def joined(self, word: str, depth: int) -> Tree:
        """`a or b or c`, whose parts are `a and b`, whose parts are negations."""
        parts = [self.joined("and", depth) if word == "or" else self.negation(depth)]
        while self.take(word):
            parts.append(self.joined("and", depth) if word == "or" else self.negation(depth))
        return parts[0] if len(parts) == 1 else (word, *parts)

    def negation(self, depth: int) -> Tree:
        if self.take("not"):
            if depth > MAX_DEPTH:
                raise BadExpression("not が多すぎます。")
            return ("not", self.negation(depth + 1))
        left = self.total(depth)
        sign = self.take(*COMPARISONS)
        if not sign:
            return left
        right = self.total(depth)
        if self.take(*COMPARISONS):
            raise BadExpression(
                "「1 < x < 5」とは書けません。「1 < x and x < 5」のように and でつないでください。"
            )
        return (sign, left, right)

    def total(self, depth: int) -> Tree:
        left = self.product(depth)
        while sign := self.take("+", "-"):
            left = (sign, left, self.product(depth))
        return left

    def product(self, depth: int) -> Tree:
        left = self.single(depth)
        while sign := self.take("*", "/"):
            left = (sign, left, self.single(depth))
        return left

    def single(self, depth: int) -> Tree:
        if self.take("-"):
            if depth > MAX_DEPTH:
                raise BadExpression("「-」が多すぎます。")
            return ("neg", self.single(depth + 1))
        if self.take("("):
            inner = self.expression(depth + 1)
            self.close()
            return inner
        token = self.token
        self.at += 1
        if token.kind == "number":
            return _number(token.text)
        if token.kind == "text":
            return token.text[1:-1]
        if token.kind == "name":
            return self.named(token.text, depth)
        found = f"「{token.text}」" if token.text else "式の終わり"
        raise BadExpression(f"{found}の前に、質問の名前や値が抜けています。")

    def named(self, name: str, depth: int) -> Tree:
        if self.take("("):
            return self.call(name, depth)
        if name == "today":
            return ("today",)
        if name in ("true", "false"):
            raise BadExpression('true と false は使えません。「質問 == "yes"」のように書いてください。')
        if name in RESERVED:
            raise BadExpression(f"「{name}」の使い方が正しくありません。")
        return ("get", *name.split("."))

    def call(self, name: str, depth: int) -> Tree:
        if name not in FUNCTIONS:
            known = "、".join(FUNCTIONS)
            raise BadExpression(f"「{name}」という関数はありません。使えるのは {known} です。")
        arguments: list[Tree] = []
        while not self.take(")"):
            if arguments and not self.take(","):
                raise BadExpression(f"「{name}(」が閉じていないか、「,」が抜けています。")
            arguments.append(self.expression(depth + 1))
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            span = str(least) if least == most else f"{least}〜{most}"
            raise BadExpression(f"「{name}」の( )の中は{span}個です（いまは{len(arguments)}個）。")
        return (name, *arguments)

    def close(self) -> None:
        if not self.take(")"):
            raise BadExpression("「(」が閉じていません。")


def _number(text: str) -> int | float:
    whole, _, fraction = text.partition(".")
    if len(whole) > 16 or int(whole) > MAX_NUMBER or len(fraction) > 3:
        raise BadExpression(f"「{text[:20]}」は扱えません。9007兆まで、小数は3桁までです。")
    return float(text) if fraction.strip("0") else int(whole)
