"""The menus of both faces lead to pages that are there, and ask for permissions that exist."""

from tests.architecture import house, routes
from yakuba.config import navigation
from yakuba.kernel.permissions import all_permissions

house.furnish()
Menu = tuple[navigation.Line, ...]


def misleading(menu: Menu, names: set[str], codes: set[str]) -> list[str]:
    """What is wrong with a menu."""
    lost = [f"{label} leads to {name}" for label, name, _ in menu if name not in names]
    return lost + [f"{label} asks for {code}" for label, _, code in menu if code and code not in codes]


def test_the_menus_lead_somewhere() -> None:
    codes = {permission.code for permission in all_permissions()}
    faults = []
    for face, menu in (("public", navigation.PUBLIC), ("staff", navigation.STAFF)):
        faults += misleading(menu, {route.name for route in routes.of(face)}, codes)
    house.none(faults)


def test_a_planted_line_is_caught() -> None:
    menu: Menu = (("机", "desk", "cases.read"), ("夢", "dream", "cases.dream"))
    assert misleading(menu, {"desk"}, {"cases.read"}) == ["夢 leads to dream", "夢 asks for cases.dream"]
