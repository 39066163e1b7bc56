"""A newer list takes the place of the one in force: read, compared with it, compiled."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from yakuba.characters.lists import gj_list, mj_list, shrink_map
from yakuba.characters.lists.compiling import compile_table
from yakuba.characters.lists.rows import BadList, Extras, Row, ShrinkMap
from yakuba.characters.lists.sheets import unpacked
from yakuba.characters.rules.table import Table


class Source(NamedTuple):
    """A file that was brought: its name and its bytes."""

    name: str
    content: bytes


class Edition(NamedTuple):
    """What the person who brings a list says of it, where the file does not: version, date, number of glyphs."""

    version: str = ""
    date: str = ""
    expected: int = 0


def renewed(table: Table, sources: Iterable[Source], edition: Edition) -> bytes:
    """The table in force with the lists that were brought in place of its own; what was not brought stays.

    Sources are MJ文字情報一覧表 (xlsx, csv) and MJ縮退マップ (json), each alone or in a ZIP. Refuses (`BadList`) a list
    that lacks a glyph the one in force has (names of glyphs are never withdrawn), that has another number of glyphs
    than was said, or that comes without version and date.
    """
    rows: list[Row] = []
    shrink: ShrinkMap | None = None
    for source in sources:
        name, content = unpacked(*source)
        if name.lower().endswith(".json"):
            shrink = shrink_map.read(content)
        else:
            rows = list(mj_list.read(name, content))
    about = dict(table.about)
    if rows:
        _compare(rows, table, edition)
        about |= {"version": edition.version, "date": edition.date, "compiled_from": "official list"}
    if shrink is not None:
        _compare_map(shrink)
        about |= {"map_version": shrink.version, "map_date": shrink.date}
    for key in ("format", "prefix", "counts", "seal"):
        about.pop(key, None)
    return compile_table(
        rows or mj_list.rows(table),
        shrink or map_of(table),
        extras_of(table),
        prefix=table.prefix,
        about=about,
    )


def added(sources: Iterable[Source], edition: Edition) -> bytes:
    """The table of 追加文字 (GJ) from a list, a font, or both: the list says more, and both must agree.

    Refuses (`BadList`) what `gj_list.read` refuses, disagreement of list and font, another number of characters than
    was said, and a list without version and date.
    """
    listed: dict[str, Row] = {}
    shrink = ShrinkMap()
    for source in sources:
        rows, replacements = gj_list.read(*unpacked(*source))
        for row in rows:
            known = listed.get(row.name)
            if known is not None and known.implemented != row.implemented:
                raise BadList(f"{row.name} の符号位置が、一覧とフォントで違います。")
            if known is None or not known.strokes:
                listed[row.name] = row
        shrink.relations |= replacements.relations
    _dated(edition)
    _counted(len(listed), edition)
    about: Mapping[str, object] = {
        "name": "GJ",
        "title": "行政事務標準文字 追加文字",
        "version": edition.version,
        "date": edition.date,
        "licence": "デジタル庁の利用条件による",
        "credit": "デジタル庁",
    }
    return compile_table(listed.values(), shrink, Extras(), prefix="GJ", about=about)


def map_of(table: Table) -> ShrinkMap:
    """The map a table was compiled with."""
    notes = table.texts("map_notes")
    found = ShrinkMap(str(table.about.get("map_version", "")), str(table.about.get("map_date", "")))
    for at in range(len(table)):
        if relations := table.relations(at):
            found.relations[table.name(at)] = list(relations)
        if notes[at]:
            found.notes[table.name(at)] = notes[at]
    return found


def extras_of(table: Table) -> Extras:
    """What stands beside the lists in a table."""

    def pairs(block: str) -> list[tuple[str, str]]:
        return [(first, second) for first, second in (line.split("\t") for line in table.block(block))]

    bases, selectors = table.numbers("ivd_base"), table.numbers("ivd_selector")
    sequences = (chr(base) + chr(selector) for base, selector in zip(bases, selectors, strict=True))
    collections = table.numbers("ivd_collection")
    return Extras(
        folds=pairs("folds"),
        related=pairs("related"),
        proper_forms=pairs("proper_forms"),
        kana=[
            (name, letter, parent, reads) for name, letter, parent, reads in map(_four, table.block("kana"))
        ],
        ivd=list(zip(sequences, collections, table.block("ivd_codes"), strict=True)),
    )


def _four(line: str) -> list[str]:
    return line.split("\t")


def _compare(rows: list[Row], table: Table, edition: Edition) -> None:
    _dated(edition)
    _counted(len(rows), edition)
    gone = {table.name(at) for at in range(len(table))} - {row.name for row in rows}
    if gone:
        raise BadList(
            f"今の表にある {min(gone)} が、新しい一覧表にありません（全部で{len(gone)}字）。一覧表が欠けていないか、確かめてください。"
        )


def _compare_map(shrink: ShrinkMap) -> None:
    if not (shrink.version and shrink.date):
        raise BadList("縮退マップに、版（owl:versionInfo）か日付（dct:issued）がありません。")
    if not shrink.relations:
        raise BadList("縮退マップに、対応が1つもありません。")


def _dated(edition: Edition) -> None:
    if not (edition.version and edition.date):
        raise BadList("一覧表の版と日付を、--edition と --date で指定してください。")


def _counted(count: int, edition: Edition) -> None:
    if edition.expected and count != edition.expected:
        raise BadList(f"{count}字ありました。指定された{edition.expected}字と違います。")
