"""Tables of identity: accounts, sessions, residents and what is known of them, sections, staff, appointments."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from yakuba.identity.remembered import changed
from yakuba.kernel import clock


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; the password is hashed before anything is stored, None lets nobody in."""

    def create_user(
        self, login: str, password: str | None = None, *, kind: str, email: str = ""
    ) -> "Account":
        account = self.model(login=login, kind=kind, email=email, created_at=clock.now())
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Something that signs in: `login` is an e-mail address in lower case for residents, a staff login for staff.

    A staff login holds no @, so that the two kinds never meet and the Internet face learns nothing of staff.
    """

    class Kind(models.TextChoices):
        RESIDENT = "resident", "住民"
        STAFF = "staff", "職員"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    login = models.CharField(max_length=254, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    password_is_initial = models.BooleanField(default=False)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="staff") | ~Q(login__contains="@"), name="identity_staff_login"
            )
        ]


class Session(models.Model):
    """A session that can be listed and revoked. `face` keeps the two networks apart, also in the database.

    `key_digest` is a digest of what the cookie says: whoever reads the table cannot take a session over.
    An assurance of 0 is a session in which nobody has signed in yet (or not with the second factor).
    """

    key_digest = models.CharField(max_length=64, unique=True)
    face = models.CharField(max_length=10)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    assurance = models.PositiveSmallIntegerField(default=0)
    data = models.JSONField(default=dict)
    device = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class Resident(models.Model):
    """A person the office serves. Names are kept exactly as they were given."""

    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT, related_name="resident")
    family = models.CharField(max_length=100, blank=True)
    given = models.CharField(max_length=100, blank=True)
    family_kana = models.CharField(max_length=100, blank=True)
    given_kana = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10, default="ja")
    sample_key = models.SlugField(max_length=60, unique=True, null=True)  # noqa: DJ001 - unique among those that have one
    left_at = models.DateTimeField(null=True)

    @property
    def name(self) -> str:
        """Family and given name as people write them."""
        return f"{self.family} {self.given}".strip()


class Fact(models.Model):
    """What the office knows of a resident already: a code (`person.name`), a value, where it came from, when."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    value = models.JSONField()
    source = models.CharField(max_length=100)
    known_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resident", "code"], name="identity_fact_once")]


class Section(models.Model):
    """A part of the office that stays itself whatever it is called; where it went on as another, `successor`."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "部"
        DIVISION = "division", "課"
        UNIT = "unit", "係"
        OFFICE = "office", "出張所・事務所"
        BUREAU = "bureau", "事務局"

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; what this process remembers of the organisation is out of date."""
        super().save(*args, **kwargs)
        changed()


class SectionTerm(models.Model):
    """A section's name and place in the tree over a period; `until` is the first day it no longer held."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    name_easy = models.CharField(max_length=100, blank=True)
    """The name in やさしい日本語; "" where the Japanese one is used, as for the English."""
    parent = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=100, blank=True)
    sign = models.CharField(max_length=20, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "since"], name="identity_term_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="identity_term_period"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; what this process remembers of the organisation is out of date."""
        super().save(*args, **kwargs)
        changed()


class Staff(models.Model):
    """A member of staff. `rights_version` goes up with everything that changes what they may do."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="staff")
    family = models.CharField(max_length=100)
    given = models.CharField(max_length=100, blank=True)
    family_kana = models.CharField(max_length=100, blank=True)
    given_kana = models.CharField(max_length=100, blank=True)
    search_key = models.CharField(max_length=800, blank=True)
    rights_version = models.PositiveIntegerField(default=1)
    left_on = models.DateField(null=True)

    @property
    def name(self) -> str:
        """Family and given name as people write them."""
        return f"{self.family} {self.given}".strip()


class Role(models.Model):
    """A bundle of permissions, named as the office names it (担当, 決裁者, 監査), and how far it reaches."""

    class Reach(models.TextChoices):
        SECTION = "section", "その課だけ"
        BELOW = "below", "その課と、下の係・事務所"
        WARD = "ward", "全庁"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    help = models.CharField(max_length=400, blank=True)
    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.BELOW)
    permissions = models.JSONField(default=list)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; what this process remembers of the organisation is out of date."""
        super().save(*args, **kwargs)
        changed()


class Appointment(models.Model):
    """A member of staff holds a role in a section from a day until the day before `until`."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="appointments")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "section", "role", "since"], name="identity_appointment_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="identity_appointment_period"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; what this process remembers of the organisation is out of date."""
        super().save(*args, **kwargs)
        changed()


class MailCode(models.Model):
    """A code sent to an e-mail address to find out whether its owner reads it.

    Kept for minutes: the code and the link as keyed hashes, the address sealed.
    """

    email_key = models.CharField(max_length=64, db_index=True)
    email_sealed = models.CharField(max_length=600)
    code_hash = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64, unique=True)
    next_path = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)


class Attempt(models.Model):
    """An attempt that is counted to slow down guessing and flooding. `key` is a keyed hash."""

    face = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="identity_attempt_key"),
            models.Index(fields=["at"], name="identity_attempt_at"),
        ]
