"""Checks of a definition that need more than one of its values: names, pairs, limits and expressions."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.bounds import BadBound, parse_bound
from yakuba.procedures.rules.definition import Definition, Field
from yakuba.procedures.rules.expression_types import Resolved, Scope, resolve, resolve_condition
from yakuba.procedures.rules.expressions import RESERVED
from yakuba.procedures.rules.mistakes import Where, meant
from yakuba.procedures.rules.patterns import fault_of_pattern
from yakuba.procedures.rules.schema import Notes, said


def check_definition(notes: Notes, definition: Definition) -> None:
    """Note every mistake of names, pairs, limits and expressions in a definition whose single values were read."""
    scope = Scope(definition)
    _unique(notes, [(("documents", i), paper.key) for i, paper in enumerate(definition.documents)], "書類")
    _unique(notes, [(("pages", i), page.key) for i, page in enumerate(definition.pages)], "ページ")
    for i, paper in enumerate(definition.documents):
        _expression(notes, ("documents", i, "visible_if"), paper.visible_if, scope, None, resolve_condition)
    named: list[tuple[Where, str]] = []
    facts: list[tuple[Where, str]] = []
    for i, page in enumerate(definition.pages):
        where: Where = ("pages", i)
        _expression(notes, (*where, "visible_if"), page.visible_if, scope, None, resolve_condition)
        for j, field in enumerate(page.fields):
            here = (*where, "fields", j)
            named.append((here, field.key))
            facts.append(((*here, "fact"), field.fact))
            _field(notes, here, field, scope, None)
    _unique(notes, named, "質問")
    _unique(notes, [(place, fact) for place, fact in facts if fact], "fact", leaf=())
    _sizes(notes, definition)


def _sizes(notes: Notes, definition: Definition) -> None:
    if not definition.pages:
        notes.add(("pages",), "ページが一つもありません。[[pages]] を書いてください。", "missing")
    for i, page in enumerate(definition.pages):
        if not page.fields:
            notes.add(("pages", i), f"ページ「{page.key}」に質問がありません。", "missing")
    if sum(1 for _ in definition.all_fields()) > kinds.MAX_FIELDS:
        notes.add(("pages",), f"質問が多すぎます（全部で{kinds.MAX_FIELDS}個まで）。", "count")


def _unique(notes: Notes, named: Iterable[tuple[Where, str]], what: str, leaf: Where = ("key",)) -> None:
    first: dict[str, Where] = {}
    for where, key in named:
        if key and key in first:
            line = notes.lines.at((*first[key], *leaf)) if notes.lines else 0
            again = f"（{line}行目）" if line else ""
            notes.add(
                (*where, *leaf),
                f"{what}の{said(key)}が二度あります{again}。別の名前にしてください。",
                "twice",
            )
        elif key in RESERVED:
            notes.add((*where, *leaf), f"{said(key)}は式で使うことばなので、名前にできません。", "reserved")
        first.setdefault(key, where)


def _expression(
    notes: Notes,
    where: Where,
    text: str,
    scope: Scope,
    row: Mapping[str, Field] | None,
    read: Callable[[str, Scope, Mapping[str, Field] | None], Resolved],
) -> None:
    if text:
        for fault in read(text, scope, row).faults:
            notes.add(where, fault, "expression")


def _field(notes: Notes, where: Where, field: Field, scope: Scope, group: Field | None) -> None:
    row = {inner.key: inner for inner in group.fields} if group else None
    for name in ("visible_if", "required_if", "check"):
        _expression(notes, (*where, name), getattr(field, name), scope, row, resolve_condition)
    _expression(notes, (*where, "computed"), field.computed, scope, row, resolve)
    _unique(notes, [((*where, "options", i), option.key) for i, option in enumerate(field.options)], "選択肢")
    _pairs(notes, where, field)
    _vocabulary(notes, where, field, group)
    _limits(notes, where, field)
    if field.kind == "group":
        _unique(notes, [((*where, "fields", i), inner.key) for i, inner in enumerate(field.fields)], "質問")
        if not field.fields:
            notes.add(where, f"繰り返し「{field.key}」の中に質問がありません。", "missing")
        for i, inner in enumerate(field.fields):
            _field(notes, (*where, "fields", i), inner, scope, field)


def _pairs(notes: Notes, where: Where, field: Field) -> None:
    """Attributes that only mean something together."""
    for one, other in (("check", "check_message"), ("pattern", "pattern_message")):
        if bool(getattr(field, one)) != bool(getattr(field, other)):
            there, absent = (one, other) if getattr(field, one) else (other, one)
            notes.add((*where, there), f"「{there}」を書くときは、「{absent}」も書いてください。", "pair")
    if field.pattern and (fault := fault_of_pattern(field.pattern)):
        notes.add((*where, "pattern"), fault, "pattern")
    if field.kind in ("choice", "choices") and not field.options:
        notes.add((*where, "options"), "選択肢が一つもありません。", "missing")


def _vocabulary(notes: Notes, where: Where, field: Field, group: Field | None) -> None:
    if field.fact:
        suits = kinds.FACTS.get(field.fact)
        if suits is None:
            hint = meant(field.fact, kinds.FACTS)
            notes.add((*where, "fact"), f"{said(field.fact)}という fact はありません。", "word", hint=hint)
        elif field.kind not in suits:
            kind = suits[0]
            notes.add((*where, "fact"), f"「{field.fact}」は、種類「{kind}」の質問だけに書けます。", "word")
        elif group is not None:
            notes.add((*where, "fact"), "繰り返しの中には fact を書けません。", "word")
    if field.autocomplete:
        known = kinds.AUTOCOMPLETE.get(field.kind, frozenset(["off"]))
        if field.autocomplete not in known:
            listed = "、".join(sorted(known))
            sentence = f"種類「{field.kind}」の autocomplete に使えるのは {listed} です。"
            notes.add((*where, "autocomplete"), sentence, "word", hint=meant(field.autocomplete, known))
    if group is not None and field.kind in kinds.KINDS and not kinds.KINDS[field.kind].in_group:
        notes.add((*where, "kind"), f"繰り返しの中に「{field.kind}」は置けません。", "nesting")


def _limits(notes: Notes, where: Where, field: Field) -> None:
    if field.kind == "date":
        _day_limits(notes, where, field)
    elif field.kind in _WHOLE:
        _count_limits(notes, where, field)
    elif field.kind == "number":
        _ordered(notes, where, field, "min", "max", (int, float))
    longest = kinds.MAX_LENGTH_TEXT if field.kind == "text" else kinds.MAX_LENGTH_LONG_TEXT
    default = kinds.DEFAULT_LENGTH_TEXT if field.kind == "text" else kinds.DEFAULT_LENGTH_LONG_TEXT
    if (field.max_length or 0) > longest:
        notes.add((*where, "max_length"), f"max_length は {longest} までです。", "limit")
    if (field.min_length or 0) > (field.max_length or default):
        notes.add((*where, "min_length"), "min_length が max_length より大きくなっています。", "order")


# Kinds whose min and max are whole numbers, with the least and greatest they may be.
_WHOLE: dict[str, tuple[int, int]] = {
    "money": (-kinds.MAX_NUMBER, kinds.MAX_NUMBER),
    "choices": (0, kinds.MAX_OPTIONS),
    "group": (0, kinds.MAX_ROWS),
}


def _count_limits(notes: Notes, where: Where, field: Field) -> None:
    least, most = _WHOLE[field.kind]
    for name in ("min", "max"):
        value = getattr(field, name)
        if type(value) is int and not least <= value <= most:
            notes.add((*where, name), f"{name} は {least} から {most} までです。", "limit")
    if field.kind == "choices" and type(field.min) is int and field.min > len(field.options):
        notes.add((*where, "min"), "min が選択肢の数より大きくなっています。", "limit")
    if field.kind == "group" and field.max == 0:
        notes.add((*where, "max"), "max は 1 以上にしてください。", "limit")
    _ordered(
        notes,
        where,
        field,
        "min",
        "max",
        (int,),
        default_most=kinds.DEFAULT_ROWS if field.kind == "group" else None,
    )


def _ordered(
    notes: Notes,
    where: Where,
    field: Field,
    least: str,
    most: str,
    types: tuple[type, ...],
    default_most: int | None = None,
) -> None:
    low: Any = getattr(field, least)
    high: Any = getattr(field, most)
    wrong = False
    for name, value in ((least, low), (most, high)):
        if value is not None and type(value) not in types:
            what = "数" if float in types else "整数"
            notes.add((*where, name), f'{name} には{what}を書きます（" で囲みません）。', "type")
            wrong = True
    high = default_most if high is None else high
    if not wrong and low is not None and high is not None and low > high:
        notes.add((*where, least), f"{least} が {most} より大きくなっています。", "order")


def _day_limits(notes: Notes, where: Where, field: Field) -> None:
    found = {}
    for name in ("min", "max"):
        value = getattr(field, name)
        if value is None:
            continue
        try:
            found[name] = parse_bound(value if isinstance(value, str) else "")
        except BadBound:
            example = '"today"、"today-18y"、"today+14d"、"2026-04-01" のように書いてください。'
            notes.add((*where, name), f"{name} の{said(value)}は読み取れません。{example}", "bound")
    if len(found) == 2 and _reversed(found["min"], found["max"]):
        notes.add((*where, "min"), "min が max よりあとの日になっています。", "order")


def _reversed(low: object, high: object) -> bool:
    """Whether the first bound is surely after the second; a fixed day and a relative one cannot be compared."""
    if isinstance(low, tuple) and isinstance(high, tuple):
        days = {"d": 1, "m": 31, "y": 366}
        return bool(low[0] * days[low[1]] > high[0] * days[high[1]]) and (
            low[1] == high[1] or low[0] > 0 >= high[0]
        )
    return not isinstance(low, tuple) and not isinstance(high, tuple) and bool(low > high)  # type: ignore[operator]
