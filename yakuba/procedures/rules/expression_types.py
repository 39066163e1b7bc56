"""Which names an expression may use and which types meet: resolving a parsed tree against the fields of a definition."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal

from yakuba.procedures.rules.definition import Definition, Field
from yakuba.procedures.rules.evaluate import day
from yakuba.procedures.rules.expressions import COMPARISONS, BadExpression, Tree, parse
from yakuba.procedures.rules.kinds import CONSENT, KINDS, PARTS, YES_NO
from yakuba.procedures.rules.mistakes import meant

Name = Literal[
    "number", "text", "date", "bool", "choice", "choices", "files", "rows", "parts", "nothing", "unknown"
]
_JAPANESE = {
    "number": "数",
    "text": "文字",
    "date": "日付",
    "bool": "条件",
    "choice": "選択肢",
    "choices": "いくつでも選ぶ質問",
    "files": "ファイル",
    "rows": "繰り返し",
    "parts": "氏名・住所などの組",
    "nothing": "答えのない項目",
}


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value; `many` for the list a group's field gives; the keys that may be chosen for choices."""

    name: Name
    many: bool = False
    options: frozenset[str] = frozenset()

    def said(self) -> str:
        """In Japanese, for a sentence."""
        return _JAPANESE.get(self.name, "値") + ("の並び" if self.many else "")


UNKNOWN = Type("unknown")
NUMBER, TEXT, DATE, BOOL = Type("number"), Type("text"), Type("date"), Type("bool")


class Scope:
    """The fields of a definition by name, and the types of those that are computed, found when first asked for."""

    def __init__(self, definition: Definition) -> None:
        self.fields: dict[str, Field] = {}
        for page in definition.pages:
            for field in page.fields:
                self.fields.setdefault(field.key, field)
        self._computed: dict[int, Type] = {}

    def type_of(self, field: Field, row: Mapping[str, Field] | None) -> Type:
        """The type expressions see; for a computed field the type of its expression (unknown while it is faulty)."""
        if field.kind == "computed":
            return self._type_of_computed(field, row)
        kind = KINDS.get(field.kind)
        if kind is None:
            return UNKNOWN
        return Type(kind.type, options=_options(field))  # type: ignore[arg-type]

    def _type_of_computed(self, field: Field, row: Mapping[str, Field] | None) -> Type:
        if id(field) not in self._computed:
            self._computed[id(field)] = UNKNOWN  # a cycle asks again: the analysis will report it
            self._computed[id(field)] = resolve(field.computed, self, row).type
        return self._computed[id(field)]


def _options(field: Field) -> frozenset[str]:
    if field.kind == "yes_no":
        return frozenset(YES_NO)
    return (
        frozenset(CONSENT) if field.kind == "consent" else frozenset(option.key for option in field.options)
    )


@dataclass(slots=True)
class Resolved:
    """An expression after resolving: its tree (names as "get" or "row"), its type, and what is wrong with it."""

    tree: Tree
    type: Type
    faults: list[str] = attribute(default_factory=list)


def resolve(text: str, scope: Scope, row: Mapping[str, Field] | None = None) -> Resolved:
    """Parse an expression and check it. `row` holds the sibling fields where it stands inside a group."""
    try:
        parsed = parse(text)
    except BadExpression as error:
        return Resolved("", UNKNOWN, [str(error)])
    checker = _Checker(scope, row)
    tree, type_ = checker.visit(parsed)
    return Resolved(tree, type_, checker.faults)


def resolve_condition(text: str, scope: Scope, row: Mapping[str, Field] | None = None) -> Resolved:
    """As `resolve`, and it must be a condition."""
    found = resolve(text, scope, row)
    if found.type.name == "choice" and not found.faults:
        found.faults.append(f'条件になっていません。「{text} == "yes"」のように書いてください。')
    elif found.type.name not in ("bool", "unknown"):
        found.faults.append(
            f"条件になっていません（{found.type.said()}です）。「==」などで何かとくらべてください。"
        )
    return found


class _Checker:
    def __init__(self, scope: Scope, row: Mapping[str, Field] | None) -> None:
        self.scope = scope
        self.row = row
        self.faults: list[str] = []

    def fault(self, sentence: str) -> Type:
        self.faults.append(sentence)
        return UNKNOWN

    def visit(self, node: Tree) -> tuple[Tree, Type]:
        if not isinstance(node, tuple):
            return node, TEXT if isinstance(node, str) else NUMBER
        name = str(node[0])
        if name == "get":
            return self.named([str(step) for step in node[1:]])
        visited = [self.visit(part) for part in node[1:]]
        tree: Tree = (name, *(part for part, _ in visited))
        types = [type_ for _, type_ in visited]
        if name in COMPARISONS:
            return tree, self.comparison(name, node, types)
        if name in ("and", "or", "not"):
            for type_ in types:
                self.expect(type_, name, "bool")
            return tree, BOOL
        if name in ("+", "-", "*", "/", "neg"):
            for type_ in types:
                self.expect(type_, "計算", "number")
            return tree, NUMBER
        return tree, self.call(name, node, types)

    def expect(self, type_: Type, place: str, *names: str) -> None:
        if type_.name != "unknown" and (type_.name not in names or type_.many):
            wanted = "か".join(_JAPANESE[name] for name in names)
            hint = "「sum」「count」などを使ってください。" if type_.many else ""
            self.fault(f"{place}には{wanted}を書きます（{type_.said()}になっています）。{hint}")

    def named(self, path: list[str]) -> tuple[Tree, Type]:
        inside = self.row is not None and path[0] in self.row
        field = self.row[path[0]] if inside and self.row is not None else self.scope.fields.get(path[0])
        tree: Tree = ("row" if inside else "get", *path)
        if field is None:
            known = [*self.scope.fields, *(self.row or ())]
            return tree, self.fault(f"「{path[0]}」という質問はありません。{meant(path[0], known)}")
        if field.kind == "group" and len(path) > 1:
            return tree, self.in_group(field, path)
        return tree, self.part(field, path, self.scope.type_of(field, self.row if inside else None))

    def in_group(self, group: Field, path: list[str]) -> Type:
        inner = {field.key: field for field in group.fields}
        field = inner.get(path[1])
        if field is None:
            return self.fault(
                f"「{group.key}」の中に「{path[1]}」という質問はありません。{meant(path[1], inner)}"
            )
        found = self.part(field, path[1:], self.scope.type_of(field, inner))
        return found if found.name == "unknown" else Type(found.name, many=True, options=found.options)

    def part(self, field: Field, path: list[str], type_: Type) -> Type:
        if len(path) == 1:
            return (
                self.fault(f"「{field.key}」は説明の文なので、答えがありません。")
                if type_.name == "nothing"
                else type_
            )
        parts = PARTS.get(field.kind, ())
        if len(path) > 2 or path[1] not in parts:
            known = f"使えるのは {'、'.join(parts)} です。" if parts else "「.」のあとを消してください。"
            return self.fault(f"「{'.'.join(path)}」とは書けません。{known}")
        return TEXT

    def comparison(self, sign: str, node: tuple[Tree, ...], types: list[Type]) -> Type:
        for type_, literal in ((types[0], node[2]), (types[1], node[1])):
            if type_.many or type_.name in ("choices", "files", "rows", "parts", "bool"):
                advice = "「includes」「count」「is_empty」を使ってください。" if type_.name != "bool" else ""
                return self.fault(f"{type_.said()}は「{sign}」でくらべられません。{advice}")
            if isinstance(literal, str) and not self.literal_fits(type_, literal):
                return BOOL
        names = {type_.name for type_ in types} - {"unknown"}
        if names == {"date", "text"} and any(isinstance(part, str) for part in node[1:]):
            names = {"date"}
        if len(names - {"choice"} if "text" in names else names) > 1:
            self.fault(f"{types[0].said()}と{types[1].said()}はくらべられません。")
        elif sign not in ("==", "!=") and names - {"number", "date"}:
            self.fault(f"「{sign}」でくらべられるのは、数どうしか日付どうしです。")
        return BOOL

    def literal_fits(self, type_: Type, literal: str) -> bool:
        """Whether a text written in the expression can be a value of the type; else the fault is noted."""
        if literal == "":
            self.fault('「""」とはくらべられません。空かどうかは is_empty で調べてください。')
        elif type_.name in ("choice", "choices") and type_.options and literal not in type_.options:
            self.fault(f"「{literal}」という選択肢はありません。{meant(literal, type_.options)}")
        elif type_.name == "date" and day(literal) is None:
            self.fault(f'「{literal}」は日付として読めません。"2026-04-01" のように書いてください。')
        else:
            return True
        return False

    def call(self, name: str, node: tuple[Tree, ...], types: list[Type]) -> Type:
        if name in ("count", "is_empty"):
            if not (isinstance(node[1], tuple) and node[1][0] == "get"):
                self.fault(f"「{name}」の( )の中には、質問の名前を書きます。")
            return NUMBER if name == "count" else BOOL
        if name == "today":
            return DATE
        if name in ("age", "days_between"):
            for type_, literal in zip(types, node[1:], strict=True):
                if not (isinstance(literal, str) and self.literal_fits(DATE, literal)):
                    self.expect(type_, f"「{name}」", "date")
            return NUMBER
        if name == "includes":
            return self.includes(node, types)
        return self.choose(types) if name == "if" else self.gathered(name, types)

    def includes(self, node: tuple[Tree, ...], types: list[Type]) -> Type:
        if types[0].name not in ("choices", "choice", "text", "unknown"):
            self.fault("「includes」の最初には、選ぶ質問か文字の質問を書きます。")
        for literal in node[2:]:
            if not isinstance(literal, str):
                self.fault('「includes」の二つ目からは、"work" のような文字を書きます。')
            else:
                self.literal_fits(types[0], literal)
        return BOOL

    def choose(self, types: list[Type]) -> Type:
        test, yes, no = types
        self.expect(test, "「if」の最初", "bool")
        names = {"text" if type_.name == "choice" else type_.name for type_ in (yes, no)}
        for type_ in (yes, no):
            self.expect(type_, "「if」の二つ目と三つ目", "number", "text", "date", "choice")
        if "unknown" in names:
            return UNKNOWN
        if len(names) > 1:
            return self.fault("「if」の二つ目と三つ目は、同じ種類の値にしてください。")
        return Type(names.pop())

    def gathered(self, name: str, types: list[Type]) -> Type:
        """sum, min, max: over numbers (min and max also over dates), single or many."""
        allowed = ("number",) if name == "sum" else ("number", "date")
        names = {type_.name for type_ in types} - {"unknown"}
        for type_ in types:
            self.expect(Type(type_.name), f"「{name}」", *allowed)
        if len(names) > 1:
            return self.fault(f"「{name}」の( )の中は、同じ種類の値にしてください。")
        return Type(names.pop()) if names else UNKNOWN


def names_in(tree: Tree) -> set[tuple[str, ...]]:
    """Every name a resolved tree reads, as ("get", key, …) or ("row", key, …)."""
    if not isinstance(tree, tuple):
        return set()
    if tree[0] in ("get", "row"):
        return {tuple(str(step) for step in tree)}
    return set().union(*(names_in(part) for part in tree[1:]))
