"""The cases module as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class CasesConfig(ModuleConfig):
    name = "yakuba.cases"
    label = "cases"
