"""Ward packs: read whole, mistakes named with file and place, all at once."""

import tomllib
from typing import Any

import pytest

from yakuba.identity.rules.pack import ORGANIZATION, RESIDENTS, ROLES, STAFF, Pack, read_pack

GOOD = {
    ORGANIZATION: """
        [[section]]
        code = "policy"
        name = "政策経営部"
        kind = "department"
        from = 2010-04-01
        [[section]]
        code = "old"
        name = "情報管理課"
        kind = "division"
        parent = "policy"
        from = 2010-04-01
        until = 2025-03-31
        successor = "new"
        [[section]]
        code = "new"
        name = "情報政策課"
        kind = "division"
        parent = "policy"
        from = 2025-04-01
        sign = "豊政情"
    """,
    ROLES: """
        [[role]]
        code = "officer"
        label = "担当"
        reach = "below"
        permissions = ["cases.read"]
    """,
    STAFF: """
        [[staff]]
        login = "yamada"
        family = "山田"
        appointments = [{ section = "old", role = "officer", from = 2024-04-01, until = 2025-03-31 }]
    """,
    RESIDENTS: """
        [[resident]]
        key = "hanako"
        family = "葛󠄀城"
        email = "hanako@example.jp"
        birth = 1992-05-14
        language = "easy"
        account = true
    """,
}


def read(**changed: str) -> tuple[Pack, list[str]]:
    """The good pack with some files replaced."""
    names = {"organization": ORGANIZATION, "roles": ROLES, "staff": STAFF, "residents": RESIDENTS}
    files: dict[str, Any] = {name: tomllib.loads(text) for name, text in GOOD.items()}
    for key, text in changed.items():
        files[names[key]] = tomllib.loads(text)
    return read_pack(files, permissions=["cases.read"])


def test_good_pack_is_read_whole() -> None:
    pack, mistakes = read()
    assert mistakes == []
    assert [one.code for one in pack.sections] == ["policy", "old", "new"]
    assert str(pack.sections[1].until) == "2025-04-01", "the last day of the file becomes the first day after"
    assert pack.staff[0].appointments[0].section == "old"
    assert pack.residents[0].facts["person.birth"] == "1992-05-14"
    assert pack.residents[0].facts["person.name"]["family"] == "葛󠄀城", "kept as written, selector and all"
    assert pack.residents[0].language == "ja-easy"


SECTION = '[[section]]\ncode = "a"\nname = "課"\nkind = "division"\nfrom = 2020-04-01\n'
ROLE = '[[role]]\ncode = "r"\nlabel = "役"\npermissions = []\n'
PERSON = '[[staff]]\nlogin = "yamada"\nfamily = "山田"\n'


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("organization", SECTION.replace("division", "club"), "kind は department、division"),
        ("organization", SECTION.replace('name = "課"', "name = 3"), "name は文字で書いてください"),
        ("organization", SECTION.replace('name = "課"\n', ""), "name がありません"),
        ("organization", SECTION.replace("2020-04-01", '"2020-04-01"'), "日付で書いてください"),
        ("organization", SECTION + "until = 2019-04-01\n", "until が from より前です"),
        ("organization", SECTION + 'parent = "b"\n', "parent の「b」がこのファイルにありません"),
        ("organization", SECTION + 'parent = "a"\n', "parent の「a」がこのファイルにありません"),
        ("organization", SECTION + 'successor = "a"\n', "successor の「a」がこのファイルにありません"),
        ("organization", SECTION + SECTION, "期間が重なっています"),
        (
            "organization",
            SECTION + 'parent = "b"\n' + SECTION.replace('"a"', '"b"') + 'parent = "a"\n',
            "parent をたどると",
        ),
        ("organization", "section = 1\n", "表の並びにしてください"),
        ("roles", ROLE.replace("[]", '["cases.fly"]'), "「cases.fly」という許可はありません"),
        ("roles", ROLE.replace("[]", "3"), "permissions は文字の並び"),
        ("roles", ROLE + 'reach = "moon"\n', "reach は section、below、ward"),
        ("roles", ROLE + ROLE, "code が重なっています"),
        ("staff", PERSON.replace("yamada", "Yamada"), "login は半角"),
        ("staff", PERSON + PERSON, "login が重なっています"),
        (
            "staff",
            PERSON + 'appointments = [{ section = "x", role = "officer", from = 2024-04-01 }]\n',
            "section の「x」",
        ),
        (
            "staff",
            PERSON + 'appointments = [{ section = "new", role = "x", from = 2024-04-01 }]\n',
            "role の「x」",
        ),
        ("residents", '[[resident]]\nkey = "k"\nfamily = "f"\n', "email がありません"),
        (
            "residents",
            '[[resident]]\nkey = "k"\nfamily = "f"\nemail = "e"\nbirth = 1\n',
            "birth は 1992-05-14",
        ),
        (
            "residents",
            '[[resident]]\nkey = "k"\nfamily = "f"\nemail = "e"\nlanguage = "xx"\n',
            "language は ja、easy、en",
        ),
    ],
)
def test_every_mistake_is_named_with_its_file(file: str, text: str, told: str) -> None:
    _pack, mistakes = read(**{file: text})
    assert any(told in one and one.startswith(f"{file}.toml の ") for one in mistakes), mistakes


def test_all_mistakes_are_named_at_once() -> None:
    _pack, mistakes = read(organization=SECTION + 'parent = "b"\n', roles=ROLE.replace("[]", '["x.y"]'))
    assert len(mistakes) >= 2
