"""Campaigns: what is planned, every time it goes out, to whom, and how far each batch has come."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yakuba.identity.api import Section
from yakuba.messaging.models.campaign_templates import CampaignTemplate
from yakuba.messaging.models.line import LineChannel


class Campaign(models.Model):
    """A message to many, as it is planned. Changing anything counts `version` up and takes back the approval.

    `rules` is the segment it goes to, `ways` the order in which ways are tried, `words` the sealed texts. `next_at`
    is when it goes out next: set only while it is approved.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "下書き"
        ASKED = "asked", "承認待ち"
        APPROVED = "approved", "承認済み"
        STOPPED = "stopped", "停止"
        DONE = "done", "終了"

    id = models.AutoField(primary_key=True)
    title = models.CharField(max_length=100)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    topic = models.SmallIntegerField()
    rules = models.JSONField()
    ways = ArrayField(models.SmallIntegerField())
    words = models.BinaryField()
    urgent = models.BooleanField(default=False)
    repeat = models.CharField(max_length=10)
    first_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    date_kind = models.CharField(max_length=60, blank=True)
    days_before = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    approved_label = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    template = models.ForeignKey(CampaignTemplate, null=True, on_delete=models.PROTECT, related_name="+")
    """What it was begun from."""
    account = models.ForeignKey(LineChannel, null=True, on_delete=models.PROTECT, related_name="+")
    """The official account it is sent from at LINE; None for the ward's first."""
    files_days = models.SmallIntegerField(default=30)
    """How many days after sending the link to its files opens them."""

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="messaging_campaign_due"
            ),
            models.Index(fields=["-changed_at"], name="messaging_campaign_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=models.F("asked_by")),
                name="messaging_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(state="approved"), name="messaging_due_is_approved"
            ),
        ]


class Run(models.Model):
    """One time that a campaign goes out. `occurrence` makes it one: the same time of a campaign is run once.

    Words, segment in words and ways are copies: what was approved is what leaves. `public_id` names the page that
    says why it came. `recipients` is counted once, when they are frozen.
    """

    class State(models.TextChoices):
        SENDING = "sending", "送信中"
        PAUSED = "paused", "一時停止（設定の誤り）"
        STOPPED = "stopped", "停止"
        DONE = "done", "送信済み"

    id = models.AutoField(primary_key=True)
    public_id = models.UUIDField(unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="runs")
    occurrence = models.CharField(max_length=60)
    test = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices)
    topic = models.SmallIntegerField()
    sender = models.CharField(max_length=200)
    """The section's name as it was."""
    senders = models.JSONField(default=dict)
    """Language → the section's name in it."""
    why = models.JSONField()
    """Language → segment in words; `facts`: numbers of the facts it looked at."""
    words = models.BinaryField()
    ways = ArrayField(models.SmallIntegerField())
    urgent = models.BooleanField(default=False)
    recipients = models.IntegerField(default=0)
    unit = models.CharField(max_length=30, blank=True)
    """The name under which LINE counts who opens it; "" where it does not."""
    opened = models.IntegerField(null=True)
    pressed = models.IntegerField(null=True)
    opened_asked_at = models.DateTimeField(null=True)
    """When LINE was last asked how many opened it and pressed a link in it."""
    last_error = models.CharField(max_length=300, blank=True)
    frozen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=200, blank=True)
    forgotten_at = models.DateTimeField(null=True)
    account = models.ForeignKey(LineChannel, null=True, on_delete=models.PROTECT, related_name="+")
    """The account it is sent from at LINE; None where none was in use."""
    files_token = models.CharField(max_length=40, blank=True)
    """What nobody can guess in the link to its files; "" for none."""
    files_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "occurrence"], name="messaging_run_once"),
            models.UniqueConstraint(
                fields=["files_token"], condition=~Q(files_token=""), name="messaging_run_files"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="sending"), name="messaging_run_open"),
            models.Index(
                fields=["frozen_at"], condition=Q(forgotten_at=None), name="messaging_run_to_forget"
            ),
        ]

    def sender_in(self, language: str) -> str:
        """The section's name in a language; in Japanese where it had no other."""
        return self.senders.get(language) or self.sender


class Batch(models.Model):
    """Up to 500 people of a run who get the same words by the same way, frozen with its members.

    A call to LINE is repeated with the same members under the same retry key, so it arrives once. `done` is how many
    members a way that takes one after the other (mail, SMS) has dealt with; `failed` how many of them it could not
    reach. `line` is the worker's place while one has it in its hands. `unsure` says that a call was made of which nobody
    knows the answer: whoever is refused afterwards may have it already, so they are told by no other way. Of a way that
    takes one after the other this concerns the member at `done` alone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "送信待ち"
        SENT = "sent", "受け付けられた"
        REFUSED = "refused", "断られた"
        UNKNOWN = "unknown", "分からない"
        LISTED = "listed", "一覧にした"
        STOPPED = "stopped", "止めた"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="batches")
    number = models.IntegerField()
    way = models.SmallIntegerField()
    language = models.CharField(max_length=10)
    silent = models.BooleanField()
    members = ArrayField(models.IntegerField())
    size = models.IntegerField()
    done = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    unsure = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=10, choices=State.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried = models.DateTimeField(null=True)
    next_try = models.DateTimeField(null=True)
    line = models.CharField(max_length=20, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=80, blank=True)
    """What LINE called the call it accepted."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="messaging_batch_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_try__isnull=False)
                | (~Q(state="waiting") & Q(next_try__isnull=True)),
                name="messaging_batch_due_or_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "next_try"], condition=Q(next_try__isnull=False), name="messaging_batch_due"
            ),
            models.Index(fields=["line"], condition=~Q(line=""), name="messaging_batch_held"),
        ]


class Addressee(models.Model):
    """The ledger: one row for each person and run, and no second one. `fate` is that of the batch unless said. The last
    three stand only while a worker has the batch in its hands: whoever takes it over after a death settles them.

    Neither key is checked row by row by the database (a third of the time of a freeze): rows come from the tables
    they name by one statement, and a reader who leaves is forgotten here only by number.
    """

    class Fate(models.IntegerChoices):
        AS_BATCH = 0, "束のとおり"
        REFUSED = 1, "どの経路でも届かない"
        BOUNCED = 2, "あとで戻ってきた"
        FORGOTTEN = 3, "送る前に登録が消えた"
        NEXT = 4, "次の経路へ回すところ"
        LATER = 5, "あとでもう一度試すところ"
        DOUBT = 6, "届いたか分からないところ"

    pk = models.CompositePrimaryKey("run_id", "reader_id")
    run_id = models.IntegerField()
    reader_id = models.IntegerField()
    batch = models.IntegerField()
    fate = models.SmallIntegerField(choices=Fate.choices, default=Fate.AS_BATCH)


class Personal(models.Model):
    """What a reminder says of one person (a date and what falls due then), sealed, beside the ledger."""

    pk = models.CompositePrimaryKey("run_id", "reader_id")
    run_id = models.IntegerField()
    reader_id = models.IntegerField()
    day = models.DateField()
    what = ArrayField(models.BinaryField())
