"""The key under which names are found: 渡邊, 渡邉, 渡邉󠄏 and 渡辺 are one to whoever looks for them.

A character is followed along what says "the same character in another shape": old and new forms, JIS包摂規準・UCS統合規則
親字・正字 and 民二5202号, as far as they lead. Only a character that JIS X 0213 lacks is also followed along 民一2842号,
告示582号別表第四の一 (簡体字) and 類推: for the others these speak of slips of the pen (功 for 切). Where several ends are
reached, the map's own decision is taken, and without one the character stays itself. 辞書, 類字 and 別字 are never
followed: they join characters that are not the same.

A key is for searching and matching only: it is never stored in place of a name and never shown.
"""

import re
import unicodedata

from yakuba.characters.rules.menkuten import characters
from yakuba.characters.rules.reduction import decide
from yakuba.characters.rules.relations import Relation, Rule, Source
from yakuba.characters.rules.repertoire import Found, Repertoire
from yakuba.kernel.values.japanese_text import kana_key, lookup_key

_ALWAYS = frozenset({Source.JIS, Source.PARENT, Source.NOTICE_5202, Source.STANDARD_MAP})
_OUTSIDE_JIS = (
    frozenset({Source.NOTICE_2842, Source.NOTICE_2842_POPULAR}),
    frozenset({Source.NOTICE_582_ONE, Source.ANALOGY}),
)
_READING = re.compile("[\u3041-\u309f\u30a1-\u30ff\uff65-\uff9f\\s・･'’.．-]+")
_KANA = re.compile("[\u3041-\u309f][\u3041-\u309f-]*")


class Folder:
    """Makes keys by one set of lists; remembers what it worked out for each character."""

    def __init__(self, repertoire: Repertoire) -> None:
        self.repertoire = repertoire
        self._new_forms = dict(
            line.split("\t") for table in repertoire.tables for line in table.block("folds")
        )
        self._known: dict[str, str] = {}

    def key(self, text: str) -> str:
        """The key of a name, an address or a word. Equal keys: the same to whoever looks for it.

        Besides old and variant characters, width, case, hiragana and katakana, small and large kana, ー and its
        vowel, spaces, hyphens and variation selectors make no difference (kernel: `lookup_key`, `kana_key`). In a
        text of kana alone, which is taken as a reading, nor do ・ and points. Idempotent.
        """
        wide = unicodedata.normalize("NFKC", text)
        if _READING.fullmatch(wide):
            return kana_key(wide)
        known = self._known
        plain = lookup_key(text)
        folded = lookup_key("".join([known.get(letter) or self.letter(letter) for letter in plain]))
        return _KANA.sub(lambda kana: kana_key(kana[0]), folded)

    def keys(self, name: str, reading: str = "") -> tuple[str, ...]:
        """The keys under which a person is found: of the name and, where it is given, of the reading.

        Whoever looks for a word makes `key(word)` and asks which person has it among theirs.
        """
        return tuple(dict.fromkeys(filter(None, (self.key(name), self.key(reading)))))

    def letter(self, letter: str) -> str:
        """The character that stands for all shapes of this one."""
        known = self._known.get(letter)
        if known is None:
            known = self._known[letter] = self._follow(letter, ())
        return known

    def _follow(self, letter: str, passed: tuple[str, ...]) -> str:
        if letter in passed:
            return letter
        newer = self._new_forms.get(letter)
        if newer is not None:
            return self._follow(newer, (*passed, letter))
        found = self.repertoire.find(letter)
        if found is None:
            proper = self.repertoire.proper_forms(letter)
            return self._follow(proper[0], (*passed, letter)) if proper else letter
        relations = found.table.relations(found.at)
        ends = {self._follow(next_, (*passed, letter)) for next_ in _shapes(letter, found, relations)}
        if len(ends) == 1:
            return ends.pop()
        decided = decide(relations, self.repertoire, Rule.ANALOGY).step if ends else None
        if decided is None or decided.target == letter:
            return letter
        return self._follow(decided.target, (*passed, letter))


def _shapes(letter: str, found: Found, relations: tuple[Relation, ...]) -> set[str]:
    """The characters that are said to be this one in another shape."""
    struck = {line.place for line in relations if line.source == Source.NOTICE_2842_DISTINCT}
    places = {line.place for line in relations if line.source in _ALWAYS} - struck
    if found.table.place[found.at]:
        places.add(found.table.place[found.at])
    for sources in _OUTSIDE_JIS:
        if not places:
            places = {line.place for line in relations if line.source in sources} - struck
    return {characters()[place] for place in places} - {letter}
