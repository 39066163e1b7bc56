"""The identity module as a Django application."""

from yakuba.kernel.modules import ModuleConfig

RESIDENTS_ONLY = "kind = 'resident'"


class IdentityConfig(ModuleConfig):
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
        "SignInAttempt": "select insert delete",
    }
    public_rows = {
        "Account": RESIDENTS_ONLY,
        "Session": "face = 'public'",
        "SignInAttempt": "face = 'public'",
    }
