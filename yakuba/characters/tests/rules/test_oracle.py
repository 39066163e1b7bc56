"""Cross-check with jntajis-python, which compiles the same published lists by other code.

It enumerates candidates without saying why and leaves 辞書類等による関連字 out; whatever we decide by the other lists
must be among its candidates, and what JIS alone decides must be its answer for JIS alone.
"""

from typing import Any

import pytest

from yakuba.characters.rules.conversion import Converter
from yakuba.characters.rules.outcomes import Target
from yakuba.characters.rules.relations import Rule
from yakuba.characters.rules.table import Table

jntajis: Any = pytest.importorskip("jntajis", reason="jntajis-python is not installed")
BY_JIS = {Rule.EXACT, Rule.UNIFIED, Rule.MAP_UNIFIED}


def test_what_we_decide_it_knows(mj: Table, converters: dict[Target, Converter]) -> None:
    combos = jntajis.MJShrinkSchemeCombo
    every = sum(int(combo) for combo in combos)
    jis = int(combos.JIS_INCORPORATION_UCS_UNIFICATION_RULE)
    compared, strange = 0, []
    for at in range(len(mj)):
        sequence = mj.canonical(at)
        converted = converters[Target.JIS_X_0213].convert(sequence)
        if not sequence or converted.text is None:
            continue
        rule = converted.changes[0].steps[0].rule if converted.changes else Rule.EXACT
        if rule is Rule.DICTIONARY:
            continue
        known = jntajis.mj_shrink_candidates(sequence, jis if rule in BY_JIS else every)
        compared += 1
        if converted.text not in known:
            strange.append((mj.name(at), sequence, converted.text, known))
    assert compared == 27_912
    assert strange == []
