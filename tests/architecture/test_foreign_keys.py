"""Foreign keys point down or stay at home, to shown models, without a way back, and never sweep rows away."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture import house
from yakuba.identity.models import Account, Resident, Role
from yakuba.kernel.models import StoredFile


def faults(model: type[models.Model]) -> Iterator[str]:
    """What is wrong with the relations of one model."""
    for private in model._meta.private_fields:
        yield f"{model._meta.label}.{private.name}: no generic foreign keys"
    for field in model._meta.get_fields(include_hidden=True):
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.model is model:
            yield from (f"{model._meta.label}.{field.name}: {fault}" for fault in relation(field))


def relation(field: Any) -> Iterator[str]:
    """What is wrong with one foreign key or many-to-many field."""
    target = field.remote_field.model
    home, abroad = field.model._meta.app_label, target._meta.app_label
    on_delete = getattr(field.remote_field, "on_delete", models.PROTECT)
    if home == abroad:
        if on_delete not in (models.PROTECT, models.CASCADE):
            yield "within a module PROTECT or CASCADE"
        return
    if abroad not in house.floors():
        yield f"points to {target._meta.label}, which is no model of the house"
        return
    if not house.below(abroad, home):
        yield f"points to {target._meta.label}, which is not on a lower floor"
    if abroad not in house.doorless() and target.__name__ not in shown(abroad):
        yield f"points to {target._meta.label}, which yakuba.{abroad}.api does not show"
    if field.remote_field.related_name != "+":
        yield f'the lower module would know of it: related_name="+" (points to {target._meta.label})'
    if on_delete is not models.PROTECT:
        yield f"rows of {target._meta.label} are protected: on_delete=PROTECT"


def shown(module: str) -> list[str]:
    """The names a door shows."""
    return list(getattr(house.door(module), "__all__", ()))


def of_the_house() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in house.floors()]


def test_relations_keep_the_rules() -> None:
    assert len(of_the_house()) > 10
    house.none([fault for model in of_the_house() for fault in faults(model)])


def test_nobody_uses_content_types() -> None:
    users = [
        house.named(path) for path in house.sources() for _, text in imported(path) if "contenttypes" in text
    ]
    house.none(users)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import of a file."""
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


def key(target: type[models.Model], on_delete: Any = models.PROTECT, related_name: str = "+") -> Any:
    return models.ForeignKey(target, on_delete=on_delete, related_name=related_name)


@pytest.mark.parametrize(
    ("label", "target", "arguments", "caught"),
    [
        ("cases", Resident, {"related_name": "cases"}, 'related_name="+"'),
        ("cases", Resident, {"on_delete": models.CASCADE}, "on_delete=PROTECT"),
        ("cases", Role, {}, "does not show"),
        ("kernel", Resident, {}, "not on a lower floor"),
        ("identity", Account, {"on_delete": models.SET_NULL}, "within a module"),
    ],
)
def test_a_planted_key_is_caught(
    label: str, target: type[models.Model], arguments: dict[str, Any], caught: str
) -> None:
    with isolate_apps():
        meta = type("Meta", (), {"app_label": label})
        planted = type(
            "Planted",
            (models.Model,),
            {"__module__": __name__, "Meta": meta, "far": key(target, **arguments)},
        )
        assert any(caught in fault for fault in faults(planted))


def test_a_sound_key_passes() -> None:
    with isolate_apps():
        meta = type("Meta", (), {"app_label": "cases"})
        sound = type("Sound", (models.Model,), {"__module__": __name__, "Meta": meta, "far": key(StoredFile)})
        assert list(faults(sound)) == []


def test_a_generic_key_is_caught() -> None:
    with isolate_apps():
        meta = type("Meta", (), {"app_label": "cases"})
        planted = type("Planted", (models.Model,), {"__module__": __name__, "Meta": meta})
        planted._meta.private_fields.append(models.TextField(name="anything"))  # type: ignore[attr-defined]
        assert list(faults(planted)) == ["cases.Planted.anything: no generic foreign keys"]
