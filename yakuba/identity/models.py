"""Tables of identity: accounts, sessions, residents and what is known of them, sections, staff, appointments."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; the password is hashed before anything is stored."""

    def create_user(
        self, login: str, password: str | None = None, *, kind: str, email: str = ""
    ) -> "Account":
        account = self.model(login=login, kind=kind, email=email)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Something that signs in: `login` is an e-mail address for residents, a staff login for staff."""

    class Kind(models.TextChoices):
        RESIDENT = "resident", "住民"
        STAFF = "staff", "職員"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    login = models.CharField(max_length=254, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()


class Session(AbstractBaseSession):
    """A session that can be listed and revoked. `face` keeps the two networks apart, also in the database."""

    face = models.CharField(max_length=10)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    assurance = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "face"], name="identity_session_account")]

    @classmethod
    def get_session_store_class(cls) -> type:
        from yakuba.identity.sessions import SessionStore

        return SessionStore


class Resident(models.Model):
    """A person the office serves. Names are kept exactly as they were given."""

    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(max_length=100)
    given = models.CharField(max_length=100, blank=True)
    family_kana = models.CharField(max_length=100, blank=True)
    given_kana = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10, default="ja")


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
    """A part of the office that stays itself whatever it is called: 部, 課, 係, 出張所."""

    class Kind(models.TextChoices):
        WARD = "ward", "区"
        BUREAU = "bureau", "部"
        SECTION = "section", "課"
        TEAM = "team", "係"
        BRANCH = "branch", "出張所・事務所"

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")


class SectionTerm(models.Model):
    """A section's name and place in the tree over a period; `until` is the first day it no longer held."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=100)
    parent = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "since"], name="identity_term_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="identity_term_period"
            ),
        ]


class Staff(models.Model):
    """A member of staff."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    kana = models.CharField(max_length=100, blank=True)
    left_on = models.DateField(null=True)


class Role(models.Model):
    """A bundle of permissions, named as the office names it (担当者, 係長, 課長, 監査員)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    permissions = models.JSONField(default=list)


class Appointment(models.Model):
    """A member of staff holds a role in a section (and all below it) from a day until the day before `until`."""

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


class MailCode(models.Model):
    """A code sent to an e-mail address to find out whether its owner is there. Kept hashed, for minutes."""

    email_key = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)


class SignInAttempt(models.Model):
    """A failed attempt, counted to slow down guessing. `key` is a keyed hash of login or address."""

    face = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="identity_attempt_key")]
