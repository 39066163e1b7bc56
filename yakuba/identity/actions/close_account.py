"""A resident gives their account up."""

from yakuba.identity.events import AccountClosed
from yakuba.identity.models import Fact, Resident
from yakuba.identity.permissions import OWN_ACCOUNT
from yakuba.identity.queries import account_of
from yakuba.identity.sessions import end_sessions
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce


@action(permission=OWN_ACCOUNT, audit="アカウントを消した")
def close_account(actor: Actor) -> Resident:
    """Nobody signs in with it again; address, names and remembered facts are removed, all sessions end. Announces AccountClosed.

    What was applied for stays with the office as long as the rules on records say (公文書管理の規程).
    """
    account = account_of(actor)
    resident = Resident.objects.select_for_update().get(account=account)
    Fact.objects.filter(resident=resident).delete()
    for name in ("family", "given", "family_kana", "given_kana", "email"):
        setattr(resident, name, "")
    resident.left_at = clock.now()
    resident.save()
    account.is_active = False
    account.login, account.email = f"closed-{account.pk}@", ""  # neither a staff login nor an address
    account.set_unusable_password()
    account.save()
    end_sessions(account)
    announce(AccountClosed(resident_id=resident.pk))
    return resident
