"""A text into 行政事務標準文字, JIS X 0213 or CP932: every changed character with its rule, nothing guessed.

Texts are taken apart into elements (a character with the selectors and marks behind it). What an element becomes is
worked out once and remembered; a text whose characters all stay as they are is told by one set operation.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from yakuba.characters.rules import menkuten
from yakuba.characters.rules.faults import fault_of
from yakuba.characters.rules.outcomes import (
    Candidate,
    Change,
    Converted,
    Doubt,
    Kind,
    Step,
    Target,
    points,
    shown,
)
from yakuba.characters.rules.reduction import Decision, reduce
from yakuba.characters.rules.relations import LABELS, Rule
from yakuba.characters.rules.repertoire import ASCII, Found, Repertoire

LONGEST = 1000
"""The most code points of one text: names have at most a few hundred; what is longer is a broken file."""
_MARKS = (
    "\u0300-\u036f\u180b-\u180d\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
    "\uff9e\uff9f\U000e0100-\U000e01ef"
)
_ELEMENT = re.compile(f"(?s).[{_MARKS}]*")
_REMEMBERED = 200_000


class _Outcome(NamedTuple):
    """What an element becomes (`target`), by which steps; or why a person decides."""

    target: str | None
    name: str = ""
    steps: tuple[Step, ...] = ()
    kind: Kind = Kind.IMPOSSIBLE
    sentence: str = ""
    candidates: tuple[Candidate, ...] = ()


def elements(text: str) -> list[str]:
    """A text as characters with the selectors and marks behind them."""
    return _ELEMENT.findall(text)


class Converter:
    """Converts to one target by one set of lists. `weakest` is the last rule that decides without a person.

    Keeps what it worked out for each element, so one converter serves many texts; not shared between threads that
    write (reading twice the same costs nothing but time).
    """

    def __init__(self, repertoire: Repertoire, target: Target, weakest: Rule = Rule.DICTIONARY) -> None:
        self.repertoire = repertoire
        self.target = target
        self.weakest = weakest
        self._known: dict[str, _Outcome] = {}
        self._unchanged = frozenset(self._letters() | self._kanji())

    def convert(self, text: str) -> Converted:
        """One text. Never raises for what the text holds; see `Converted`."""
        if len(text) <= LONGEST and self._unchanged.issuperset(text):
            return Converted(text, text)
        return self._convert(text)

    def convert_many(self, texts: Iterable[str]) -> Iterator[Converted]:
        """Many texts, in their order, as they come."""
        stays, taken_apart, same = self._unchanged.issuperset, self._convert, Converted
        for text in texts:
            if stays(text) and len(text) <= LONGEST:
                yield same(text, text)
            else:
                yield taken_apart(text)

    def _convert(self, text: str) -> Converted:
        if len(text) > LONGEST:
            sentence = f"文字が多すぎます（{len(text)}字）。1つの値は{LONGEST}字までです。"
            return Converted(text, None, (), (Doubt(1, "", "", Kind.TOO_LONG, sentence),))
        parts: list[str] = []
        changes: list[Change] = []
        doubts: list[Doubt] = []
        known = self._known
        for at, element in enumerate(_ELEMENT.findall(text), 1):
            outcome = known.get(element) or self._resolve(element)
            if outcome.target is None:
                sentence = f"{at}文字目: {outcome.sentence}"
                doubts.append(Doubt(at, element, outcome.name, outcome.kind, sentence, outcome.candidates))
            else:
                parts.append(outcome.target)
                if outcome.steps:
                    changes.append(Change(at, element, outcome.target, outcome.name, outcome.steps))
        return Converted(text, None if doubts else "".join(parts), tuple(changes), tuple(doubts))

    def _resolve(self, element: str) -> _Outcome:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        outcome = self._known[element] = self._outcome(element)
        return outcome

    def _outcome(self, element: str) -> _Outcome:
        if element in self._unchanged:
            return _Outcome(element)
        found = self.repertoire.find(element)
        if found is not None:
            return self._glyph(element, found)
        if element in self.repertoire.letters:
            return self._letter(element)
        owned = self.repertoire.owned(element)
        if owned is not None:
            return self._own(owned)
        twin = _JIS_FORM.get(element)
        if twin is not None:
            return _Outcome(twin, "", (Step(twin, Rule.SAME_PLACE),))
        kind, sentence, candidates = fault_of(element, self.repertoire)
        return _Outcome(None, "", (), kind, sentence, candidates)

    def _glyph(self, element: str, found: Found) -> _Outcome:
        if self.target is Target.STANDARD or element in self._unchanged:
            return _Outcome(element, found.name)  # `element` may be what a 外字変換表 led to
        if self.target is Target.CP932:
            return self._to_windows(element, found)
        decision = reduce(found, self.repertoire, self.weakest)
        if decision.step is None:
            return self._undecided(element, found, decision)
        return _Outcome(decision.step.target, found.name, (decision.step,))

    def _to_windows(self, element: str, found: Found) -> _Outcome:
        """Its own code where CP932 has it, else by way of JIS X 0213; a second reduction is a second step."""
        if found.sequence in menkuten.windows_letters():
            return _Outcome(found.sequence, found.name, (Step(found.sequence, Rule.EXACT),))
        first = reduce(found, self.repertoire, self.weakest)
        if first.step is None:
            return self._undecided(element, found, first)
        if first.step.target in menkuten.windows_letters():
            return _Outcome(first.step.target, found.name, (first.step,))
        between = self.repertoire.find(first.step.target)
        second = reduce(between, self.repertoire, self.weakest, _fits_windows) if between else Decision(None)
        if second.step is None:
            return self._undecided(element, found, second)
        steps = (second.step,) if first.step.target == element else (first.step, second.step)
        return _Outcome(second.step.target, found.name, steps)

    def _letter(self, element: str) -> _Outcome:
        """Kana, Latin letters, signs."""
        if self.target is Target.STANDARD or (
            self.target is Target.JIS_X_0213 and element in self.repertoire.jis_letters
        ):
            return _Outcome(element)
        if element in self.repertoire.kana:
            return self._hentaigana(element)
        twin = menkuten.windows_form(element)
        if twin in menkuten.windows_letters():
            return _Outcome(twin, "", (Step(twin, Rule.SAME_PLACE),))
        near = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", element))[:1]
        candidates = (Candidate(near),) if near != element and near in self._unchanged else ()
        return _Outcome(
            None, "", (), Kind.IMPOSSIBLE, f"{shown(element)}は、CP932では書けません。", candidates
        )

    def _hentaigana(self, element: str) -> _Outcome:
        parent, reads = self.repertoire.kana[element]
        candidates = tuple(
            Candidate(letter, note=f"音価（字母は{parent}）") for letter in reads.split("・") if letter
        )
        sentence = (
            f"変体仮名の{shown(element)}は、そのままでは書けません。読みの仮名にするかを決めてください。"
        )
        return _Outcome(None, "", (), Kind.AMBIGUOUS, sentence, candidates)

    def _own(self, found: Found) -> _Outcome:
        """外字 by the ward's own table: first the glyph it was found to be, then what the target makes of that."""
        if not found.sequence:
            sentence = f"外字変換表の {found.name} には符号がなく、文字の列では書けません。"
            return _Outcome(None, found.name, (), Kind.IMPOSSIBLE, sentence)
        first = Step(found.sequence, Rule.OWN_TABLE)
        then = self._glyph(found.sequence, found)
        if then.target is None:
            return then
        return then._replace(steps=(first, *then.steps))

    def _undecided(self, element: str, found: Found, decision: Decision) -> _Outcome:
        named = f"{shown(element)}（{found.name}）"
        if decision.kind is Kind.IMPOSSIBLE:
            hints = tuple(
                Candidate(letter, note="公開されている異体字データによる参考")
                for letter in self.repertoire.related(found)
                if letter in self._unchanged
            )
            sentence = f"{named}の置き換え先は、どの規則にもありません。"
            if decision.struck:
                sentence += f"「{'」「'.join(decision.struck)}」は、民一2842号通達で別字とされています。"
            return _Outcome(None, found.name, (), Kind.IMPOSSIBLE, sentence, hints)
        names = "・".join(candidate.text for candidate in decision.candidates[:5])
        if decision.kind is Kind.WEAK:
            ruled = {rule for candidate in decision.candidates for rule in candidate.rules}
            similar = all(candidate.note for candidate in decision.candidates)
            why = (
                "類字（告示582号別表第四の二）"
                if similar
                else "・".join(LABELS[rule] for rule in Rule if rule in ruled)
            )
            sentence = f"{named}は、{why}だけでは決めません。人が確かめてください（候補: {names}）。"
        else:
            sentence = f"{named}の置き換え先が1つに決まりません（候補: {names}）。"
        return _Outcome(None, found.name, (), decision.kind, sentence, decision.candidates)

    def _letters(self) -> frozenset[str]:
        """Letters and signs that stay as they are."""
        if self.target is Target.CP932:
            return ASCII | menkuten.windows_letters()
        letters = self.repertoire.letters if self.target is Target.STANDARD else self.repertoire.jis_letters
        return frozenset(
            letter for letter in letters if len(letter) == 1 and not unicodedata.combining(letter)
        )

    def _kanji(self) -> frozenset[str]:
        """Kanji that stay as they are when they stand without a selector."""
        if self.target is Target.CP932:
            return frozenset()
        if self.target is Target.JIS_X_0213:
            return frozenset(letter for letter in menkuten.places() if self.repertoire.find(letter))
        return frozenset(chr(code) for table in self.repertoire.tables for code in table.implemented if code)


_JIS_FORM = {"￠": "¢", "￡": "£", "￢": "¬", "—": "―"}


def _fits_windows(at: int) -> bool:
    return menkuten.characters()[at] in menkuten.windows_letters()


def describe(change: Change) -> str:
    """A change in a sentence: 「邉」（MJ026190）を「辺」に: 戸籍統一文字情報 親字・正字."""
    reasons = "、さらに".join(
        LABELS[step.rule] + (f"（{step.reference}）" if step.reference else "") for step in change.steps
    )
    return f"{change.at}文字目: {shown(change.source)}を「{change.target}」（{points(change.target)}）に。根拠は{reasons}。"
