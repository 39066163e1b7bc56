"""What residents read can be read in every language of the house, with the same values in the same places."""

import ast
from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale

from tests.architecture import house, sentences

CALLS = {"_", *sentences.KEYWORDS}


def test_the_catalogues_are_those_of_the_settings() -> None:
    assert {to_locale(code) for code, _ in settings.LANGUAGES} == {"ja", *sentences.LOCALES}


@pytest.mark.parametrize("locale", sentences.LOCALES)
def test_every_sentence_for_residents_is_translated(locale: str) -> None:
    known = {
        key for catalogue in sentences.catalogues(locale).values() for key in sentences.translated(catalogue)
    }
    missing: dict[str, dict[sentences.Key, None]] = {}
    for module, key in sentences.asked():
        if key not in known:
            missing.setdefault(module, {})[key] = None
    house.none(
        f"\n# yakuba/{module}/locale/{locale}/LC_MESSAGES/django.po: {len(keys)} missing\n\n"
        + "\n".join(map(sentences.entry, keys))
        for module, keys in sorted(missing.items())
    )


@pytest.mark.parametrize("locale", sentences.LOCALES)
def test_translations_keep_the_places_for_values(locale: str) -> None:
    house.none(
        f"{module}: {mistake}"
        for module, catalogue in sentences.catalogues(locale).items()
        for mistake in sentences.mistakes(catalogue)
    )


@pytest.mark.parametrize("locale", sentences.LOCALES)
def test_a_sentence_has_one_translation(locale: str) -> None:
    """Django merges the catalogues of all modules: of two translations, one would silently win."""
    said: dict[sentences.Key, dict[str, str]] = {}
    for module, catalogue in sentences.catalogues(locale).items():
        for message in catalogue:
            if message.id:
                said.setdefault(sentences.key_of(message), {})[module] = "|".join(
                    sentences.strings_of(message)
                )
    house.none(f"{key[1]}: {each}" for key, each in said.items() if len(set(each.values())) > 1)


def unreadable(tree: ast.AST) -> Iterator[int]:
    """Lines where a sentence is marked for translation but put together at run time: no catalogue can hold it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
            yield from (node.lineno for one in node.args[:1] if isinstance(one, ast.JoinedStr | ast.BinOp))


def test_marked_sentences_are_whole() -> None:
    house.none(
        f"{house.named(path)}:{line}" for path in house.sources() for line in unreadable(house.tree(path))
    )


def test_python_and_templates_are_read() -> None:
    python = "x = _('送る')\ny = ngettext('%(n)s件', '%(n)s件', n)\nz = pgettext('月', '日')\nw = f'申請'\n"
    assert list(sentences.in_python(python)) == [("", "送る"), ("", "%(n)s件"), ("月", "日")]
    template = (
        "{% if a %}\n   {% translate '送る' %}\n{% endif %}\n  {% button _('進む') %} {{ a|default:_('区') }}\n"
        "{% blocktranslate with n=b trimmed %}\n {{ n }}件\n {% endblocktranslate %}"
        "{# 申請 #}{% comment %}{% translate '見えない' %}{% endcomment %}"
    )
    assert list(sentences.in_template(template)) == [("", "送る"), ("", "進む"), ("", "区"), ("", "%(n)s件")]
    assert len({key for _, key in sentences.asked()}) > 50


def test_planted_faults_are_caught() -> None:
    text = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "%(n)s件"\nmsgstr "%(m)s items"\n\n'
        '#, fuzzy\nmsgid "送る"\nmsgstr "Send"\n\n'
        'msgid "進む"\nmsgstr ""\n\nmsgid "戻る"\nmsgstr "Back"\n'
    )
    catalogue = read_po(BytesIO(text.encode()))
    assert sentences.translated(catalogue) == {("", "%(n)s件"), ("", "戻る")}
    assert [mistake.split(":")[0] for mistake in sentences.mistakes(catalogue)] == [
        "other places for values than in '%(n)s件'",
        "fuzzy",
    ]
    assert list(unreadable(ast.parse("_(f'{a}件')\n_('件' + a)\n_('件')"))) == [1, 2]
    assert sentences.entry(("", '「"」')) == 'msgid "「\\"」"\nmsgstr ""\n'
