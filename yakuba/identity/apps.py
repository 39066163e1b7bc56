"""The identity module as a Django application."""

from yakuba.kernel.modules import ModuleConfig

RESIDENTS_ONLY = "kind = 'resident'"
PUBLIC_FACE = "face = 'public'"


class IdentityConfig(ModuleConfig):
    """Residents and sections are the Internet's to read; staff, roles, appointments, second factors are not."""

    name = "yakuba.identity"
    label = "identity"
    public = {
        "Account": "select insert update",
        "Session": "select insert update delete",
        "Resident": "select insert update",
        "Fact": "select insert update delete",
        "Section": "select",
        "SectionTerm": "select",
        "MailCode": "select insert update delete",
        "Attempt": "select insert delete",
    }
    public_rows = {
        "Account": RESIDENTS_ONLY,
        "Session": PUBLIC_FACE,
        "Attempt": PUBLIC_FACE,
    }

    def ready(self) -> None:
        from yakuba.identity import jobs, options, permissions  # noqa: F401  they register themselves
