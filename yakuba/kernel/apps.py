"""The kernel as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class KernelConfig(ModuleConfig):
    name = "yakuba.kernel"
    label = "kernel"
    public = {
        "AuditEntry": "select(id) insert",
        "EventDelivery": "",
        "StoredFile": "select insert update",
        "OptionValue": "select",
    }
    append_only = frozenset({"AuditEntry", "AuditLane"})

    def ready(self) -> None:
        from yakuba.kernel import events, sweeping  # noqa: F401  jobs register themselves
