"""Definitions in words, and what differs between two of them."""

import pytest

from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.rules.differences import differences
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.rules.telling import Teller
from yakuba.procedures.tests.rules.making import HEAD, definition_of, fields, group

CHOICE = 'kind = "choice"\noptions = [{ key = "a", label = "あ" }, { key = "b", label = "い" }]'


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ('one == "a"', "「種類」が「あ」"),
        ('not one == "a"', "「「種類」が「あ」」でない"),
        (
            'one != "a" and (n > 3 or day < "2026-04-01")',
            "「種類」が「あ」以外、かつ（「数」が3より大きい、または「日」が「2026-04-01」より小さい）",
        ),
        ('includes(one, "a", "b")', "「種類」に「あ」か「い」がある"),
        ("age(day) >= 18", "「日」の満年齢が18以上"),
        ("age(day, today()) < 3", "「日」の申請する日での満年齢が3より小さい"),
        ("count(rows) > 0", "「表」の数が0より大きい"),
        ("sum(rows.x) == 2", "「表の値」の合計が2"),
        ("is_empty(n)", "「数」に答えがない"),
        ("n * (2 + n) - 1 == 0", "（「数」 × （2 ＋ 「数」）） − 1が0"),
        ('home.city == "豊島区"', "「住所の市区町村」が「豊島区」"),
        ("if(n > 1, n, 0) == 1", "「数」が1より大きいなら「数」、そうでなければ0が1"),
        ("days_between(day, today()) <= 15", "「日」から申請する日までの日数が15以下"),
        ("max(n, 1) == min(n, 2)", "「数」、1のうち最も大きい値が「数」、2のうち最も小さい値"),
        ("-n < 0", "−「数」が0より小さい"),
    ],
)
def test_conditions(expression: str, said: str) -> None:
    definition = definition_of(
        fields(
            f'key = "one"\nlabel = "種類"\n{CHOICE}',
            'key = "n"\nlabel = "数"\nkind = "number"',
            'key = "day"\nlabel = "日"\nkind = "date"',
            'key = "home"\nlabel = "住所"\nkind = "address"',
        )
        + group("rows", 'key = "x"\nlabel = "値"\nkind = "number"').replace('label = "rows"', 'label = "表"'),
        fields(f'key = "last"\nkind = "text"\nvisible_if = \'{expression}\''),
    )
    told = list(Teller(definition).questions("p2"))
    assert told[0].lines[0] == f"次のとき表示：{said}"


def test_a_condition_within_a_row() -> None:
    definition = definition_of(
        group("rows", 'key = "x"\nkind = "number"', 'key = "y"\nkind = "text"\nvisible_if = \'x > 1\'')
    )
    _whole, _x, y = Teller(definition).questions("p1")
    assert y.lines[0] == "次のとき表示：「x」が1より大きい" and y.depth == 1


def read(*pages: str, head: str = HEAD) -> Definition:
    return definition_of(*pages, head=head)


A, B = 'key = "a"\nkind = "text"', 'key = "b"\nkind = "text"'


def said(older: Definition, newer: Definition) -> list[tuple[str, str | None, str | None]]:
    return [(one.where, one.before, one.after) for one in differences(older, newer)]


def test_nothing_differs() -> None:
    assert said(read(fields(A, B)), read(fields(A, B))) == []


def test_a_change_is_named_by_where_it_stands() -> None:
    newer = read(fields(A, B + "\nmax_length = 9"))
    assert said(read(fields(A, B)), newer) == [("ページ › p1 › 質問 › b › 最多の文字数", None, "9")]


def test_what_is_new_or_gone_is_one_line() -> None:
    found = said(read(fields(A)), read(fields(A, B)))
    assert ("ページ › p1 › 質問 › b", None, "b") in found and len(found) == 2
    found = said(read(fields(A, B)), read(fields(B)))
    assert ("ページ › p1 › 質問 › a", "a", None) in found


def test_another_order() -> None:
    assert said(read(fields(A, B)), read(fields(B, A))) == [("ページ › p1 › 質問の順", "a、b", "b、a")]


def test_the_head_and_languages() -> None:
    newer = HEAD.replace('title = "試験"', 'title.ja = "試験"\ntitle.en = "Test"\nfee = "無料"')
    assert said(read(fields(A)), read(fields(A), head=newer)) == [
        ("題（英語）", None, "Test"),
        ("手数料", None, "無料"),
    ]


def test_a_window() -> None:
    older = load_toml(
        HEAD + "window = { from = 2026-04-01 }\n" + '[[pages]]\nkey = "p"\ntitle = "p"\n' + fields(A)
    )
    newer = load_toml(
        HEAD + "window = { from = 2026-05-01 }\n" + '[[pages]]\nkey = "p"\ntitle = "p"\n' + fields(A)
    )
    assert isinstance(older, Definition) and isinstance(newer, Definition)
    assert said(older, newer) == [("受付期間 › 始まり", "2026-04-01", "2026-05-01")]
