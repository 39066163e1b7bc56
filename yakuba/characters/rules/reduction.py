"""From a glyph to a character of JIS X 0213, or to none: which line of MJ縮退マップ decides.

Always through the 面区点 of the list and the map, never through 「対応するUCS」: 276 glyphs have both and they differ.

The order follows the procedure IPA published for 一意な変換 (MJ2JISX0213, 2016): JIS包摂規準・UCS統合規則; then the
lists of 戸籍法関連通達・通知; then 法務省告示582号別表第四の一 by its 順位. What 民一2842号 calls 別字 is struck from every
list of that glyph first. Where that procedure breaks a tie by 常用漢字 or by JIS level, a person decides here: the
tie-break only orders the candidates. 別表第四の二 (類字: 井 for 牛) never decides. 類推 and 辞書 decide, being weaker,
only where nothing above says anything and they name one character.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from yakuba.characters.rules.menkuten import characters, level
from yakuba.characters.rules.outcomes import Candidate, Kind, Step
from yakuba.characters.rules.relations import RULE_OF, STRENGTH, Relation, Rule, Source
from yakuba.characters.rules.repertoire import Found, Repertoire

_LEGAL = frozenset({Source.PARENT, Source.NOTICE_5202, Source.NOTICE_2842, Source.NOTICE_2842_POPULAR})
_ANY_PLACE: Callable[[int], bool] = lambda at: True  # noqa: E731 - a default that is read like a value


class Decision(NamedTuple):
    """What the map says of a glyph: the step that decides, or why none does; and everything it names."""

    step: Step | None
    kind: Kind = Kind.IMPOSSIBLE
    candidates: tuple[Candidate, ...] = ()
    struck: str = ""
    """What 民一2842号 calls 別字: the characters this glyph must not become."""


class _Choice(NamedTuple):
    """One place, with the rule that chose it; or a tie (place 0)."""

    place: int
    rule: Rule


def reduce(
    found: Found, repertoire: Repertoire, weakest: Rule, fits: Callable[[int], bool] = _ANY_PLACE
) -> Decision:
    """The character of JIS X 0213 that a glyph becomes. `fits` may leave places out (those CP932 lacks).

    Without a decision: AMBIGUOUS when a list names several, WEAK when only what is weaker than `weakest` says
    something, IMPOSSIBLE when nothing does.
    """
    place = found.table.place[found.at]
    if place and fits(place):
        exact = found.table.unification[found.at] == 1
        rule, reference = (
            (Rule.EXACT, "") if exact else (Rule.UNIFIED, found.table.unification_rules(found.at))
        )
        return Decision(Step(characters()[place], rule, (), reference))
    return decide(found.table.relations(found.at), repertoire, weakest, fits)


def decide(
    relations: Iterable[Relation],
    repertoire: Repertoire,
    weakest: Rule,
    fits: Callable[[int], bool] = _ANY_PLACE,
) -> Decision:
    """The same for the lines of the map alone."""
    lines = list(relations)
    struck = {line.place for line in lines if line.source == Source.NOTICE_2842_DISTINCT}
    live = [line for line in lines if line.place not in struck and fits(line.place)]
    if not live:
        return Decision(None, struck="".join(characters()[place] for place in sorted(struck)))
    candidates = _candidates(live, repertoire)
    choice = _choose(live)
    if choice is None:
        return Decision(None, Kind.WEAK, candidates)
    if STRENGTH[choice.rule] > STRENGTH[weakest]:
        return Decision(None, Kind.WEAK, candidates)
    if not choice.place:
        return Decision(None, Kind.AMBIGUOUS, candidates)
    also = tuple(rule for rule in _rules(live, choice.place) if rule != choice.rule)
    return Decision(Step(characters()[choice.place], choice.rule, also), candidates=candidates)


def _choose(live: Sequence[Relation]) -> _Choice | None:
    for sources, rule in (
        ({Source.JIS}, Rule.MAP_UNIFIED),
        ({Source.STANDARD_MAP}, Rule.STANDARD_MAP),
        (_LEGAL, None),
        ({Source.NOTICE_582_ONE}, Rule.NOTICE_582),
        ({Source.ANALOGY}, Rule.ANALOGY),
        ({Source.DICTIONARY}, Rule.DICTIONARY),
    ):
        lines = [line for line in live if line.source in sources]
        if lines:
            return _legal(lines) if rule is None else _Choice(_only(_nearest(lines)), rule)
    return None


def _legal(lines: Sequence[Relation]) -> _Choice:
    """Among 戸籍法関連通達・通知: the one they all name; 民二5202号; the nearest 親字・正字, told apart by 民一2842号."""
    named = {line.place for line in lines}
    parents = _nearest([line for line in lines if line.source == Source.PARENT])
    notice = {line.place for line in lines if line.source == Source.NOTICE_5202}
    if len(notice) == 1:
        return _Choice(_only(notice), Rule.NOTICE_5202)
    if len(named) == 1:
        return _Choice(_only(named), Rule.PARENT if parents else Rule.NOTICE_2842)
    if not parents:
        return _Choice(0, Rule.NOTICE_2842)
    if len(parents) > 1:
        narrowed = parents & {line.place for line in lines if line.source == Source.NOTICE_2842}
        return _Choice(_only(narrowed), Rule.PARENT)
    return _Choice(_only(parents), Rule.PARENT)


def _nearest(lines: Sequence[Relation]) -> set[int]:
    """The places of the smallest ホップ数 or 順位."""
    least = min((line.rank for line in lines), default=0)
    return {line.place for line in lines if line.rank == least}


def _only(named: set[int]) -> int:
    return next(iter(named)) if len(named) == 1 else 0


def _rules(live: Sequence[Relation], place: int) -> tuple[Rule, ...]:
    found = {RULE_OF[line.source] for line in live if line.place == place}
    return tuple(sorted(found, key=STRENGTH.__getitem__))


def _candidates(live: Sequence[Relation], repertoire: Repertoire) -> tuple[Candidate, ...]:
    """Every place the map names, the likeliest first: strength of the rule, hops, 漢字施策, JIS level."""

    def likely(place: int) -> tuple[int, int, int, int, int]:
        strength = STRENGTH[_rules(live, place)[0]]
        rank = min(line.rank for line in live if line.place == place)
        found = repertoire.find(characters()[place])
        policy = found.table.policy[found.at] if found else 0
        return strength, rank, policy or 3, level(place), place

    ordered = sorted({line.place for line in live}, key=likely)
    return tuple(_candidate(live, place, repertoire) for place in ordered)


def _candidate(live: Sequence[Relation], place: int, repertoire: Repertoire) -> Candidate:
    letter = characters()[place]
    found = repertoire.find(letter)
    only_similar = all(line.source == Source.NOTICE_582_TWO for line in live if line.place == place)
    note = "別表第四の二（類字）：字義の確認が必要です" if only_similar else ""
    return Candidate(letter, found.name if found else "", _rules(live, place), note)
