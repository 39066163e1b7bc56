"""What a conversion answers: the text, what was changed and by which rule, and what a person has to decide."""

from enum import StrEnum
from typing import NamedTuple

from yakuba.characters.rules.relations import Rule


class Target(StrEnum):
    """The set of characters a text is converted to."""

    STANDARD = "standard"
    JIS_X_0213 = "jis_x_0213"
    CP932 = "cp932"


TARGET_LABELS: dict[Target, str] = {
    Target.STANDARD: "行政事務標準文字",
    Target.JIS_X_0213: "JIS X 0213（第1～第4水準）",
    Target.CP932: "Windows-31J（CP932）",
}


class Kind(StrEnum):
    """Why a character was left to a person."""

    AMBIGUOUS = "ambiguous"
    WEAK = "weak"
    OTHER_COLLECTION = "other_collection"
    IMPOSSIBLE = "impossible"
    UNKNOWN_KANJI = "unknown_kanji"
    PRIVATE_USE = "private_use"
    NOT_IN_SET = "not_in_set"
    HALF_WIDTH_KANA = "half_width_kana"
    COMBINING = "combining"
    LONE_SELECTOR = "lone_selector"
    UNKNOWN_SEQUENCE = "unknown_sequence"
    UNASSIGNED = "unassigned"
    CONTROL = "control"
    BROKEN = "broken"
    TOO_LONG = "too_long"


class Status(StrEnum):
    """How a text came out, the best first."""

    SAME = "same"
    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"
    INVALID = "invalid"


STATUS_LABELS: dict[Status, str] = {
    Status.SAME: "変更なし",
    Status.CHANGED: "規則で置き換え",
    Status.AMBIGUOUS: "候補から選ぶ",
    Status.IMPOSSIBLE: "置き換え先なし",
    Status.INVALID: "入力の誤り",
}
_AMBIGUOUS = frozenset({Kind.AMBIGUOUS, Kind.WEAK, Kind.OTHER_COLLECTION})
_IMPOSSIBLE = frozenset({Kind.IMPOSSIBLE, Kind.UNKNOWN_KANJI, Kind.PRIVATE_USE})


class Candidate(NamedTuple):
    """Something a character might become: the text, its glyph name if it has one, and what speaks for it."""

    text: str
    name: str = ""
    rules: tuple[Rule, ...] = ()
    note: str = ""


class Step(NamedTuple):
    """One reduction: what it led to, the rule that decided, the others that say the same, the 包摂連番 if any."""

    target: str
    rule: Rule
    also: tuple[Rule, ...] = ()
    reference: str = ""


class Change(NamedTuple):
    """A character that was changed. `at` counts characters from 1; two steps are two reductions one after the other."""

    at: int
    source: str
    target: str
    name: str
    steps: tuple[Step, ...]


class Doubt(NamedTuple):
    """A character that nothing decides. `sentence` can be shown as it stands."""

    at: int
    source: str
    name: str
    kind: Kind
    sentence: str
    candidates: tuple[Candidate, ...] = ()


class Converted(NamedTuple):
    """A text after conversion. `text` is None while anything in it is left to a person: nothing is guessed."""

    source: str
    text: str | None
    changes: tuple[Change, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def status(self) -> Status:
        """How it came out: the worst of its doubts, else whether anything was changed."""
        if not self.doubts:
            return Status.CHANGED if self.changes else Status.SAME
        kinds = {doubt.kind for doubt in self.doubts}
        if not kinds <= _AMBIGUOUS | _IMPOSSIBLE:
            return Status.INVALID
        return Status.IMPOSSIBLE if kinds & _IMPOSSIBLE else Status.AMBIGUOUS


def points(text: str) -> str:
    """The code points of a text: `U+845B U+E0100`."""
    return " ".join(f"U+{ord(letter):04X}" for letter in text)


def shown(text: str) -> str:
    """A character for a sentence: itself where it can be seen, and its code points."""
    visible = (
        text and text[0].isprintable() and not "\ue000" <= text[0] <= "\uf8ff" and text[0] < "\U000e0000"
    )
    return f"「{text}」（{points(text)}）" if visible else points(text)
