"""Rows of a list into one table (see rules/table.py): checked first, then written the same way every time."""

import io
import json
import sys
import zipfile
from array import array
from collections.abc import Iterable, Mapping, Sequence

from yakuba.characters.lists.rows import BadList, Extras, Row, ShrinkMap
from yakuba.characters.rules.menkuten import characters
from yakuba.characters.rules.table import BLOCKS, COLLECTIONS, FORMAT, NUMBERS, TEXTS, hexed, sealed

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a ZIP can name: equal rows make equal files


def compile_table(
    rows: Iterable[Row], shrink: ShrinkMap, extras: Extras, *, prefix: str, about: Mapping[str, object]
) -> bytes:
    """The table of a list, as the bytes of its file.

    `about` is what the file says of itself besides the counts: title, version, date, licence, sources. Refuses
    (`BadList`) names or sequences that occur twice, places that JIS X 0213 does not use, and relations of names
    that the list does not have.
    """
    ordered = sorted(rows, key=lambda row: row.name)
    _check(ordered, shrink, prefix)
    members = {
        f"{name}.numbers": _packed(name, values) for name, values in _numbers(ordered, shrink, extras).items()
    }
    members |= {f"{name}.texts": "\n".join(lines).encode() for name, lines in _texts(ordered, shrink).items()}
    members |= {f"{name}.block": "\n".join(lines).encode() for name, lines in _blocks(extras).items()}
    counts = {
        "glyphs": len(ordered),
        "sequences": sum(bool(row.implemented) + bool(row.ivs) + len(row.other_sequences) for row in ordered),
        "relations": sum(map(len, shrink.relations.values())),
        "ivd": len(extras.ivd),
        "kana": len(extras.kana),
    }
    described = {"format": FORMAT, "prefix": prefix, **about, "counts": counts}
    described["seal"] = sealed(iter(sorted(members.items())))
    return _zipped({"about.json": json.dumps(described, ensure_ascii=False, indent=1).encode()} | members)


def _check(rows: Sequence[Row], shrink: ShrinkMap, prefix: str) -> None:
    owners: dict[str, str] = {}
    names: set[str] = set()
    for row in rows:
        _check_name(row.name, prefix)
        if row.name in names:
            raise BadList(f"{row.name} が2度出てきます。")
        names.add(row.name)
        for sequence in filter(None, (row.implemented, row.ivs, *row.other_sequences)):
            if owners.setdefault(sequence, row.name) != row.name:
                raise BadList(
                    f"符号 {hexed(sequence)} が {owners[sequence]} と {row.name} の両方にあります。"
                )
        if bool(row.place) != bool(row.unification):
            raise BadList(f"{row.name} は、面区点と包摂区分の片方しかありません。")
    _check_places((row.name, row.place) for row in rows if row.place)
    _check_places((name, line.place) for name, lines in shrink.relations.items() for line in lines)
    strangers = shrink.relations.keys() - names
    if strangers:
        raise BadList(
            f"縮退マップにある {min(strangers)} が、一覧表にありません（全部で{len(strangers)}字）。"
        )


def _check_name(name: str, prefix: str) -> None:
    digits = name.removeprefix(prefix)
    if not (name.startswith(prefix) and len(digits) == 6 and digits.isascii() and digits.isdecimal()):
        raise BadList(f"「{name}」は、{prefix}と6桁の数字ではありません。")


def _check_places(places: Iterable[tuple[str, int]]) -> None:
    for name, at in places:
        if at not in characters():
            raise BadList(f"{name} の面区点は、JIS X 0213で使われていません。")


def _numbers(rows: Sequence[Row], shrink: ShrinkMap, extras: Extras) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {
        "number": [int(row.name[2:]) for row in rows],
        "ucs": [_code(row.ucs) for row in rows],
        "implemented": [_code(row.implemented) for row in rows],
        "ivs_base": [_code(row.ivs[:1]) for row in rows],
        "ivs_selector": [_code(row.ivs[1:]) for row in rows],
        "compatibility": [_code(row.compatibility) for row in rows],
        "place": [row.place for row in rows],
        "unification": [row.unification for row in rows],
        "strokes": [row.strokes for row in rows],
        "policy": [row.policy for row in rows],
        "koseki": [int(row.koseki) + 1 if row.koseki else 0 for row in rows],
        "juki": [int(row.juki.removeprefix("J+"), 16) if row.juki else 0 for row in rows],
        "touki": [int(row.touki) + 1 if row.touki else 0 for row in rows],
        "immigration": [row.immigration for row in rows],
        "immigration_gaiji": [row.immigration_gaiji for row in rows],
        "supplement": [row.supplement for row in rows],
    }
    lines = [
        (at, relation)
        for at, row in enumerate(rows)
        for relation in sorted(
            shrink.relations.get(row.name, ()), key=lambda one: (one.source, one.rank, one.place)
        )
    ]
    columns |= {
        "relation_glyph": [at for at, _ in lines],
        "relation_place": [relation.place for _, relation in lines],
        "relation_source": [relation.source for _, relation in lines],
        "relation_rank": [relation.rank for _, relation in lines],
        "ivd_base": [ord(sequence[0]) for sequence, _, _ in extras.ivd],
        "ivd_selector": [ord(sequence[1]) for sequence, _, _ in extras.ivd],
        "ivd_collection": [collection for _, collection, _ in extras.ivd],
    }
    return columns


def _texts(rows: Sequence[Row], shrink: ShrinkMap) -> dict[str, list[str]]:
    columns = {
        "other_sequences": [";".join(map(hexed, row.other_sequences)) for row in rows],
        "unification_rules": [row.unification_rules for row in rows],
        "version": [row.version for row in rows],
        "radicals": [";".join(row.radicals) for row in rows],
        "readings": ["・".join(row.readings) for row in rows],
        "daikanwa": [row.daikanwa for row in rows],
        "remarks": [row.remarks for row in rows],
        "map_notes": [shrink.notes.get(row.name, "") for row in rows],
    }
    return {name: [" ".join(text.split("\n")) for text in columns[name]] for name in TEXTS}


def _blocks(extras: Extras) -> dict[str, list[str]]:
    blocks = {
        "folds": [f"{old}\t{new}" for old, new in extras.folds],
        "related": [f"{name}\t{other}" for name, other in extras.related],
        "proper_forms": [f"{letter}\t{others}" for letter, others in extras.proper_forms],
        "kana": ["\t".join(row) for row in extras.kana],
        "ivd_codes": [code for _, _, code in extras.ivd],
    }
    return {name: blocks[name] for name in BLOCKS}


def collection_number(name: str) -> int:
    """The number of an IVD collection in the table. Refuses one that is not known."""
    if name not in COLLECTIONS:
        raise BadList(f"IVDに、知らないコレクション「{name}」があります。")
    return COLLECTIONS.index(name)


def _code(letter: str) -> int:
    return ord(letter) if letter else 0


def _packed(name: str, values: list[int]) -> bytes:
    try:
        packed = array(NUMBERS[name], values)
    except OverflowError:
        raise BadList(f"一覧表の数が大きすぎます（{name}）。") from None
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return file.getvalue()
