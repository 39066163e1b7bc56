"""Campaign templates: words that a section writes once and begins campaigns from; every version is kept."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yakuba.identity.api import Section


class CampaignTemplate(models.Model):
    """What a section says again and again. `texts` is language → subject, body, sms, with places such as `{会場}`.

    It holds nothing of any person, so its words are not sealed. `topic` 0 is left to whoever uses it. A retired one is
    kept and can be taken back into use.
    """

    id = models.AutoField(primary_key=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    topic = models.SmallIntegerField(default=0)
    ways = ArrayField(models.SmallIntegerField())
    texts = models.JSONField()
    files_allowed = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-changed_at", "-id"], name="messaging_pattern_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "name"], condition=Q(retired_at=None), name="messaging_pattern_name"
            )
        ]


class CampaignTemplateVersion(models.Model):
    """A template as it was after one change, and who made it. Never altered."""

    template = models.ForeignKey(CampaignTemplate, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    topic = models.SmallIntegerField()
    ways = ArrayField(models.SmallIntegerField())
    texts = models.JSONField()
    files_allowed = models.BooleanField()
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "version"], name="messaging_pattern_version")
        ]
