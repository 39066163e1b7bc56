"""What one version of a procedure says otherwise than another, line by line, in the words of the staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from yakuba.procedures.rules.definition import Definition, Text

Line = tuple[tuple[str, ...], str]

LANGUAGES = {"ja": "", "easy": "（やさしい日本語）", "en": "（英語）"}
NAMES = {
    "title": "題",
    "summary": "一覧の文",
    "explanation": "説明",
    "law": "根拠",
    "section": "受け付ける課",
    "who": "申請できる方",
    "field": "分野",
    "life_events": "できごと",
    "keywords": "検索のことば",
    "receipt_prefix": "受付番号の頭",
    "window": "受付期間",
    "from_": "始まり",
    "until": "終わり",
    "fee": "手数料",
    "standard_days": "標準処理期間",
    "assurance": "必要な確認",
    "originals": "原本",
    "languages": "言語",
    "outcome": "結果の文",
    "received": "受付",
    "accepted": "承認",
    "completed": "受理",
    "refused": "不承認",
    "dismissed": "却下",
    "documents": "書類",
    "pages": "ページ",
    "fields": "質問",
    "options": "選択肢",
    "intro": "はじめの文",
    "kind": "種類",
    "label": "見出し",
    "help": "補足",
    "text": "文",
    "required": "必須",
    "required_if": "必須の条件",
    "visible_if": "表示の条件",
    "computed": "計算",
    "check": "確かめること",
    "check_message": "当てはまらないときの文",
    "fact": "わかっている内容",
    "autocomplete": "自動入力",
    "min": "下限",
    "max": "上限",
    "decimals": "小数の桁",
    "unit": "単位",
    "min_length": "最少の文字数",
    "max_length": "最多の文字数",
    "pattern": "形",
    "pattern_message": "形が違うときの文",
    "kana": "フリガナ",
    "former": "旧氏・通称",
    "confirm": "二度聞く",
    "accept": "ファイルの種類",
    "max_mb": "ファイルの大きさ（MB）",
    "max_count": "ファイルの数",
    "item": "一件の呼び名",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: where it stands, in words, and what it was and is; None where it is not there."""

    where: str
    before: str | None
    after: str | None


def differences(older: Definition, newer: Definition) -> list[Difference]:
    """Everything that differs: what the newer says, in its order, then what went away.

    A page, question, option or document is the same one as long as its key is. One that is new or gone is one
    line; a change of the order of pages or questions is a line of its own.
    """
    before, after = dict(_lines(older, ())), dict(_lines(newer, ()))
    wholes = {path[:length] for path in after for length in range(1, len(path))}
    new = after.keys() - before.keys()
    found = [
        Difference(_said(path), before.get(path), text)
        for path, text in after.items()
        if before.get(path) != text and not _within(path, new) and (path in new or path not in wholes)
    ]
    gone = [path for path in before if path not in after]
    found += [Difference(_said(path), before[path], None) for path in gone if not _within(path, set(gone))]
    return found


def _within(path: tuple[str, ...], others: set[tuple[str, ...]]) -> bool:
    """Whether the whole that a line belongs to is among the others: then one line says it."""
    return any(path[:length] in others for length in range(1, len(path)))


def _lines(value: msgspec.Struct, where: tuple[str, ...]) -> Iterator[Line]:
    """Every attribute that is set, by its path; lists of things with keys by their keys."""
    for name in value.__struct_fields__:
        found: Any = getattr(value, name)
        if found in (None, "", (), False) and name not in ("required", "kana"):
            continue
        if name in ("format", "key", "slug"):
            continue
        place = (*where, NAMES.get(name, name))
        if isinstance(found, Text):
            for language, words in LANGUAGES.items():
                if text := getattr(found, language):
                    yield (*where, f"{NAMES.get(name, name)}{words}"), text
        elif isinstance(found, msgspec.Struct):
            yield from _lines(found, place)
        elif isinstance(found, tuple) and found and isinstance(found[0], msgspec.Struct):
            yield from _listed(found, place)
        else:
            yield place, _plain(found)


def _listed(found: tuple[Any, ...], place: tuple[str, ...]) -> Iterator[Line]:
    if len(found) > 1:
        yield (*place[:-1], f"{place[-1]}の順"), "、".join(one.key for one in found)
    for one in found:
        here = (*place, one.key)
        yield here, _title(one)
        yield from _lines(one, here)


def _title(one: Any) -> str:
    text = getattr(one, "label", None) or getattr(one, "title", None)
    return text.ja if isinstance(text, Text) else one.key


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _said(path: tuple[str, ...]) -> str:
    return " › ".join(path)
