"""The procedures module as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class ProceduresConfig(ModuleConfig):
    name = "yakuba.procedures"
    label = "procedures"
