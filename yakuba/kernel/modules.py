"""What a module says of itself to the house: which rights the Internet face has on its tables."""

from collections.abc import Mapping
from typing import ClassVar

from django.apps import AppConfig


class ModuleConfig(AppConfig):
    """A module of the house.

    `public` maps a model's name to the rights of the public database role, e.g. `"select insert"`; a list of
    columns may follow each right, `"select(id,title)"`. What is not named cannot be touched from the Internet.
    `public_rows` maps a model's name to a condition in SQL that rows must meet to be seen or written by the
    public role. `append_only` names models that neither role may change or remove.
    """

    default = False  # Django takes the one class of apps.py that says True: never this one

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    default_auto_field = "django.db.models.BigAutoField"
    public: ClassVar[Mapping[str, str]] = {}
    public_rows: ClassVar[Mapping[str, str]] = {}
    append_only: ClassVar[frozenset[str]] = frozenset()
