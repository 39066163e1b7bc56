"""The organisation as a tree over time: names on a day, what stands above and below, who carried on whose work.

Pure: works on terms (a name and a place in the tree from a day until the day before another) and successors.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

GROWING_NAMES = {"unit"}
"""Kinds whose name says little alone: shown after the name of the division they belong to."""


@dataclass(frozen=True, slots=True)
class Term:
    """A section's name and parent from `since` to the day before `until` (None: still)."""

    section_id: int
    name: str
    parent_id: int | None
    since: date
    until: date | None = None
    name_en: str = ""
    name_easy: str = ""
    phone: str = ""
    hours: str = ""
    place: str = ""
    sign: str = ""

    def holds(self, on: date) -> bool:
        """Whether the term is in force on a day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Node:
    """A section without its names: id, code, kind, and the section that carries its work on, if it ended."""

    id: int
    code: str
    kind: str
    successor_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """All sections and terms. Build it with `tree_of`."""

    nodes: Mapping[int, Node]
    terms: Mapping[int, tuple[Term, ...]]
    by_code: Mapping[str, int] = field(default_factory=dict)

    def term(self, section_id: int, on: date) -> Term | None:
        """The term in force on a day, or None."""
        return next((one for one in self.terms.get(section_id, ()) if one.holds(on)), None)

    def nearest_term(self, section_id: int, on: date) -> Term | None:
        """The term in force, else the last one before the day, else the first after it."""
        terms = self.terms.get(section_id, ())
        past = [one for one in terms if one.since <= on]
        return self.term(section_id, on) or (past[-1] if past else terms[0] if terms else None)

    def name(self, section_id: int, on: date) -> str:
        """What the section was called on a day; of a section that had ended, its last name."""
        term = self.nearest_term(section_id, on)
        return term.name if term else ""

    def full_name(self, section_id: int, on: date) -> str:
        """The name, with the division's before it where the section is a unit (「子育て支援課 児童給付担当」)."""
        name = self.name(section_id, on)
        node = self.nodes.get(section_id)
        if node is None or node.kind not in GROWING_NAMES:
            return name
        above = next((one for one in self.ancestors(section_id, on)), None)
        return f"{self.name(above, on)} {name}" if above is not None else name

    def ancestors(self, section_id: int, on: date) -> list[int]:
        """The sections above, nearest first. A loop in the data ends the walk."""
        found: list[int] = []
        term = self.nearest_term(section_id, on)
        while term and term.parent_id is not None and term.parent_id not in (section_id, *found):
            found.append(term.parent_id)
            term = self.nearest_term(term.parent_id, on)
        return found

    def is_open(self, section_id: int, on: date) -> bool:
        """Whether the section exists on a day."""
        return self.term(section_id, on) is not None

    def open_on(self, on: date) -> list[int]:
        """The sections that exist on a day, each after its parent, siblings in the order they were entered."""
        children = self.children_on(on)
        order: list[int] = []
        seen: set[int] = set()

        def walk(parent: int | None) -> None:
            for child in children.get(parent, ()):
                if child not in seen:
                    seen.add(child)
                    order.append(child)
                    walk(child)

        walk(None)
        return order

    def children_on(self, on: date) -> dict[int | None, list[int]]:
        """Parent → sections directly below it on a day; a section whose parent is closed stands at the top."""
        below: dict[int | None, list[int]] = defaultdict(list)
        for section_id in self.nodes:
            term = self.term(section_id, on)
            if term:
                parent = term.parent_id
                below[parent if parent is not None and self.is_open(parent, on) else None].append(section_id)
        return dict(below)

    def below(self, section_id: int, on: date) -> frozenset[int]:
        """The section and all below it on a day."""
        children = self.children_on(on)
        found: set[int] = set()
        waiting = [section_id]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += children.get(one, ())
        return frozenset(found)

    def with_predecessors(self, sections: Iterable[int], on: date) -> frozenset[int]:
        """The sections and those closed by a day whose work they carry on: old cases stay in somebody's hands."""
        found = set(sections)
        before: dict[int, list[int]] = defaultdict(list)
        for node in self.nodes.values():
            if node.successor_id is not None and not self.is_open(node.id, on):
                before[node.successor_id].append(node.id)
        waiting = list(found)
        while waiting:
            for one in before.get(waiting.pop(), ()):
                if one not in found:
                    found.add(one)
                    waiting.append(one)
        return frozenset(found)

    def present_of(self, section_id: int) -> int:
        """The section that carries the work on at the end of the chain of successors; itself where none does."""
        seen = {section_id}
        while (node := self.nodes.get(section_id)) and node.successor_id is not None:
            if node.successor_id in seen:
                break
            section_id = node.successor_id
            seen.add(section_id)
        return section_id

    def history(self, section_id: int) -> list[str]:
        """What happened to the section, oldest first, in sentences."""
        lines: list[str] = []
        for earlier in sorted(one.id for one in self.nodes.values() if one.successor_id == section_id):
            last = self.terms.get(earlier, ())[-1:]
            if last and last[0].until:
                lines.append(f"{_day(last[0].until)}に、{last[0].name}の仕事を引き継ぎました。")
        before: Term | None = None
        for term in self.terms.get(section_id, ()):
            lines += (
                [f"{_day(term.since)}から「{term.name}」です。"]
                if before is None
                else self._change(before, term)
            )
            before = term
        node = self.nodes.get(section_id)
        if before and before.until:
            heir = node.successor_id if node else None
            told = f"仕事は「{self.name(heir, before.until)}」が引き継ぎました。" if heir is not None else ""
            lines.append(f"{_day(before.until - timedelta(days=1))}で終わりました。{told}")
        return lines

    def _change(self, before: Term, after: Term) -> list[str]:
        lines = []
        if before.name != after.name:
            lines.append(f"{_day(after.since)}に「{before.name}」から「{after.name}」に変わりました。")
        if before.parent_id != after.parent_id:
            place = self.name(after.parent_id, after.since) if after.parent_id is not None else "区長の直下"
            lines.append(f"{_day(after.since)}に「{place}」に移りました。")
        return lines


def tree_of(nodes: Iterable[Node], terms: Iterable[Term]) -> Tree:
    """The tree of sections and their terms, in any order."""
    known = {node.id: node for node in nodes}
    grouped: dict[int, list[Term]] = defaultdict(list)
    for term in terms:
        grouped[term.section_id].append(term)
    return Tree(
        nodes=known,
        terms={key: tuple(sorted(ones, key=lambda one: one.since)) for key, ones in grouped.items()},
        by_code={node.code: node.id for node in known.values()},
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
