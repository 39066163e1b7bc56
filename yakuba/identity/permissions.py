"""What may be done in identity, and by whom without a role."""

from yakuba.kernel.actor import Assurance
from yakuba.kernel.permissions import PUBLIC, RESIDENTS, Permission

READ_SECTIONS = Permission("identity.read_sections", "組織を見る", open_to=frozenset({"staff"}))
READ_STAFF = Permission("identity.read_staff", "職員と発令を見る")
MANAGE_STAFF = Permission("identity.manage_staff", "職員を登録し、発令し、サインインの手段を戻す")
MANAGE_SECTIONS = Permission("identity.manage_sections", "組織を開き、名前を変え、統合する")
OWN_SIGN_IN = Permission(
    "identity.own_sign_in",
    "自分のパスワード、二つめの手段、サインインしている端末を扱う",
    open_to=frozenset({"resident", "staff"}),
)
SIGN_IN = Permission("identity.sign_in", "サインインする", open_to=PUBLIC | {"staff"})
OPEN_ACCOUNT = Permission(
    "identity.open_account", "アカウントを作る", open_to=RESIDENTS, needs=Assurance.EMAIL
)
OWN_ACCOUNT = Permission(
    "identity.own_account",
    "自分のアカウントを変える",
    open_to=frozenset({"resident"}),
    needs=Assurance.ACCOUNT,
)
REMEMBER_FACTS = Permission(
    "identity.remember_facts", "わかったことを次の手続のために残す", open_to=frozenset({"resident"})
)
