"""Templates borrow from their own module and from ui, link down or at home, hold no inline code, speak to residents in their language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, Token, TokenType

from tests.architecture import house, routes
from yakuba.ui.web import urls

UNTRANSLATED = {
    "ui/500.html": "shown when nothing works any more, translations included",
    "ui/busy.html": "shown while the database is away, and without asking it for a language",
    "ui/demo.html": "shown in demonstrations only",
}
LOOKS_UP = {
    ("ui", "sign_in"): "the shells and @page lead to the sign-in page of whichever module signs in",
    ("ui", "sign_out"): "the shells close the session of whichever module opened it",
}
"""(module, route) that may be named from a lower floor, and why."""
BORROWING = re.compile(r"""["']([^"'#]+)(?:#\w+)?["']""")
INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "inline style": re.compile(r"<style[\s>]", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "javascript: address": re.compile(r"javascript:", re.I),
}


def templates() -> Iterator[Path]:
    for path in sorted(house.HOUSE.glob("*/templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            yield path


def lexed(text: str) -> list[Token]:
    """The tokens of a template, without what stands in comments."""
    tokens, hidden = [], False
    for token in Lexer(text).tokenize():
        word = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK and word in {"comment", "endcomment"}:
            hidden = word == "comment"
        elif not hidden and token.token_type != TokenType.COMMENT:
            tokens.append(token)
    return tokens


def borrowings(module: str, text: str) -> Iterator[str]:
    """Templates extended or included that are neither the module's own nor ui's."""
    for token in lexed(text):
        verb, _, rest = token.contents.partition(" ")
        if token.token_type != TokenType.BLOCK or verb not in {"extends", "include"}:
            continue
        target = BORROWING.match(rest.strip())
        if target is None:
            if module != "ui":
                yield f"line {token.lineno}: {verb} names its template outright, not by a variable"
        elif target[1].split("/")[0] not in {module, "ui"}:
            yield f"line {token.lineno}: {verb} of {target[1]}"


def owners() -> dict[str, set[str]]:
    """Name of a route → modules whose views answer to it on either face."""
    known: dict[str, set[str]] = {}
    for face in routes.FACES:
        for route in routes.of(face):
            known.setdefault(route.name, set()).add(route.module or "identity")
    for catalogue in urls.urlpatterns:  # mounted in demonstrations only
        known.setdefault(f"{urls.app_name}:{catalogue.name}", set()).add("ui")
    return known


def misleading(module: str, name: str, known: dict[str, set[str]]) -> str:
    """What is wrong with a link of a module to the route of that name; "" if nothing."""
    if name not in known:
        return f"{name} is the name of no route"
    for home in known[name] - {module, "config"}:
        if not house.below(home, module) and (module, name) not in LOOKS_UP:
            return f"{name} belongs to {home}, which is not on a lower floor"
    return ""


def links(module: str, text: str, known: dict[str, set[str]]) -> Iterator[str]:
    """Faults of the `url` tags of a template."""
    for token in lexed(text):
        if token.token_type == TokenType.BLOCK and token.contents.startswith("url "):
            target = BORROWING.match(token.contents[4:].strip())
            fault = misleading(module, target[1], known) if target else "url names its route outright"
            if fault:
                yield f"line {token.lineno}: {fault}"


def inline(text: str) -> Iterator[str]:
    """Inline code, which the content security policy would stop."""
    bare = re.sub(r"{[%#].*?[%#]}", "", "".join(token_text(token) for token in lexed(text)), flags=re.S)
    for what, pattern in INLINE.items():
        if pattern.search(bare):
            yield what


def token_text(token: Token) -> str:
    return token.contents if token.token_type == TokenType.TEXT else ""


def language(path: Path) -> str:
    """The language of a template that stands once for each (`frame.ja-easy.txt`), "" for the others."""
    return path.stem.partition(".")[2]


def for_residents(path: Path) -> bool:
    """Whether residents see the template in the language of their choice: all but those of the staff and of the
    demonstration (the living catalogue, the mailbox, the telephones)."""
    inside = path.relative_to(house.HOUSE / house.owner(path) / "templates")
    return not (
        "staff" in inside.parts
        or "staff" in inside.stem
        or inside.as_posix() in UNTRANSLATED
        or inside.is_relative_to("messaging/mailbox")
        or inside.is_relative_to("messaging/line_sandbox")
        or inside.is_relative_to("messaging/push_sandbox")
        or language(path)
        or house.catalogue(path)
    )


def untranslated(text: str) -> Iterator[str]:
    """Japanese that stands outside of a translation tag."""
    inside = False
    for token in lexed(text):
        verb = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK:
            if verb in {"blocktranslate", "blocktrans", "endblocktranslate", "endblocktrans"}:
                inside = not verb.startswith("end")
            elif verb not in {"translate", "trans", "partialdef", "endpartialdef", "partial"}:
                yield from bare(token)
        elif token.token_type == TokenType.VAR:
            yield from bare(token)
        elif not inside:
            shown = re.sub(r"<!--.*?-->", "", token.contents, flags=re.S)
            if house.JAPANESE.search(shown):
                yield f"line {token.lineno}: {' '.join(shown.split())[:60]}"


def bare(token: Token) -> Iterator[str]:
    """Japanese in the arguments of a tag that is not marked with _()."""
    marked = re.sub(r"""_\((?:"[^"]*"|'[^']*')\)""", "", token.contents)
    for literal in re.findall(r"\"[^\"]*\"|'[^']*'", marked):
        if house.JAPANESE.search(literal):
            yield f"line {token.lineno}: {literal} without _()"


def test_templates_borrow_at_home_and_from_ui() -> None:
    house.none(faults(lambda path, text: borrowings(house.owner(path), text)))


def test_templates_link_down_or_at_home() -> None:
    known = owners()
    house.none(faults(lambda path, text: links(house.owner(path), text, known)))


def test_templates_hold_no_inline_code() -> None:
    house.none(faults(lambda _, text: inline(text)))


def test_residents_are_spoken_to_in_their_language() -> None:
    house.none(faults(lambda path, text: untranslated(text) if for_residents(path) else iter(())))


def test_what_stands_once_for_each_language_stands_in_all() -> None:
    spoken: dict[str, set[str]] = {}
    for path in templates():
        if language(path):
            spoken.setdefault(house.named(path).replace(f".{language(path)}.", ".*."), set()).add(
                language(path)
            )
    every = {code for code, _ in settings.LANGUAGES}
    assert {name: every ^ found for name, found in spoken.items() if found != every} == {}


def faults(check: object) -> list[str]:
    return [
        f"{house.named(path)}: {fault}"
        for path in templates()
        for fault in check(path, path.read_text("utf-8"))  # type: ignore[operator]
    ]


def test_python_builds_no_inline_code_either() -> None:
    found = [
        f"{house.named(path)}:{line}: {what}"
        for path in house.sources()
        for line, text in house.strings(path)
        for what in inline(text)
        if "<" in text
    ]
    house.none(found)


def test_views_draw_their_own_templates() -> None:
    strangers = [
        f"{house.named(path)}:{line}: draws {text}"
        for path in house.sources()
        for line, text in house.strings(path)
        if re.fullmatch(r"[a-z_]+/[\w/]+\.(html|txt)", text)
        and text.split("/")[0] not in {house.owner(path), "ui"}
    ]
    house.none(strangers)


def test_code_links_down_or_at_home_too() -> None:
    known = owners()
    found = [
        f"{house.named(path)}:{line}: {fault}"
        for path in house.sources()
        for line, name in reversed_names(house.tree(path))
        if (fault := misleading(house.owner(path), name, known))
    ]
    house.none(found)


def reversed_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of the routes that `reverse(…)`, `reverse_lazy(…)` and `redirect(…)` name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            name = node.args[0].value
            if (
                called in {"reverse", "reverse_lazy", "redirect"}
                and isinstance(name, str)
                and "/" not in name
            ):
                yield node.lineno, name


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ('{% extends "procedures/resident/base.html" %}', "extends of procedures"),
        ('{% include "identity/form.html" %}', "include of identity"),
        ('{% include "identity/form.html#row" %}', "include of identity"),
        ("{% include chosen %}", "outright"),
    ],
)
def test_a_planted_borrowing_is_caught(text: str, caught: str) -> None:
    assert any(caught in fault for fault in borrowings("cases", text))


def test_own_parts_pass() -> None:
    own = '{% extends "ui/shell_staff.html" %}{% include "cases/staff/row.html#cell" with a=b %}'
    assert list(borrowings("cases", own)) == []
    assert list(borrowings("cases", '{% comment %}{% include "identity/x.html" %}{% endcomment %}')) == []


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ('{% url "apply" 1 %}', "not on a lower floor"),
        ("{% url 'nowhere' %}", "no route"),
        ("{% url chosen %}", "outright"),
    ],
)
def test_a_planted_link_is_caught(text: str, caught: str) -> None:
    known = {"apply": {"procedures"}, "sign_in": {"identity"}}
    assert any(caught in fault for fault in links("cases", text, known))
    assert list(links("cases", '{% url "sign_in" %}', known)) == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<script type='module'>x()</script>",
        '<p style="color:red">',
        "<style>p{}</style>",
        '<button class="a" onclick="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_planted_inline_code_is_caught(text: str) -> None:
    assert list(inline(text))
    assert (
        list(inline('<script src="{% static "a.js" %}" defer></script><p data-style="x" class="once">')) == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "<p>申請</p>",
        '{% button "送る" %}',
        '{{ name|default:"区役所" }}',
        "{% blocktranslate %}a{% endblocktranslate %}申請",
    ],
)
def test_a_planted_bare_sentence_is_caught(text: str) -> None:
    assert list(untranslated(text))


def test_translated_sentences_pass() -> None:
    sound = (
        '{% translate "送る" %}{% button _("送る") %}{{ name|default:_("区役所") }}{# 申請 #}<!-- 申請 -->'
        "{% blocktranslate trimmed %}送る{% endblocktranslate %}{% comment %}申請{% endcomment %}"
    )
    assert list(untranslated(sound)) == []
