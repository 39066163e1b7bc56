"""The messaging module as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class MessagingConfig(ModuleConfig):
    name = "yakuba.messaging"
    label = "messaging"
