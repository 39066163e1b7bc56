"""Characters that cannot be converted because of what they are, each in a sentence, with candidates where there are any."""

import re
import unicodedata
from collections.abc import Iterator

from yakuba.characters.rules.outcomes import Candidate, Kind, points, shown
from yakuba.characters.rules.relations import Rule
from yakuba.characters.rules.repertoire import Found, Registered, Repertoire, is_selector

Fault = tuple[Kind, str, tuple[Candidate, ...]]

_KANJI = re.compile("[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_MOST_SHAPES = 60


def fault_of(element: str, repertoire: Repertoire) -> Fault:
    """Why an element (a character with its marks) that is in no list is refused."""
    return _by_itself(element, repertoire) or _with_marks(element, repertoire) or _single(element, repertoire)


def _by_itself(element: str, repertoire: Repertoire) -> Fault | None:
    """Faults that lie in the first code point, whatever follows."""
    first = element[0]
    category = unicodedata.category(first)
    if is_selector(first):
        return (
            Kind.LONE_SELECTOR,
            f"異体字セレクタ（{points(element)}）だけがあり、付く漢字がありません。",
            (),
        )
    if category == "Cs":
        return (
            Kind.BROKEN,
            f"文字として成り立たないデータ（{points(first)}）があります。元のデータを確かめてください。",
            (),
        )
    if _PRIVATE.match(first):
        return Kind.PRIVATE_USE, _private(element, repertoire), ()
    if category == "Cc":
        return Kind.CONTROL, f"目に見えない制御文字（{points(first)}）があります。取り除いてください。", ()
    if category == "Cf":
        return Kind.CONTROL, f"目に見えない記号（{points(first)}）があります。取り除いてください。", ()
    if category in ("Zl", "Zp", "Zs"):
        return (
            Kind.CONTROL,
            f"ふつうの空白ではない空白（{points(first)}）があります。",
            (Candidate("\u3000"),),
        )
    if category == "Cn":
        return (
            Kind.UNASSIGNED,
            f"{points(first)} は、文字が割り当てられていないか、どの一覧表にもない符号です。",
            (),
        )
    if category[0] == "M":
        return Kind.COMBINING, f"濁点や記号（{points(element)}）だけがあり、付く文字がありません。", ()
    return None


def _private(element: str, repertoire: Repertoire) -> str:
    name = repertoire.own.get(element[0])
    if name:
        return f"外字（{points(element)}）の外字変換表にある {name} は、文字の一覧表にありません。変換表を確かめてください。"
    if ord(element[0]) >= 0x100000 and len(repertoire.tables) < 2:
        return f"私用領域の文字（{points(element)}）です。行政事務標準文字の追加文字（GJ）の表を取り込むと、調べられます。"
    return f"外字（私用領域の {points(element)}）です。外字変換表がないので、どの字か分かりません。"


def _with_marks(element: str, repertoire: Repertoire) -> Fault | None:
    """Faults of what follows the first code point."""
    base, marks = element[0], element[1:]
    if not marks:
        return None
    if len(marks) > 1 and all(map(is_selector, marks)):
        return (
            Kind.UNKNOWN_SEQUENCE,
            f"{shown(base)}に異体字セレクタが{len(marks)}個続いています。1個にしてください。",
            (),
        )
    if is_selector(marks) if len(marks) == 1 else False:
        return _selector(element, repertoire)
    composed = unicodedata.normalize("NFKC", element)
    candidates = (Candidate(composed),) if _known(composed, repertoire) and not _odd_kana(element) else ()
    if _HALF_WIDTH_KANA.fullmatch(element):
        return _half_width(element)
    return (
        Kind.COMBINING,
        f"{shown(element)}は、文字と、重ねて打つ記号が別々になっています。1字で入力し直してください。",
        candidates,
    )


def _selector(element: str, repertoire: Repertoire) -> Fault:
    base = element[0]
    if not _KANJI.match(base):
        return (
            Kind.LONE_SELECTOR,
            f"{shown(base)}に、異体字セレクタ（{points(element[1])}）は付きません。取り除いてください。",
            (),
        )
    registered = repertoire.registered(element)
    candidates = tuple(_shapes(element, registered, repertoire))
    if registered is None:
        return (
            Kind.UNKNOWN_SEQUENCE,
            f"{shown(element)}の異体字セレクタは、どこにも登録されていません。字形を確かめて、選び直してください。",
            candidates,
        )
    return (
        Kind.OTHER_COLLECTION,
        f"{shown(element)}は {registered.collection} の異体字（{registered.code}）で、MJ文字情報一覧表にはありません。"
        "字形を見て、候補から選んでください。",
        candidates,
    )


def _shapes(element: str, registered: Registered | None, repertoire: Repertoire) -> Iterator[Candidate]:
    """The glyphs of the same 対応するUCS; first the one whose official number the IVD names."""
    shapes = list(repertoire.shaped_like(element[0]))
    first = _numbered(registered, shapes)
    if first is not None:
        yield Candidate(
            first.sequence, first.name, note=f"登録名 {registered.code if registered else ''} と番号が同じ"
        )
    for found in shapes[:_MOST_SHAPES]:
        if found != first and found.sequence:
            yield Candidate(found.sequence, found.name)


def _numbered(registered: Registered | None, shapes: list[Found]) -> Found | None:
    """KS352760S is 戸籍統一文字番号 352760, JTB9D5 住基ネット統一文字 J+B9D5, TK… 登記統一文字番号."""
    code = registered.code if registered else ""
    wanted = {"KS": ("koseki", code[2:8]), "JT": ("juki", code[2:6]), "TK": ("touki", code[2:10])}.get(
        code[:2]
    )
    if wanted is None:
        return None
    column, digits = wanted
    for found in shapes:
        glyph = found.table.glyph(found.at)
        if getattr(glyph, column).removeprefix("J+") == digits:
            return found
    return None


def _single(element: str, repertoire: Repertoire) -> Fault:
    """A code point by itself that is in none of the sets."""
    if _HALF_WIDTH_KANA.fullmatch(element):
        return _half_width(element)
    if _KANJI.match(element):
        proper = tuple(
            Candidate(
                letter, found.name if (found := repertoire.find(letter)) else "", (Rule.NOTICE_582,), "正字"
            )
            for letter in repertoire.proper_forms(element)
        )
        sentence = f"{shown(element)}は、行政事務標準文字の一覧表にない漢字です。"
        return Kind.UNKNOWN_KANJI, sentence, proper or _normal(element, repertoire)
    return (
        Kind.NOT_IN_SET,
        f"{shown(element)}は、行政事務標準文字にない文字です。",
        _normal(element, repertoire),
    )


def _half_width(element: str) -> Fault:
    wide = unicodedata.normalize("NFKC", element)
    return (
        Kind.HALF_WIDTH_KANA,
        f"半角カタカナの{shown(element)}があります。全角で入力し直してください。",
        (Candidate(wide),),
    )


def _normal(element: str, repertoire: Repertoire) -> tuple[Candidate, ...]:
    """What Unicode calls a compatible form, where the sets have it: ｱ, ﬁ, Kangxi radicals, é from its base."""
    compatible = unicodedata.normalize("NFKC", element)
    base = unicodedata.normalize("NFD", element)[0]
    names = dict.fromkeys(form for form in (compatible, base) if form != element and _known(form, repertoire))
    return tuple(Candidate(form, found.name if (found := repertoire.find(form)) else "") for form in names)


def _known(text: str, repertoire: Repertoire) -> bool:
    return all(letter in repertoire.letters or repertoire.find(letter) for letter in text)


def _odd_kana(element: str) -> bool:
    """Two or more voicing marks on one kana: nobody knows what was meant."""
    return sum(mark in "\u3099\u309a\uff9e\uff9f" for mark in element) > 1
