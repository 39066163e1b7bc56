"""Tables of procedures: the catalogue with its versions, drafts, submissions and their amendments."""

from datetime import date

from django.db import models
from django.db.models import Q

from yakuba.kernel.clock import TOKYO


class Procedure(models.Model):
    """A procedure (手続) as residents know it. Its content stands in versions; `current` is the open one."""

    slug = models.SlugField(max_length=60, unique=True)
    section = models.ForeignKey("identity.Section", on_delete=models.PROTECT, related_name="+")
    current = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")


class Version(models.Model):
    """One state of a definition (`rules.definition`, format 1). Once published it never changes."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedures_version_once")
        ]


class Draft(models.Model):
    """An application being written. `token` is the secret of the browser that began it (stored hashed);
    `owner_key` is the guest or resident it belongs to, once they said who they are.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    owner_key = models.CharField(max_length=120, blank=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    prefilled = models.JSONField(default=dict)
    done_pages = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner_key"],
                name="procedures_draft_owner",
                condition=Q(submitted_at__isnull=True),
            )
        ]


class Submission(models.Model):
    """An application as it arrived. One draft becomes one submission, however often the button is pressed."""

    key = models.UUIDField(unique=True)
    draft_hash = models.CharField(max_length=64, unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=30, unique=True)
    resident = models.ForeignKey("identity.Resident", null=True, on_delete=models.PROTECT, related_name="+")
    owner_key = models.CharField(max_length=120, blank=True, db_index=True)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    answers = models.JSONField()
    received_at = models.DateTimeField()

    @property
    def arrived_on(self) -> date:
        """The day of arrival in Tokyo, from which ages and dates such as "today" in the definition are counted."""
        return self.received_at.astimezone(TOKYO).date()


class Amendment(models.Model):
    """The answers after a correction (補正); the submission itself stays as it arrived."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    amended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="procedures_amendment_once")
        ]
