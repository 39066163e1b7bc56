"""Files of a campaign: what is put to it, and what one run of it shows by its link."""

from django.db import models

from yakuba.kernel.models import StoredFile
from yakuba.messaging.models.campaigns import Campaign, Run


class CampaignFile(models.Model):
    """A file that goes with a campaign as a link, never inside a message."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "file"], name="messaging_campaign_file_once")
        ]


class RunFile(models.Model):
    """A file as one run shows it. `downloads` is how often it was opened; nobody notes by whom."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="files")
    number = models.SmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="messaging_run_file_once")]
