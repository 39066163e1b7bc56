"""Reading definition files: every mistake at once, on its line, in Japanese."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.analysis import check_toml
from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.rules.mistakes import Mistake
from yakuba.procedures.tests.rules.making import HEAD, fields, group, mistakes_of, toml_of

EXAMPLE = Path(__file__).with_name("example.toml").read_text()


def _line(text: str, fragment: str) -> int:
    return text[: text.index(fragment)].count("\n") + 1


def test_the_example_is_faultless_and_uses_every_kind() -> None:
    definition, mistakes = check_toml(EXAMPLE)
    assert definition is not None
    assert mistakes == []
    assert {field.kind for _, field, _ in definition.all_fields()} == set(kinds.KINDS)


ONE_FAULT = [
    ('standard_days = 30', 'standard_day = 30', "「standard_days」の間違いですか", "unknown"),
    ('standard_days = 30', 'standard_days = "30"', "整数", "type"),
    ('standard_days = 30', "standard_days = true", "整数", "type"),
    ('standard_days = 30', "standard_days = -1", "0 から", "type"),
    ('format = 1', "format = 2", "format は 1 だけ", "format"),
    ('assurance = "email"', 'assurance = "e-mail"', "「email」の間違いですか", "word"),
    ('slug = "kodomo-ouen"', 'slug = "こども"', "英小文字", "name"),
    ('receipt_prefix = "KD"', 'receipt_prefix = "kd"', "英大文字", "name"),
    ('receipt_prefix = "KD"', 'receipt_prefix = "KO"', "I・L・O・U", "name"),
    ('receipt_prefix = "KD"', 'receipt_prefix = "KDMN"', "1〜3文字", "name"),
    ('languages = ["ja", "easy", "en"]', 'languages = ["easy"]', '"ja"', "languages"),
    ('languages = ["ja", "easy", "en"]', 'languages = ["ja", "ja"]', "二度", "twice"),
    ('window = { from = 2026-04-01, until = 2027-03-31 }', 'window = { from = 2026-04-01, until = 2026-03-31 }', "前", "order"),
    ('window = { from = 2026-04-01, until = 2027-03-31 }', 'window = { from = "4月1日" }', "日付", "type"),
    ('title.ja = "申請する方"', 'title.jp = "申請する方"', "「ja」の間違いですか", "unknown"),
    ('title.ja = "申請する方"', 'title.ja = "申請する\\n方"', "一行", "line_break"),
    ('title.ja = "申請する方"', 'title.ja = "申請\\u202Eする方"', "使えない文字", "characters"),
    ('title.ja = "申請する方"', 'title.ja = " "', "空です", "length"),
    ('key = "phone"', 'key = "mail"', "二度あります", "twice"),
    ('key = "phone"', 'key = "Phone"', "英小文字", "name"),
    ('key = "phone"', 'key = "count"', "式で使うことば", "reserved"),
    ('kind = "phone"', 'kind = "telephone"', "「phone」の間違いですか", "word"),
    ('kind = "phone"', "kind = 3", "選んでください", "word"),
    ('kind = "phone"', 'kind = "phone"\nconfirm = true', "種類「phone」", "not_for_kind"),
    ('fact = "person.phone"', 'fact = "person.tel"', "fact はありません", "word"),
    ('fact = "person.phone"', 'fact = "person.email"', "種類「email」", "word"),
    ('fact = "person.phone"', 'autocomplete = "tel"', "tel-national", "word"),
    ('required = false\nfact', 'required = false\nrequired_if = \'spouse == "yes"\'\nfact', "どちらか一つ", "both"),
    ("visible_if = 'spouse == \"yes\"'", "visible_if = 'spose == \"yes\"'", "「spouse」の間違いですか", "expression"),
    ("visible_if = 'spouse == \"yes\"'", "visible_if = 'spouse == \"ye\"'", "「yes」の間違いですか", "expression"),
    ("visible_if = 'spouse == \"yes\"'", "visible_if = 'spouse = \"yes\"'", "「==」", "expression"),
    ("visible_if = 'spouse == \"yes\"'", "visible_if = 'spouse'", "条件になっていません", "expression"),
    ('max = "today-15y"', 'max = "15年前"', "today-18y", "bound"),
    ('max = "today-15y"', "max = 15", "today-18y", "bound"),
    ('max = "today-15y"', "max = 1800-01-01", "あとの日", "order"),
    ("min = 1\nmax = 8", "min = 9\nmax = 8", "min が max より", "order"),
    ("min = 1\nmax = 8", "min = 1\nmax = 99", "50 まで", "limit"),
    ("min = 1\nmax = 2", "min = 4", "選択肢の数", "limit"),
    ("min = 1\nmax = 2", 'min = "1"', "整数", "type"),
    ("max_length = 500", "max_length = 50000", "10000", "type"),
    ("max_length = 60", "max_length = 600", "300", "limit"),
    ("max_length = 60", "min_length = 70\nmax_length = 60", "min_length", "order"),
    ("pattern = '[A-Z]{2}[0-9]{4}'", "pattern = '([A-Z]+)+'", "pattern", "pattern"),
    ("pattern = '[A-Z]{2}[0-9]{4}'", "", "「pattern」も書いて", "pair"),
    ("check = 'dependants >= count(children)'", "", "「check」も書いて", "pair"),
    ("computed = 'sum(children.amount)'", "", "「computed」がありません", "missing"),
    ('accept = ["pdf", "jpeg", "png"]', 'accept = ["pdf", "jpg"]', "「jpeg」の間違いですか", "word"),
    ("max_mb = 5", "max_mb = 0", "1 から", "type"),
    ('kind = "text"\nlabel.ja = "学校の名前"', 'kind = "consent"\nlabel.ja = "学校の名前"', "繰り返しの中に", "nesting"),
    ('{ key = "work", ', '{ key = "school", ', "選択肢の「school」", "twice"),
    ('{ key = "work", ', '{ ', "「key」がありません", "missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong", "said", "code"), ONE_FAULT, ids=[fault[1][:40] for fault in ONE_FAULT]
)
def test_a_planted_fault_is_found_on_its_line(right: str, wrong: str, said: str, code: str) -> None:
    assert EXAMPLE.count(right) >= 1
    text = EXAMPLE.replace(right, wrong, 1)
    found = load_toml(text)
    assert isinstance(found, list)
    fitting = [mistake for mistake in found if said in mistake.sentence and mistake.code == code]
    assert fitting, found
    about = _line(EXAMPLE, right)
    assert any(about - 8 <= mistake.line <= about + 3 for mistake in fitting), (about, fitting)


def test_lines_are_exact() -> None:
    text = toml_of(
        fields('key = "a"\nkind = "text"\nmax_lenght = 3', 'key = "b"\nkind = "number"\nmin = 5\nmax = 1')
    )
    found = load_toml(text)
    assert isinstance(found, list)
    assert [mistake.line for mistake in found] == [_line(text, "max_lenght"), _line(text, "min = 5")]


def test_the_line_within_a_long_list_of_options() -> None:
    options = "options = [\n" + "".join(f'  {{ key = "k{n}", label = "{n}" }},\n' for n in range(9)) + "]"
    text = toml_of(fields(f'key = "a"\nkind = "choice"\n{options.replace("k7", "k3")}'))
    found = load_toml(text)
    assert isinstance(found, list)
    assert [mistake.line for mistake in found] == [_line(text, 'label = "7"')]
    first = _line(text, 'label = "3"')
    assert f"（{first}行目）" in found[0].sentence


def test_all_mistakes_at_once() -> None:
    text = EXAMPLE
    for right, wrong, _, _ in ONE_FAULT[:1] + ONE_FAULT[18:19] + ONE_FAULT[29:30] + ONE_FAULT[36:37]:
        text = text.replace(right, wrong, 1)
    found = load_toml(text)
    assert isinstance(found, list)
    assert len({mistake.line for mistake in found}) >= 4
    assert found == sorted(found)


def test_missing_everything() -> None:
    found = load_toml("")
    assert isinstance(found, list)
    named = " ".join(mistake.sentence for mistake in found)
    for name in ("format", "slug", "title", "summary", "section", "who", "field", "pages"):
        assert f"「{name}」がありません" in named


def test_wrong_shapes() -> None:
    for body in ("pages = 3", 'pages = "x"', "pages = [1]", "[pages]\nkey = 1", "documents = {}\npages = []"):
        found = load_toml(f"{HEAD}{body}")
        assert isinstance(found, list)
    assert any("[[pages.fields]]" in m.sentence for m in mistakes_of('fields = "x"'))
    assert any("質問がありません" in m.sentence for m in mistakes_of("fields = []"))
    assert any("中に質問がありません" in m.sentence for m in mistakes_of(group("g", more="fields = []")))


SYNTAX = [
    ('title = "犬', 1, "引用符|改行"),
    ("title = 犬", 1, "値が正しくありません"),
    ("題名 = 1", 1, "名前は半角"),
    ("a = 1\nb = 2\na = 3", 3, "同じ名前が二度"),
    ("a = 1\n\nb 2", 3, "「=」がありません"),
    ("a = 1 b = 2", 1, "余分な文字"),
    ("[a", 1, "「]」"),
    ("[[a]\n", 1, "「]]」"),
    ("a = [1, 2", 1, "「\\[」が閉じていない"),
    ("a = { b = 1\n}", 1, "「{」が閉じていない"),
    ("a = 2026-02-30", 1, "日付はありません"),
    ('a = "\\x"', 1, "「\\\\」の使い方"),
    ('a = 1\nb = """\nc\nd', 2, "閉じていません"),
    ("[a]\nb = 1\n[a]\nb = 2", 3, "見出し"),
    ("a = { b = 1, b = 2 }", 1, "同じ名前が二度"),
    ("a = １", 1, "値が正しくありません"),
    ("a = yes", 1, "値が正しくありません"),
]


@pytest.mark.parametrize(("text", "line", "said"), SYNTAX, ids=[text[:20] for text, _, _ in SYNTAX])
def test_syntax_errors_are_translated(text: str, line: int, said: str) -> None:
    found = load_toml(text)
    assert isinstance(found, list)
    assert found[0].code == "syntax"
    assert found[0].line == line
    assert re.search(said, found[0].sentence), found[0].sentence


def test_several_syntax_errors_at_once() -> None:
    text = 'a = 犬\nb = "x"\nc = = 1\nd = 3\ne = 2026-13-01\n'
    found = load_toml(text)
    assert isinstance(found, list)
    assert [mistake.line for mistake in found] == [1, 3, 5]


def test_limits() -> None:
    assert "大きすぎます" in str(load_toml("#" * (kinds.MAX_TOML_CHARS + 1)))
    assert "深すぎます" in str(load_toml("a = " + "[" * 5000))
    assert isinstance(load_toml("a = " + "9" * 5000), list)
    many = fields(*(f'key = "f{n}"\nkind = "text"' for n in range(kinds.MAX_FIELDS + 1)))
    assert any("多すぎます" in mistake.sentence for mistake in mistakes_of(many))


def test_lone_surrogates_and_controls_are_refused() -> None:
    for letter in ("\ud800", "\ufffe", "\u202e"):
        found = load_toml(HEAD.replace("試験の手続", f"試験{letter}"))
        assert isinstance(found, list)
        assert any("使えない文字" in mistake.sentence for mistake in found)


words = st.sampled_from(
    [
        "title",
        "=",
        "slug",
        "[[pages]]",
        "[[pages.fields]]",
        "key",
        "kind",
        '"text"',
        '"a"',
        "'",
        '"""',
        "{",
        "}",
        "[",
        "]",
        "=",
        ",",
        ".",
        "#",
        "\n",
        "\n",
        "ja",
        "=",
        "1",
        "-1",
        "0x",
        "2026-04-01",
        "true",
        "visible_if",
        "computed",
        "options",
        "label",
        "fields",
        "'a",
        "==",
        "1'",
        "inf",
        "nan",
        "1e99",
        "\\u202e",
    ]
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200), st.lists(words, max_size=40).map(" ".join), st.lists(words).map("\n".join)
    )
)
def test_any_text_gives_mistakes_and_nothing_else(text: str) -> None:
    _all_are_mistakes(load_toml(text))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.data())
def test_damaged_files_give_mistakes_and_nothing_else(data: st.DataObject) -> None:
    lines = EXAMPLE.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        damage = data.draw(st.sampled_from(["drop", "twice", "cut", "swap", "value"]))
        if damage == "drop":
            lines[at] = ""
        elif damage == "twice":
            lines[at] = f"{lines[at]}\n{lines[at]}"
        elif damage == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        elif damage == "swap":
            lines[at] = lines[data.draw(st.integers(0, len(lines) - 1))]
        else:
            value = data.draw(
                st.sampled_from(['""', "0", "-5", "[]", "{}", "true", "1.5", "inf", "2026-01-01", '"a == 1"'])
            )
            lines[at] = f"{lines[at].partition('=')[0]}= {value}"
    text = "\n".join(lines)
    _all_are_mistakes(load_toml(text), len(text.splitlines()))
    definition, mistakes = check_toml(text)
    assert definition is not None or mistakes


def _all_are_mistakes(found: Definition | list[Mistake], lines: int = 10**6) -> None:
    if isinstance(found, list):
        assert found
        for mistake in found:
            assert mistake.sentence.endswith(("。", "？")), mistake
            assert 0 <= mistake.line <= lines + 1
