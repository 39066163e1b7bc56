"""Compiles data/mojijoho/mojijoho.zip out of `@mandel59/mojidata` (npm, pinned in package-lock.json).

That package holds the published lists as one SQLite file. What is taken from it: MJ文字情報一覧表, MJ縮退マップ,
MJ変体仮名 (CC BY-SA 2.1 JP), the IVD (Unicode), and of the Kanji Database Project (MIT) and 常用漢字表 pairs of old and
new forms. The same input gives the same bytes.
"""

import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from yakuba.characters.lists.compiling import collection_number, compile_table
from yakuba.characters.lists.rows import Extras, Row, ShrinkMap
from yakuba.characters.rules.menkuten import place, places
from yakuba.characters.rules.relations import Relation, Source
from yakuba.characters.rules.table import POLICIES

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "node_modules" / "@mandel59" / "mojidata"
TARGET = ROOT / "data" / "mojijoho"
LIMIT = 3_000_000

GLYPHS = 58_862
RELATION_TABLES = {
    Source.JIS: ("JIS包摂規準UCS統合規則", "0"),
    Source.PARENT: ("戸籍統一文字情報_親字正字", "ホップ数"),
    Source.NOTICE_2842_POPULAR: ("民一2842号通達別表_誤字俗字正字一覧表_俗字", "0"),
    Source.NOTICE_2842_DISTINCT: ("民一2842号通達別表_誤字俗字正字一覧表_別字", "0"),
    Source.NOTICE_2842: ("民一2842号通達別表_誤字俗字正字一覧表_無印", "0"),
    Source.NOTICE_5202: ("民二5202号通知別表_正字俗字等対照表", "0"),
    Source.NOTICE_582_ONE: ("法務省告示582号別表第四_一", "順位"),
    Source.NOTICE_582_TWO: ("法務省告示582号別表第四_二", "順位"),
    Source.ANALOGY: ("読み字形による類推", "0"),
    Source.DICTIONARY: ("辞書類等による関連字", "0"),
}
OLD_FORMS = ("jp/old-style", "jinmei1/variant", "jinmei2/variant", "joyo/variant")
NOT_VARIANTS = ("non-cognate", "borrowed", "non-cjk/", "numeric")
"""Relations of the Kanji Database Project that do not say "the same character in another shape"."""

ABOUT: dict[str, object] = {
    "name": "MJ",
    "title": "MJ文字情報一覧表・MJ縮退マップ",
    "version": "006.02",
    "date": "2024-01",
    "map_version": "1.2.0",
    "map_date": "2018-01-26",
    "ivd_date": "2022-09-13",
    "licence": "CC BY-SA 2.1 JP",
    "credit": "独立行政法人情報処理推進機構（IPA）／一般社団法人文字情報技術促進協議会（CITPC）",
    "compiled_from": "npm @mandel59/mojidata 1.8.1",
}


def main() -> int:
    """Write the table, and say what is in it."""
    source = PACKAGE / "dist" / "moji.db"
    version = json.loads((PACKAGE / "package.json").read_text("utf-8"))["version"]
    if not str(ABOUT["compiled_from"]).endswith(version):
        raise SystemExit(
            f"The versions in ABOUT belong to another package than {version}: look them up anew."
        )
    database = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    rows = list(_rows(database))
    if len(rows) != GLYPHS:
        raise SystemExit(f"{len(rows)} glyphs instead of {GLYPHS}.")
    content = compile_table(rows, _shrink_map(database), _extras(database, rows), prefix="MJ", about=ABOUT)
    if len(content) > LIMIT:
        raise SystemExit(f"The table has {len(content)} bytes, more than {LIMIT}.")
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "mojijoho.zip").write_bytes(content)
    lines = (
        f"{key}: {ABOUT[key]}" for key in ("title", "version", "date", "map_version", "map_date", "ivd_date")
    )
    (TARGET / "VERSION").write_text(
        "\n".join((*lines, f"compiled_from: {ABOUT['compiled_from']}", "")), "utf-8"
    )
    print(f"{TARGET / 'mojijoho.zip'}: {len(content):,} bytes, {len(rows):,} glyphs")
    return 0


def _rows(database: sqlite3.Connection) -> Iterator[Row]:
    readings, radicals, duplicates = defaultdict(list), defaultdict(list), defaultdict(list)
    for name, reading in database.execute("SELECT * FROM mji_reading ORDER BY rowid"):
        readings[name].append(reading)
    for name, radical, inner in database.execute("SELECT * FROM mji_rsindex ORDER BY rowid"):
        radicals[name].append(f"{radical}.{inner}" if str(inner).isdecimal() else f"{radical}.")
    for name, sequence in database.execute("SELECT * FROM mji_duplicated_ivs ORDER BY rowid"):
        duplicates[name].append(sequence)
    database.row_factory = sqlite3.Row
    for row in database.execute("SELECT * FROM mji"):
        name = row["MJ文字図形名"]
        others = [*duplicates[name], *filter(None, (row["実装したSVS"],))]
        yield Row(
            name=name,
            ucs=row["対応するUCS"] or "",
            implemented=row["実装したUCS"] or "",
            ivs=row["実装したMoji_JohoコレクションIVS"] or "",
            other_sequences=tuple(others),
            compatibility=row["対応する互換漢字"] or "",
            place=place(row["X0213"]) if row["X0213"] else 0,
            unification={None: 0, 0: 1, 2: 2}[row["X0213_包摂区分"]],
            unification_rules=row["X0213_包摂連番"] or "",
            supplement=place(f"1-{row['X0212']}") if row["X0212"] else 0,
            policy=POLICIES.index(row["漢字施策"] or ""),
            koseki=row["戸籍統一文字番号"] or "",
            juki=row["住基ネット統一文字コード"] or "",
            touki=row["登記統一文字番号"] or "",
            immigration=int(row["入管正字コード"] or "0", 16),
            immigration_gaiji=int(row["入管外字コード"] or "0", 16),
            radicals=tuple(radicals[name]),
            strokes=row["総画数"] or 0,
            readings=tuple(readings[name]),
            daikanwa=str(row["大漢和"] or ""),
            version=row["MJ文字図形バージョン"] or "",
            remarks=row["備考"] or "",
        )
    database.row_factory = None


def _shrink_map(database: sqlite3.Connection) -> ShrinkMap:
    found: dict[str, list[Relation]] = defaultdict(list)
    for source, (table, rank) in RELATION_TABLES.items():
        query = f'SELECT "MJ文字図形名", "縮退X0213", {rank} FROM "mjsm_{table}"'  # noqa: S608 - our own names
        for name, at, order in database.execute(query):
            found[name].append(Relation(place(at), source, order))
    notes = dict(database.execute('SELECT "MJ文字図形名", "参考情報" FROM mjsm_note'))
    return ShrinkMap(str(ABOUT["map_version"]), str(ABOUT["map_date"]), dict(found), notes)


def _extras(database: sqlite3.Connection, rows: list[Row]) -> Extras:
    ivd: dict[str, tuple[int, str]] = {}
    for collection in ("Moji_Joho", "Hanyo-Denshi", "Adobe-Japan1", "MSARG", "KRName"):
        for sequence, code in database.execute(
            "SELECT IVS, code FROM ivs WHERE collection = ?", [collection]
        ):
            ivd.setdefault(sequence, (collection_number(collection), code))
    kana = database.execute(
        "SELECT MJ文字図形名, ifnull(文字, ''), ifnull(字母, ''),"
        " (SELECT group_concat(音価, '・') FROM mjih_phonetic p WHERE p.MJ文字図形名 = mjih.MJ文字図形名) FROM mjih"
        " ORDER BY MJ文字図形名"
    ).fetchall()
    return Extras(
        folds=_folds(database),
        related=_related(database, rows),
        proper_forms=_proper_forms(database, rows),
        kana=kana,
        ivd=[(sequence, *where) for sequence, where in sorted(ivd.items())],
        ivd_date=str(ABOUT["ivd_date"]),
    )


def _folds(database: sqlite3.Connection) -> list[tuple[str, str]]:
    """Old form → new form, where the sources name one new form only."""
    found: dict[str, set[str]] = defaultdict(set)
    for new, old in database.execute("SELECT 漢字, 康熙字典体 FROM joyo_kangxi"):
        found[old].add(new)
    for relation in OLD_FORMS:
        for new, old, _ in database.execute(f'SELECT * FROM "kdpv_{relation}"'):  # noqa: S608 - our own names
            if _base(new) and _base(old):
                found[_base(old)].add(_base(new))
    return sorted((old, new.pop()) for old, new in found.items() if len(new) == 1 and old not in new)


def _related(database: sqlite3.Connection, rows: list[Row]) -> list[tuple[str, str]]:
    """For glyphs that the map leaves without any target: variants on JIS X 0213 that public data name."""
    known = {name for name, *_ in database.execute("SELECT DISTINCT MJ文字図形名 FROM mjsm")}
    variants: dict[str, set[str]] = defaultdict(set)
    for subject, relation, object_ in database.execute("SELECT subject, rel, object FROM kdpv"):
        if not any(word in relation for word in NOT_VARIANTS):
            variants[_base(subject)].add(_base(object_))
            variants[_base(object_)].add(_base(subject))
    return [
        (row.name, "".join(others))
        for row in rows
        if not row.place and row.name not in known and row.ucs
        if (others := sorted(other for other in variants[row.ucs] if other in places() and other != row.ucs))
    ]


def _proper_forms(database: sqlite3.Connection, rows: list[Row]) -> list[tuple[str, str]]:
    """告示582号別表第四の一 for characters that the MJ list does not have: character → its 正字 by 順位."""
    listed = {row.implemented for row in rows}
    found: dict[str, list[str]] = defaultdict(list)
    for letter, proper in database.execute(
        "SELECT 簡体字等のUCS, 正字のUCS FROM nyukan_itaiji ORDER BY 1, 順位, 2"
    ):
        if letter and letter not in listed and proper in listed:
            found[letter].append(proper)
    return [(letter, "".join(dict.fromkeys(others))) for letter, others in sorted(found.items())]


def _base(sequence: str) -> str:
    """The character a sequence is a variant of; "" for what is longer (IDS, references)."""
    if len(sequence) == 1 or (len(sequence) == 2 and "\U000e0100" <= sequence[1] <= "\U000e01ef"):
        return sequence[0]
    return ""


if __name__ == "__main__":
    sys.exit(main())
