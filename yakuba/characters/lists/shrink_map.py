"""MJ縮退マップ as it is published (MJShrinkMap.*.json)."""

import json
import re
from collections.abc import Iterator
from typing import Any

from yakuba.characters.lists import cells
from yakuba.characters.lists.rows import BadList, ShrinkMap
from yakuba.characters.rules.menkuten import characters
from yakuba.characters.rules.relations import Relation, Source

_JIS, _LEGAL, _NOTICE = "JIS包摂規準UCS統合規則", "法務省戸籍法関連通達通知", "法務省告示582号別表第四"
_PLAIN = {"辞書類等による関連字": Source.DICTIONARY, "読み字形による類推": Source.ANALOGY, _JIS: Source.JIS}
_KINDS = {
    "戸籍統一文字情報親字正字": Source.PARENT,
    "民二5202号通知別表正字俗字等対照表": Source.NOTICE_5202,
    "民一2842号通達別表誤字俗字正字一覧表": Source.NOTICE_2842,
}
_REMARKS = {
    "無印": Source.NOTICE_2842,
    "俗字": Source.NOTICE_2842_POPULAR,
    "別字": Source.NOTICE_2842_DISTINCT,
}
_DIGITS = {"一": 1, "二": 2, "三": 3}


def read(content: bytes) -> ShrinkMap:
    """The published map. Refuses (`BadList`), naming the glyph, kinds it does not know and places that do not fit."""
    try:
        document = json.loads(content)
        entries, meta = document["content"], document.get("meta", {})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadList("MJ縮退マップのJSONとして読めません。") from error
    found = ShrinkMap(version=str(meta.get("owl:versionInfo", "")), date=str(meta.get("dct:issued", "")))
    for entry in entries:
        try:
            name = entry["MJ文字図形名"]
            relations = list(_relations(entry, name))
        except (TypeError, KeyError, AttributeError) as error:
            raise BadList(f"縮退マップに、読めない項目があります（{str(entry)[:60]}）。") from error
        if relations:
            found.relations[name] = relations
        if entry.get("参考情報"):
            found.notes[name] = str(entry["参考情報"])
    return found


def _relations(entry: dict[str, Any], name: str) -> Iterator[Relation]:
    for key, lines in entry.items():
        rule = _plain(key)
        if rule not in _PLAIN and rule not in (_LEGAL, _NOTICE):
            continue
        for line in lines:
            place = cells.kuten(line["JIS X 0213"], name)
            if characters().get(place) != cells.code_point(line["UCS"], name):
                raise BadList(f"縮退マップの {name}: {line['JIS X 0213']} と {line['UCS']} が合いません。")
            yield Relation(place, *_source(rule, line, name))


def _source(rule: str, line: dict[str, Any], name: str) -> tuple[Source, int]:
    if rule in _PLAIN:
        return _PLAIN[rule], 0
    if rule == _NOTICE:
        source = Source.NOTICE_582_ONE if _DIGITS.get(str(line["表"])) == 1 else Source.NOTICE_582_TWO
        return source, _rank(str(line.get("順位", "")))
    kind = _KINDS.get(_plain(str(line["種別"])))
    if kind is None:
        raise BadList(f"縮退マップの {name}: 知らない種別「{line['種別']}」があります。")
    if kind == Source.NOTICE_2842:
        remark = str(line.get("付記") or "無印")
        if remark not in _REMARKS:
            raise BadList(f"縮退マップの {name}: 知らない付記「{remark}」があります。")
        return _REMARKS[remark], 0
    return kind, int(line.get("ホップ数") or 0)


def _rank(text: str) -> int:
    """第1順位, 第一順位: 1."""
    found = re.search(r"[0-9一二三]", text)
    return 0 if found is None else _DIGITS.get(found[0]) or int(found[0])


def _plain(text: str) -> str:
    """A heading as it is compared: early editions write 基準 for 規準."""
    return re.sub(r"[\s・]", "", text).replace("包摂基準", "包摂規準")
