"""What the lists have of a character, in lines for the terminal."""

from collections.abc import Iterator

from yakuba.characters import forms, tables
from yakuba.characters.rules.faults import fault_of
from yakuba.characters.rules.menkuten import characters, places, written
from yakuba.characters.rules.outcomes import TARGET_LABELS, Target, points
from yakuba.characters.rules.relations import LABELS
from yakuba.characters.rules.table import Glyph


def about_glyph(glyph: Glyph) -> str:
    """A glyph of the lists with everything about it, and what it becomes in each set."""
    lines = [f"{glyph.name}  {glyph.sequence or '（符号なし）'}  {points(glyph.sequence)}".rstrip()]
    facts = {
        "対応するUCS": points(glyph.ucs),
        "ほかの符号": "、".join(points(one) for one in glyph.sequences[1:]),
        "面区点": " ".join(filter(None, (glyph.place, glyph.unification))),
        "画数": str(glyph.strokes),
        "部首": "、".join(
            f"{radical}（内画数{'不明' if inner is None else inner}）" for radical, inner in glyph.radicals
        ),
        "読み": "・".join(glyph.readings),
        "漢字施策": glyph.policy,
        "戸籍統一文字": glyph.koseki,
        "住基ネット統一文字": glyph.juki,
        "登記統一文字": glyph.touki,
        "大漢和": glyph.daikanwa,
        "備考": glyph.remarks,
    }
    lines += [f"  {name}: {text}" for name, text in facts.items() if text]
    for relation in glyph.relations:
        rank = f"（{relation.rank}）" if relation.rank else ""
        lines.append(
            f"  {forms.label(relation.source)}: {characters()[relation.place]} {written(relation.place)}{rank}"
        )
    return "\n".join([*lines, *_conversions(glyph.sequence)])


def about_stranger(element: str) -> str:
    """A character that no list has as a glyph: a sign or kana, or what is wrong with it and what might be meant."""
    repertoire = tables.repertoire()
    if element in repertoire.letters:
        place = written(places().get(element, 0))
        return "\n".join(
            [f"{element}  {points(element)}  漢字ではない文字 {place}".rstrip(), *_conversions(element)]
        )
    _, sentence, candidates = fault_of(element, repertoire)
    lines = [f"{forms.storable(element)}  {points(element)}", f"  {sentence}"]
    for candidate in candidates:
        words = " ".join(
            filter(None, (candidate.text, points(candidate.text), candidate.name, candidate.note))
        )
        lines.append(f"  候補: {words}")
    return "\n".join(lines)


def _conversions(sequence: str) -> Iterator[str]:
    for target in Target if sequence else ():
        converted = tables.converter(target).convert(sequence)
        if converted.doubts:
            yield f"  {TARGET_LABELS[target]}: {converted.doubts[0].sentence.partition(': ')[2]}"
        else:
            rules = "、".join(LABELS[step.rule] for change in converted.changes for step in change.steps)
            yield f"  {TARGET_LABELS[target]}: {converted.text}" + (
                f"（{rules}）" if rules else "（そのまま）"
            )
