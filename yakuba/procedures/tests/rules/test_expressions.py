"""The grammar of expressions, and which types meet."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules.expression_types import Scope, names_in, resolve, resolve_condition
from yakuba.procedures.rules.expressions import BadExpression, parse
from yakuba.procedures.tests.rules.making import definition_of, fields, group

TREES = [
    ('spouse == "yes" and count(children) > 0',
     ("and", ("==", ("get", "spouse"), "yes"), (">", ("count", ("get", "children")), 0))),
    ("sum(children.months) * 15000", ("*", ("sum", ("get", "children", "months")), 15000)),
    ("a or b and not c", ("or", ("get", "a"), ("and", ("get", "b"), ("not", ("get", "c"))))),
    ("1 - 2 - 3", ("-", ("-", 1, 2), 3)),
    ("-(a + 1) / 2", ("/", ("neg", ("+", ("get", "a"), 1)), 2)),
    ("1.50", 1.5),
    ("1.000", 1),
    ("today <= today()", ("<=", ("today",), ("today",))),
    ("  a\n ==\t'x'  ", ("==", ("get", "a"), "x")),
    ("if(a == 1, 'x', 'y')", ("if", ("==", ("get", "a"), 1), "x", "y")),
    ("(((a)))", ("get", "a")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TREES, ids=[text for text, _ in TREES])
def test_trees(text: str, tree: object) -> None:
    assert parse(text) == tree


FAULTS = [
    ("", "式の終わり"),
    ("a ==", "式の終わり"),
    ("a == = b", "「==」と書いて"),
    ("a = 1", "「==」と書いて"),
    ("a ＝ 1", "全角の「＝」"),
    ("a == “yes”", "全角の引用符"),
    ('a == "yes', "閉じていません"),
    ("a && b", "and と書いて"),
    ("a || b", "or と書いて"),
    ("!a", "not と書いて"),
    ("a 1", "「1」の前で"),
    ("(a", "「(」が閉じて"),
    ("a)", "「)」の前で"),
    ("count(a", "閉じていない"),
    ("count()", "1個です"),
    ("age(a, b, c)", "1〜2個"),
    ("cuont(a)", "関数はありません"),
    ("1 < a < 5", "and でつないで"),
    ("a == 1 == 1", "and でつないで"),
    ("true", "true と false"),
    ("count", "使い方"),
    ("and", "使い方"),
    ("1.2345", "3桁まで"),
    ("99999999999999999999", "9007兆"),
    ("１ + a", "半角"),
    ("年齢 > 3", "半角"),
    ("a..b", "読み取れません"),
    ("3a", "読み取れません"),
    ("(" * 60 + "a" + ")" * 60, "深すぎ"),
    ("not " * 80 + "a", "not が多すぎ"),
    ("- " * 80 + "a", "「-」が多すぎ"),
    ("a + " * 1000 + "a", "長すぎ"),
]


@pytest.mark.parametrize(("text", "said"), FAULTS, ids=[text[:20] for text, _ in FAULTS])
def test_faults_are_explained(text: str, said: str) -> None:
    with pytest.raises(BadExpression, match=said.replace("(", r"\(").replace(")", r"\)")):
        parse(text)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="ab1.()+-*/<>=!,\"' andortif", max_size=60))
def test_any_text_is_a_tree_or_a_bad_expression(text: str) -> None:
    try:
        parse(text)
    except BadExpression as error:
        said = str(error)
    else:
        said = "。"
    assert said.endswith("。")


SCOPE = Scope(
    definition_of(
        fields(
            'key = "spouse"\nkind = "yes_no"',
            'key = "age_now"\nkind = "number"',
            'key = "birth"\nkind = "date"',
            'key = "memo"\nkind = "text"',
            'key = "home"\nkind = "address"',
            'key = "hobby"\nkind = "choices"\noptions = [{ key = "go", label = "碁" }, { key = "shogi", label = "将棋" }]',
            'key = "paper"\nkind = "file"',
            'key = "hint"\nkind = "note"\ntext = "説明"',
            'key = "fee"\nkind = "computed"\ncomputed = "age_now * 100"',
            'key = "deadline"\nkind = "computed"\ncomputed = "max(birth, today)"',
        ),
        group(
            "kids",
            'key = "months"\nkind = "number"',
            'key = "birth"\nkind = "date"',
            'key = "name"\nkind = "name"',
            'key = "school"\nkind = "choice"\noptions = [{ key = "public", label = "公立" }]',
        ),
    )
)

RIGHT = [
    'spouse == "yes"', "age_now >= 18 and age_now < 65", 'birth < "2008-04-02"', "age(birth) >= 20", 'memo == "x"',
    'home.city == "豊島区"', 'includes(hobby, "go", "shogi")', 'includes(spouse, "yes")', "count(paper) > 0",
    "is_empty(hint) or is_empty(home)", "fee > 1000", "deadline >= today()", "sum(kids.months) * 2 > 3",
    'includes(kids.school, "public")', "min(kids.birth) < today", "count(kids.name.family) == count(kids)",
    "if(spouse == \"yes\", 1, 2) == 1", "days_between(birth, today()) > 30", 'age(birth, "2026-04-01") > 3',
    "count(hobby) >= 1", "spouse == memo",
]  # fmt: skip


@pytest.mark.parametrize("text", [text for text in RIGHT if "hint" not in text])
def test_types_that_meet(text: str) -> None:
    assert resolve_condition(text, SCOPE).faults == []


WRONG = [
    ("spouse", '== "yes"'),
    ("age_now", "条件になっていません（数です）"),
    ('age_now == "18"', "数と文字はくらべられません"),
    ('spouse == "maybe"', "「maybe」という選択肢はありません"),
    ('"maybe" == spouse', "「maybe」という選択肢はありません"),
    ("spouse == 1", "くらべられません"),
    ('spouse < "yes"', "数どうしか日付どうし"),
    ('memo < "a"', "数どうしか日付どうし"),
    ('birth < "昨日"', "日付として読めません"),
    ("birth < 2000", "くらべられません"),
    ('hobby == "go"', "includes"),
    ('includes(hobby, "soccer")', "選択肢はありません"),
    ("includes(hobby, 1)", "文字を書きます"),
    ("includes(home, 'x')", "選ぶ質問か文字"),
    ("home == 'x'", "くらべられません"),
    ("home.street_number == 'x'", "使えるのは postcode"),
    ("memo.first == 'x'", "とは書けません"),
    ("kids.month > 1", "「months」の間違いですか"),
    ("kids.months > 1", "数の並び"),
    ("kids.months + 1 > 1", "sum"),
    ("hint == 'x'", "説明の文"),
    ("count(1) > 0", "質問の名前"),
    ("is_empty(age_now + 1)", "質問の名前"),
    ("age(memo) > 1", "日付を書きます"),
    ("age('never') > 1", "日付として読めません"),
    ("sum(birth) > 1", "数を書きます"),
    ("min(birth, age_now) > 1", "同じ種類"),
    ("if(spouse, 1, 2) > 1", "条件を書きます"),
    ("if(spouse == 'yes', 1, 'x') == 1", "同じ種類"),
    ("not age_now", "条件を書きます"),
    ("(age_now > 1) + 1 > 1", "数を書きます"),
    ("(age_now > 1) == (age_now > 2)", "くらべられません"),
    ('memo == ""', "is_empty"),
    ("nobody == 1", "という質問はありません"),
    ("spuose == 'yes'", "「spouse」の間違いですか"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[text for text, _ in WRONG])
def test_types_that_do_not_meet(text: str, said: str) -> None:
    faults = resolve_condition(text, SCOPE).faults
    assert any(said in fault for fault in faults), faults


def test_names_in_a_row_come_first() -> None:
    row = {field.key: field for field in SCOPE.fields["kids"].fields}
    assert resolve("age(birth)", SCOPE, row).tree == ("age", ("row", "birth"))
    assert resolve("age(birth)", SCOPE).tree == ("age", ("get", "birth"))
    assert names_in(resolve("months * age_now + count(kids)", SCOPE, row).tree) == {
        ("row", "months"),
        ("get", "age_now"),
        ("get", "kids"),
    }


def test_several_faults_are_all_told() -> None:
    assert len(resolve_condition("nobody == 1 and spouse == 'x' and memo > 3", SCOPE).faults) == 3


def test_types_of_computed_fields_that_need_each_other_do_not_hang() -> None:
    scope = Scope(
        definition_of(
            fields(
                'key = "a"\nkind = "computed"\ncomputed = "b + 1"',
                'key = "b"\nkind = "computed"\ncomputed = "a + 1"',
            )
        )
    )
    assert resolve("a + 1", scope).faults == []
