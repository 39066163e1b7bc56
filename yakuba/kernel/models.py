"""Tables of the kernel: the audit trail and its lanes, deliveries of events, stored files, options."""

import uuid

from django.db import models


class AuditEntry(models.Model):
    """One link of the trail. The database fills lane, seq, previous and digest (see migration 0002)."""

    at = models.DateTimeField()
    actor_key = models.CharField(max_length=120)
    actor_label = models.CharField(max_length=200)
    text = models.CharField(max_length=200)
    module = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    lane = models.SmallIntegerField(default=0)
    seq = models.BigIntegerField(default=0)
    previous = models.BinaryField(default=bytes)
    digest = models.BinaryField(default=bytes)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "seq"], name="kernel_audit_link")]
        indexes = [models.Index(fields=["module", "noun", "object_id", "at"], name="kernel_audit_subject")]


class AuditLane(models.Model):
    """The head of one chain; only the trigger changes it."""

    lane = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    digest = models.BinaryField()


class EventDelivery(models.Model):
    """An event that a subscriber has dealt with: the reason why a second delivery changes nothing."""

    event_id = models.UUIDField()
    event = models.CharField(max_length=80)
    subscriber = models.CharField(max_length=120)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_id", "subscriber"], name="kernel_delivered_once")
        ]


class StoredFile(models.Model):
    """A file somebody handed in or the office made. Its bytes lie in storage under a name of ours."""

    class State(models.TextChoices):
        CLEAN = "clean", "検査済み"
        UNSCANNED = "unscanned", "検査なし"
        WAITING = "waiting", "検査待ち"
        QUARANTINED = "quarantined", "隔離"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices)
    owner_key = models.CharField(max_length=120)
    stored_at = models.DateTimeField()
    kept_until = models.DateTimeField(null=True, db_index=True)


class OptionValue(models.Model):
    """What the office chose for an option that differs from its default."""

    code = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField()
