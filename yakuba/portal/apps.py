"""The portal as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class PortalConfig(ModuleConfig):
    name = "yakuba.portal"
    label = "portal"
