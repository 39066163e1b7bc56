"""The procedures module as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class ProceduresConfig(ModuleConfig):
    name = "yakuba.procedures"
    label = "procedures"
    public = {
        "Procedure": "select",
        "Version": "select",
        "Draft": "select insert update",
        "Submission": "select insert",
        "Amendment": "select insert",
    }
    append_only = frozenset({"Submission", "Amendment"})

    def ready(self) -> None:
        from yakuba.procedures import jobs, options, reactions  # noqa: F401  they register themselves
