"""Judging a definition before it is published: cycles, what nobody will ever see, conditions that say nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from yakuba.procedures.rules.checks import check_definition
from yakuba.procedures.rules.definition import Definition, Field, Page
from yakuba.procedures.rules.expression_types import Scope, names_in
from yakuba.procedures.rules.expressions import Tree
from yakuba.procedures.rules.graph import ordered
from yakuba.procedures.rules.kinds import KINDS
from yakuba.procedures.rules.lines import Lines
from yakuba.procedures.rules.load import read_definition
from yakuba.procedures.rules.mistakes import Mistake, Where
from yakuba.procedures.rules.schema import Notes
from yakuba.procedures.rules.settling import dependencies, row_dependencies, trees_of
from yakuba.procedures.rules.translations import note_missing_translations
from yakuba.procedures.rules.worlds import Worlds


def analyse(definition: Definition, lines: Lines | None = None) -> list[Mistake]:
    """What is wrong with the meaning of a definition, by line where `lines` of its file are given.

    Mistakes that are not `blocking` are hints. Conditions with too many cases to try (3,000 each) are not judged.
    """
    notes = Notes(lines)
    check_definition(notes, definition)
    if notes.mistakes:
        return sorted(notes.mistakes)
    scope = Scope(definition)
    trees = trees_of(definition, scope)
    _Order(notes, definition, trees).note()
    order = _note_cycles(notes, definition, trees)
    if order:
        _Meaning(notes, definition, trees, order).note()
    note_missing_translations(notes, definition)
    return sorted(notes.mistakes)


def check_toml(text: str) -> tuple[Definition | None, list[Mistake]]:
    """Load a definition file and judge it: the definition where it could be read, and everything found, by line."""
    definition, notes = read_definition(text)
    if definition is None:
        return None, sorted(notes.mistakes)
    return definition, analyse(definition, notes.lines)


def _places(definition: Definition) -> Iterator[tuple[str, Where, Field, Field | None]]:
    """Every field with its path ("spouse", "children.school"), where it stands in the file, and its group."""
    for i, page in enumerate(definition.pages):
        for j, field in enumerate(page.fields):
            where: Where = ("pages", i, "fields", j)
            yield field.key, where, field, None
            for k, inner in enumerate(field.fields):
                yield f"{field.key}.{inner.key}", (*where, "fields", k), inner, field


def _note_cycles(notes: Notes, definition: Definition, trees: dict[str, Tree]) -> list[str]:
    """Note conditions and computed values that depend on themselves; otherwise the order of settling."""
    where = {path: place for path, place, _, _ in _places(definition)}
    where |= {f"page:{page.key}": ("pages", i) for i, page in enumerate(definition.pages)}
    order, cycle = ordered(dependencies(definition, trees))
    cycles = [cycle]
    for path, _, field, _ in _places(definition):
        if field.kind == "group":
            _, in_row = ordered(row_dependencies(field, trees))
            cycles.append([f"{path}.{key}" for key in in_row])
    for found in cycles:
        if found:
            way = " → ".join(f"ページ{node[5:]}" if node.startswith("page:") else node for node in found)
            sentence = (
                f"条件や計算が、めぐりめぐって自分自身によっています（{way}）。どれか一つを直してください。"
            )
            notes.add(_expression_of(where[found[0]], found[0], trees), sentence, "cycle")
    return [] if any(cycles) else order


def _expression_of(where: Where, node: str, trees: dict[str, Tree]) -> Where:
    for mark, name in (("=", "computed"), ("", "visible_if")):
        if f"{node}{mark}" in trees:
            return (*where, name)
    return where


class _Order:
    """Conditions on what comes later."""

    def __init__(self, notes: Notes, definition: Definition, trees: dict[str, Tree]) -> None:
        self.notes = notes
        self.definition = definition
        self.trees = trees
        self.page: dict[str, int] = {}
        self.place: dict[str, int] = {}
        for i, page in enumerate(definition.pages):
            for j, field in enumerate(page.fields):
                self.page[field.key], self.place[field.key] = i, j

    def note(self) -> None:
        for i, page in enumerate(self.definition.pages):
            self._reads(f"page:{page.key}", ("pages", i, "visible_if"), i, -1)
        for path, where, field, group in _places(self.definition):
            key = group.key if group else field.key
            for mark, name in (("", "visible_if"), ("=", "computed"), ("!", "required_if"), ("?", "check")):
                here = self.place[key] if name != "check" else len(self.place)
                self._reads(f"{path}{mark}", (*where, name), self.page[key], here)

    def _reads(self, node: str, where: Where, page: int, place: int) -> None:
        for name in sorted(names_in(self.trees.get(node, ""))):
            if name[0] != "get" or name[1] not in self.page:
                continue
            if self.page[name[1]] > page:
                later = self.definition.pages[self.page[name[1]]].title.ja
                sentence = f"「{name[1]}」は、あとのページ（{later}）の質問です。前のページか同じページの質問だけを使ってください。"
                self.notes.add(where, sentence, "later_page")
            elif self.page[name[1]] == page and self.place[name[1]] > place >= 0:
                sentence = f"「{name[1]}」は、同じページの下にある質問です。上に移すと分かりやすくなります。"
                self.notes.hint(where, sentence, "below")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a condition stands: its page's number, the nodes above it, its group, and what it is called."""

    page: int
    above: tuple[str, ...]
    group: str
    name: str


class _Meaning:
    """Conditions that never or always hold, and what follows from them."""

    def __init__(
        self, notes: Notes, definition: Definition, trees: dict[str, Tree], order: list[str]
    ) -> None:
        self.notes = notes
        self.definition = definition
        self.trees = trees
        self.worlds = Worlds(definition, trees, order)
        self.never: set[str] = set()

    def note(self) -> None:
        pages = self.definition.pages
        for i, page in enumerate(pages):
            spot = _Spot(i, (), "", f"ページ「{page.title.ja}」")
            self._condition(f"page:{page.key}", ("pages", i, "visible_if"), spot, "表示されません")
        for path, where, field, group in _places(self.definition):
            number = int(where[1])
            above = (f"page:{pages[number].key}", *([group.key] if group else []))
            spot = _Spot(number, above, group.key if group else "", f"質問「{field.title().ja}」")
            self._field(path, where, field, spot)
        for i, page in enumerate(pages):
            self._empty_page(i, page)
        for i, paper in enumerate(self.definition.documents):
            spot = _Spot(len(pages), (), "", f"書類「{paper.label.ja}」")
            self._condition(f"document:{paper.key}", ("documents", i, "visible_if"), spot, "必要になりません")

    def _field(self, path: str, where: Where, field: Field, spot: _Spot) -> None:
        if self.never & set(spot.above):
            self.never.add(path)
            return
        asked = "required" in KINDS[field.kind].attributes and field.required and not field.required_if
        never = "必須なのに、決して表示されません" if asked else "表示されません"
        self._condition(path, (*where, "visible_if"), spot, never, "required_never" if asked else "never")
        if path in self.never:
            return
        inside = replace(spot, above=(*spot.above, path))
        self._condition(f"{path}!", (*where, "required_if"), inside, "必須になりません")
        self._condition(f"{path}?", (*where, "check"), inside, "正しい答えがありません", all_answered=True)
        if field.kind == "computed":
            self._computed(path, (*where, "computed"), inside)

    def _condition(
        self,
        node: str,
        where: Where,
        spot: _Spot,
        never: str,
        code: str = "never",
        *,
        all_answered: bool = False,
    ) -> None:
        if node not in self.trees:
            return
        verdict = self.worlds.judge(
            self.trees[node], list(spot.above), spot.group, page=spot.page, all_answered=all_answered
        )
        if verdict is None:
            return
        if not verdict.ever:
            self.never.add(node)
            self.notes.add(where, f"この条件は決して当てはまらないので、{spot.name}は{never}。", code)
        elif verdict.always:
            self.notes.hint(where, "この条件はいつも当てはまるので、書く必要がありません。", "always")

    def _computed(self, path: str, where: Where, spot: _Spot) -> None:
        tree = self.trees[f"{path}="]
        verdict = self.worlds.judge(tree, list(spot.above), spot.group, page=spot.page, all_answered=True)
        if verdict is not None and verdict.empty:
            sentence = (
                "表示されない質問を使っているため、すべて答えても空になることがあります。"
                "if や sum を使うか、visible_if を書いてください。"
            )
            self.notes.hint(where, sentence, "computed_hidden")

    def _empty_page(self, number: int, page: Page) -> None:
        if f"page:{page.key}" not in self.never and {field.key for field in page.fields} <= self.never:
            sentence = (
                f"ページ「{page.title.ja}」の質問がどれも決して表示されないので、このページは表示されません。"
            )
            self.notes.add(("pages", number), sentence, "never")
