"""Notices: what was said to one person, how it went out, what lies in the inbox, the office's own words."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """What was said to one person. `id` is made from `key`: the same key is the same message.

    `words` is sealed (subject, body, url) and empty once forgotten.
    """

    id = models.UUIDField(primary_key=True)
    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    words = models.BinaryField()
    written_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["written_at"], condition=Q(forgotten_at=None), name="messaging_to_forget")
        ]


class Delivery(models.Model):
    """One message on its way to one person by one channel.

    `next_try` is set as long as there is something to do. While a worker holds the row, `line` says at which place
    and `next_try` is the end of its lease: should the worker die, whoever takes the place next frees the row.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "送信待ち"
        SENT = "sent", "送信済み"
        FAILED = "failed", "再送待ち"
        GAVE_UP = "gave_up", "送れませんでした"

    class Channel(models.TextChoices):
        MAIL = "mail", "メール"
        LINE = "line", "LINE"
        PUSH = "push", "端末への通知"

    id = models.UUIDField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    key = models.CharField(max_length=220, unique=True)
    address = models.BinaryField()
    address_key = models.CharField(max_length=120, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    line = models.CharField(max_length=20, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    header_id = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    counted_from = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "next_try"], condition=Q(next_try__isnull=False), name="messaging_due"
            ),
            models.Index(fields=["line"], condition=~Q(line=""), name="messaging_held"),
            models.Index(fields=["-written_at", "id"], name="messaging_latest"),
            models.Index(fields=["state", "-written_at"], name="messaging_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "failed"), next_try__isnull=False)
                | Q(state__in=("sent", "gave_up"), next_try__isnull=True),
                name="messaging_due_or_done",
            )
        ]


class InboxItem(models.Model):
    """A message on the person's own page. `reader` is the key of an account, or of a guest by their address."""

    message = models.OneToOneField(
        Message, primary_key=True, on_delete=models.PROTECT, related_name="inbox_item"
    )
    reader = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["reader", "-written_at"], name="messaging_inbox_reader")]


class TemplateText(models.Model):
    """The office's own words for a template in one language. The highest version holds; an empty one means
    that the words shipped with the program hold again."""

    template = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    author_key = models.CharField(max_length=120)
    author_label = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "language", "version"], name="messaging_text_version")
        ]
