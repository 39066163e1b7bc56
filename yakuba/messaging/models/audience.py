"""Who can be told something: readers, by which ways, what they asked for and what the ward may look at; segments."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yakuba.identity.api import Resident, Section
from yakuba.messaging.models.line import LineFriend


class Reader(models.Model):
    """One person whom campaigns can reach: an account, a guest with a verified address, a friend on LINE.

    Rows are short and hold no name and no address: every count of a segment reads all of them, and what it looks at
    most stands first in the row. `declared_*` is what
    the person said, `held_*` what the ward holds on a legal basis, with the facts it came from. 町丁目 and topics are
    the numbers of the ward pack; a birth is year * 12 + month - 1. `ways` is the sum of `Way.bit`. `rounding` is
    random and rounds the numbers that are shown (rules/figures.py).
    """

    id = models.AutoField(primary_key=True)
    ways = models.SmallIntegerField(default=0)
    rounding = models.SmallIntegerField()
    quiet_from = models.SmallIntegerField(default=0)
    quiet_until = models.SmallIntegerField(default=0)
    """Hours in which a message arrives without a sound; the same twice: none."""
    tester = models.BooleanField(default=False)
    wants_none = models.BooleanField(default=False, db_default=False)
    """Whether an account had everything removed: then nothing is gathered for it until it chooses again."""
    changed_at = models.DateTimeField()
    declared_chome = models.SmallIntegerField(null=True)
    held_chome = models.SmallIntegerField(null=True)
    language = models.CharField(max_length=10, default="ja")
    topics = ArrayField(models.SmallIntegerField(), default=list)
    declared_births = ArrayField(models.IntegerField(), default=list)
    held_births = ArrayField(models.IntegerField(), default=list)
    declined = ArrayField(models.SmallIntegerField(), default=list)
    held_facts = ArrayField(models.SmallIntegerField(), default=list)
    resident = models.OneToOneField(Resident, null=True, on_delete=models.PROTECT, related_name="+")
    friend = models.OneToOneField(LineFriend, null=True, on_delete=models.PROTECT, related_name="+")
    mail_key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 - unique among those that have one


class ReaderAddress(models.Model):
    """Where a reader is reached by a way that has an address of its own (mail, SMS): sealed."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="addresses")
    way = models.SmallIntegerField()
    address = models.BinaryField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "way"], name="messaging_address_once"),
        ]


class PushDevice(models.Model):
    """A browser in which a reader wants notifications (Web Push). Where it is reached and its keys are sealed; `key` is a
    keyed digest of them, by which it is found and the same browser registers once. `name` is a browser's kind, no more.
    """

    id = models.UUIDField(primary_key=True)
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="devices")
    key = models.CharField(max_length=64, unique=True)
    subscription = models.BinaryField()
    name = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()


class ReaderDate(models.Model):
    """A day that matters to a reader (a deadline), kept by the module that knows it, for reminders before it.

    `kind` is declared by that module (`procedures.deadline`); `key` names the thing, so that the same thing again
    moves its day. `what` is sealed: its name as the reminder says it.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    day = models.DateField()
    what = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "reader"], name="messaging_date_once")]
        indexes = [models.Index(fields=["kind", "day"], name="messaging_date_day")]


class Segment(models.Model):
    """Conditions that an officer keeps under a name, to use again. A campaign takes a copy."""

    name = models.CharField(max_length=100)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    rules = models.JSONField()
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "name"], name="messaging_segment_name")]
