"""The portal as a Django application."""

from yakuba.kernel.modules import ModuleConfig


class PortalConfig(ModuleConfig):
    """Of the conversation on LINE the Internet face sees when somebody talked about what, no words."""

    name = "yakuba.portal"
    label = "portal"
    public = {
        "Talk": "select(id,friend_id,about,opened_at,closed_at,forgotten_at)",
    }

    def ready(self) -> None:
        from yakuba.portal import jobs, options, permissions, reactions  # noqa: F401  they register themselves
