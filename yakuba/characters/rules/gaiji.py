"""外字 and how they are judged: their codes, the four outcomes, who may say what about which."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_CODE = 40
LONGEST_REASON = 500
_UNICODE = re.compile(r"(?:U\+|0x)([0-9A-F]{4,6})", re.I)
_BARE = re.compile(r"[0-9A-F]{4}", re.I)
_SHIFT_JIS = re.compile(r"(?:SJIS|CP932)[:\-]([0-9A-F]{4})", re.I)
_FIRST_LEAD, _LAST_LEAD = 0xF0, 0xF9
_PER_LEAD = 188
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))


class Outcome(StrEnum):
    """How a 外字 compares with the glyph it is held against (外字実態調査 2012)."""

    SAME = "same"
    DESIGN = "design"
    SIMILAR = "similar"
    NONE = "none"


OUTCOME_LABELS = {
    Outcome.SAME: "一致",
    Outcome.DESIGN: "デザイン差",
    Outcome.SIMILAR: "類似",
    Outcome.NONE: "該当なし",
}
OUTCOME_HELP = {
    Outcome.SAME: "同じ字形です",
    Outcome.DESIGN: "はねや長さなど、字体の違いにならない差だけがあります",
    Outcome.SIMILAR: "よく似ていますが、別の字体です。印字される形が変わります",
    Outcome.NONE: "行政事務標準文字に、当たる字がありません",
}


class State(StrEnum):
    """How far a 外字 has come."""

    OPEN = "open"
    PROPOSED = "proposed"
    DISPUTED = "disputed"
    AGREED = "agreed"


STATE_LABELS = {
    State.OPEN: "未着手",
    State.PROPOSED: "確認待ち",
    State.DISPUTED: "異議あり",
    State.AGREED: "決定",
}


class Step(StrEnum):
    """What happened to a proposal after it was made."""

    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


STEP_LABELS = {
    Step.CONFIRMED: "確認した",
    Step.OBJECTED: "異議を述べた",
    Step.WITHDRAWN: "提案を取り下げた",
    Step.REOPENED: "決定を見直すことにした",
}
AFTER = {
    Step.CONFIRMED: State.AGREED,
    Step.OBJECTED: State.DISPUTED,
    Step.WITHDRAWN: State.OPEN,
    Step.REOPENED: State.OPEN,
}
"""The state that a step leads to."""
BEFORE = {
    Step.CONFIRMED: State.PROPOSED,
    Step.OBJECTED: State.PROPOSED,
    Step.WITHDRAWN: State.PROPOSED,
    Step.REOPENED: State.AGREED,
}
"""The state in which a step can be taken."""


class BadCode(Exception):
    """A text that is no code of a 外字. The sentence can be shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a 外字 as it is kept, and the character it stands for ("" where it is a number of the vendor's)."""

    text: str
    character: str


def code_of(text: str) -> Code:
    """Read a code: `U+E000`, `0xE000`, the character itself, `SJIS:F040`, or whatever name the vendor gives.

    Refuses an empty or overlong code, a code point outside the private use areas, and four bare digits from F040
    on, which are one character in Unicode and another in Shift_JIS.
    """
    plain = text.strip()
    if (not plain or len(plain) > LONGEST_CODE or not plain.isprintable()) and len(plain) != 1:
        raise BadCode(f"外字の番号は、1～{LONGEST_CODE}字で書いてください。")
    if len(plain) == 1 and ord(plain) > 0x7F:
        return _unicode(ord(plain), plain)
    if found := _UNICODE.fullmatch(plain):
        return _unicode(int(found[1], 16), plain)
    if found := _SHIFT_JIS.fullmatch(plain):
        return _shift_jis(int(found[1], 16), plain)
    if _BARE.fullmatch(plain):
        value = int(plain, 16)
        if 0xF040 <= value <= 0xF9FC:
            raise BadCode(
                f"「{plain}」は、UnicodeともシフトJISとも読めます。U+{plain} か SJIS:{plain} と書いてください。"
            )
        if is_private(value):
            return _unicode(value, plain)
    return Code(plain, "")


def is_private(code: int) -> bool:
    """Whether a code point is for private use (外字)."""
    return any(first <= code <= last for first, last in _PRIVATE)


def _unicode(code: int, plain: str) -> Code:
    if not is_private(code):
        raise BadCode(f"「{plain}」は、外字の領域（U+E000～U+F8FF など）の符号ではありません。")
    return Code(f"U+{code:04X}", chr(code))


def _shift_jis(code: int, plain: str) -> Code:
    """A code of the user-defined area of CP932 (F040–F9FC), which stands for U+E000 to U+E757 in order."""
    lead, trail = code >> 8, code & 0xFF
    if not (_FIRST_LEAD <= lead <= _LAST_LEAD and 0x40 <= trail <= 0xFC and trail != 0x7F):
        raise BadCode(f"「{plain}」は、シフトJISの外字の領域（F040～F9FC）の符号ではありません。")
    offset = (lead - _FIRST_LEAD) * _PER_LEAD + trail - 0x40 - (1 if trail > 0x7F else 0)
    return Code(f"U+{0xE000 + offset:04X}", chr(0xE000 + offset))


def fault_of_proposal(outcome: Outcome, glyph: str, reason: str) -> tuple[str, str]:
    """What a proposal lacks: the field and the sentence, ("", "") where nothing."""
    if outcome is Outcome.NONE and glyph:
        return "glyph", "「該当なし」のときは、文字を選べません。"
    if outcome is not Outcome.NONE and not glyph:
        return "glyph", "どの文字に当たるかを選んでください。"
    if outcome is not Outcome.SAME and not reason:
        return "reason", f"「{OUTCOME_LABELS[outcome]}」とする理由を書いてください。"
    if len(reason) > LONGEST_REASON:
        return "reason", f"理由は{LONGEST_REASON}字までで書いてください。"
    return "", ""


def fault_of_step(step: Step, state: State, *, own: bool, words: str) -> tuple[str, str]:
    """Why a step cannot be taken: the code and the sentence, ("", "") where it can.

    `own` says whether whoever takes it made the proposal: nobody confirms or objects to their own (二人で決める).
    """
    if state is not BEFORE[step]:
        return "state", "この外字は、いまは" + STATE_LABELS[state] + "です。開き直して確かめてください。"
    if step is Step.CONFIRMED and own:
        return "own", "自分の提案は、自分では確認できません。ほかの人が確認します。"
    if step is Step.OBJECTED and own:
        return "own", "自分の提案です。考えが変わったときは、取り下げてください。"
    if step is Step.WITHDRAWN and not own:
        return "not_own", "取り下げられるのは、提案した人だけです。"
    if step in (Step.OBJECTED, Step.REOPENED) and not words:
        return "reason", "理由を書いてください。"
    if len(words) > LONGEST_REASON:
        return "reason", f"理由は{LONGEST_REASON}字までで書いてください。"
    return "", ""


def former(history: "list[tuple[str, int | None]]") -> int | None:
    """The table to which a roll-back leads: what was in force before the present one; None for none.

    `history` is (signed_off | rolled_back, table) from the oldest: each sign-off puts one on top, each roll-back takes one off.
    """
    standing: list[int | None] = [None]
    for kind, table in history:
        if kind == "signed_off":
            standing.append(table)
        elif len(standing) > 1:
            standing.pop()
    return standing[-2] if len(standing) > 1 else None
