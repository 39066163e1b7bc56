"""A definition in words, for staff who read it: conditions, limits and computed values as Japanese sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from yakuba.procedures.rules.bounds import parse_bound
from yakuba.procedures.rules.definition import Definition, Field
from yakuba.procedures.rules.expression_types import Scope
from yakuba.procedures.rules.expressions import COMPARISONS, Tree
from yakuba.procedures.rules.kinds import DEFAULT_ACCEPT, DEFAULT_FILES, DEFAULT_MB, KINDS
from yakuba.procedures.rules.messages import TERMS
from yakuba.procedures.rules.settling import trees_of

_COMPARED = {
    "==": "が{b}",
    "!=": "が{b}以外",
    "<": "が{b}より小さい",
    "<=": "が{b}以下",
    ">": "が{b}より大きい",
    ">=": "が{b}以上",
}
_CALLS = {
    "count": "{0}の数",
    "sum": "{0}の合計",
    "min": "{0}のうち最も小さい値",
    "max": "{0}のうち最も大きい値",
    "days_between": "{0}から{1}までの日数",
    "today": "申請する日",
    "is_empty": "{0}に答えがない",
    "if": "{0}なら{1}、そうでなければ{2}",
    "neg": "−{0}",
    "not": "「{0}」でない",
}
_SIGNS = {"+": "＋", "-": "−", "*": "×", "/": "÷"}


@dataclass(frozen=True, slots=True)
class Told:
    """One question in words: its key and label, the kind, whether an answer is needed, everything else in lines."""

    key: str
    label: str
    kind: str
    needed: str
    lines: tuple[str, ...]
    depth: int = 0


class Teller:
    """Says the parts of one definition."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.trees = trees_of(definition, Scope(definition))
        self.fields = {
            f"{group.key}.{field.key}" if group else field.key: field
            for _, field, group in definition.all_fields()
        }

    def page_condition(self, key: str) -> str:
        """When a page is shown; "" for always."""
        return self._condition(f"page:{key}")

    def document_condition(self, key: str) -> str:
        """Who needs a document; "" for everybody."""
        return self._condition(f"document:{key}")

    def questions(self, page_key: str) -> Iterator[Told]:
        """The questions of a page, those of a group after the group."""
        page = next(one for one in self.definition.pages if one.key == page_key)
        for field in page.fields:
            yield self._told(field, field.key, "", 0)
            for inner in field.fields:
                yield self._told(inner, f"{field.key}.{inner.key}", field.key, 1)

    def _told(self, field: Field, path: str, group: str, depth: int) -> Told:
        return Told(
            key=path,
            label=field.title().ja if field.kind != "note" else "",
            kind=KINDS[field.kind].label,
            needed=self._needed(field, path, group),
            lines=tuple(self._lines(field, path, group)),
            depth=depth,
        )

    def _needed(self, field: Field, path: str, group: str) -> str:
        if field.kind in ("note", "computed"):
            return ""
        if field.required_if:
            return f"次のとき必須：{self._condition(f'{path}!', group)}"
        if field.kind == "group":
            return "必須" if isinstance(field.min, int) and field.min else "任意"
        return "必須" if field.required else "任意"

    def _lines(self, field: Field, path: str, group: str) -> Iterator[str]:
        if field.visible_if:
            yield f"次のとき表示：{self._condition(path, group)}"
        if field.text:
            yield field.text.ja
        if field.help:
            yield f"補足：{field.help.ja}"
        if field.options:
            yield "選択肢：" + "／".join(option.label.ja for option in field.options)
        yield from _limits(field)
        if field.computed:
            yield f"計算：{self.said(self.trees[f'{path}='], group)}"
        if field.check:
            words = field.check_message.ja if field.check_message else ""
            yield f"確かめること：{self._condition(f'{path}?', group)}（当てはまらないとき「{words}」）"
        if field.fact:
            yield "わかっている内容をあらかじめ入れます"

    def _condition(self, node: str, group: str = "") -> str:
        tree = self.trees.get(node)
        return self.said(tree, group) if tree is not None else ""

    def said(self, tree: Tree, group: str = "") -> str:
        """An expression in words. `group` is the key of the group in whose row it stands."""
        if not isinstance(tree, tuple):
            return f"「{tree}」" if isinstance(tree, str) else f"{tree:,}"
        name = str(tree[0])
        if name in ("get", "row"):
            return self._name(tree, group)
        if name in COMPARISONS:
            pattern = "{a}" + _COMPARED[name]
            return pattern.format(a=self.said(tree[1], group), b=self._value(tree[1], tree[2], group))
        if name in ("and", "or"):
            word = "、かつ" if name == "and" else "、または"
            return word.join(self._part(part, name, group) for part in tree[1:])
        return self._call(name, tree[1:], group)

    def _call(self, name: str, parts: tuple[Tree, ...], group: str) -> str:
        if name in _SIGNS:
            return f" {_SIGNS[name]} ".join(self._part(part, name, group) for part in parts)
        if name == "includes":
            wanted = "か".join(self._value(parts[0], one, group) for one in parts[1:])
            return f"{self.said(parts[0], group)}に{wanted}がある"
        if name == "age":
            on = f"の{self.said(parts[1], group)}での" if len(parts) > 1 else "の"
            return f"{self.said(parts[0], group)}{on}満年齢"
        said = [self.said(part, group) for part in parts]
        if name in ("sum", "min", "max"):
            return _CALLS[name].format("、".join(said))
        return _CALLS[name].format(*said)

    def _part(self, tree: Tree, around: str, group: str) -> str:
        said = self.said(tree, group)
        mixed = isinstance(tree, tuple) and tree[0] != around and tree[0] in ("and", "or", *_SIGNS, "if")
        return f"（{said}）" if mixed else said

    def _name(self, tree: tuple[Tree, ...], group: str) -> str:
        steps = [str(step) for step in tree[1:]]
        path = f"{group}.{steps[0]}" if tree[0] == "row" else steps[0]
        labels = [self.fields[path].title().ja if path in self.fields else path]
        for step in steps[1:]:
            inner = self.fields.get(f"{path}.{step}")
            labels.append(inner.title().ja if inner else TERMS.get(step, step))
        return "「" + "の".join(labels) + "」"

    def _value(self, compared: Tree, value: Tree, group: str) -> str:
        """A literal in the words of the question it is compared with."""
        if isinstance(value, str) and isinstance(compared, tuple) and compared[0] in ("get", "row"):
            steps = [str(step) for step in compared[1:]]
            path = ".".join([group, *steps] if compared[0] == "row" else steps)
            field = self.fields.get(path)
            if field is not None:
                return f"「{_option(field, value)}」"
        return self.said(value, group)


def _option(field: Field, key: str) -> str:
    known: Mapping[str, str] = {option.key: option.label.ja for option in field.options}
    if field.kind in ("yes_no", "consent"):
        known = {"yes": TERMS["yes"], "no": TERMS["no"]}
    return known.get(key, key)


_BOUNDS = (("min", "から"), ("max", "まで"))


def _limits(field: Field) -> Iterator[str]:
    """The limits of an answer."""
    said = "".join(
        f"{_bound(value)}{word}" for name, word in _BOUNDS if (value := getattr(field, name)) is not None
    )
    if said:
        unit = (
            field.unit.ja
            if field.unit
            else {"money": "円", "group": "件", "choices": "個"}.get(field.kind, "")
        )
        yield f"範囲：{said}{f'（{unit}）' if unit else ''}"
    if field.min_length:
        yield f"{field.min_length}文字以上"
    if field.max_length:
        yield f"{field.max_length}文字まで"
    if field.pattern:
        yield f"形：{field.pattern}"
    if field.kind == "file":
        kinds = "・".join(field.accept or DEFAULT_ACCEPT).upper()
        yield f"ファイル：{kinds}、1つ{field.max_mb or DEFAULT_MB}MBまで、{field.max_count or DEFAULT_FILES}個まで"


_UNITS = {"d": "日", "m": "か月", "y": "年"}


def _bound(value: int | float | str) -> str:
    if not isinstance(value, str):
        return f"{value:,}"
    bound = parse_bound(value)
    if isinstance(bound, date):
        return bound.isoformat()
    amount, unit = bound
    side = "後" if amount > 0 else "前"
    return f"申請する日の{abs(amount)}{_UNITS[unit]}{side}" if amount else "申請する日"
