"""The characters module as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class CharactersConfig(ModuleConfig):
    """Nothing of it is the Internet face's: runs hold names of persons. Search keys need no table of the database.

    What was decided, and by whom, is never changed by anybody: later views are later rows.
    """

    name = "yakuba.characters"
    label = "characters"
    append_only = frozenset({"Judgement", "JudgementStep", "GaijiTable", "GaijiTableLine", "Enactment"})

    def ready(self) -> None:
        from yakuba.characters import events, jobs, options, permissions  # noqa: F401  they register themselves
