"""The characters module as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class CharactersConfig(ModuleConfig):
    """Nothing of it is the Internet face's: runs hold names of persons. Search keys need no table of the database."""

    name = "yakuba.characters"
    label = "characters"

    def ready(self) -> None:
        from yakuba.characters import permissions  # noqa: F401  they register themselves
