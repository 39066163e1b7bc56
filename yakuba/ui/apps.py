"""The user interface as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class UiConfig(ModuleConfig):
    name = "yakuba.ui"
    label = "ui"
