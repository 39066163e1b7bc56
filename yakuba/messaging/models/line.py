"""LINE: channels (公式アカウント), friends, what they did, and the one-time words of linking an account."""

from django.db import models
from django.db.models import F, Q

from yakuba.identity.api import Resident


class LineChannel(models.Model):
    """One official account. `secret` and `token` are sealed; `destination` is the account's own id in webhooks.

    `friends`, `blocked` and the quota are kept as they change, never counted on the way of a message.
    """

    class State(models.TextChoices):
        UNCHECKED = "unchecked", "確認しています"
        WELL = "well", "つながっています"
        REFUSED = "refused", "つながりません"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    channel_id = models.CharField(max_length=40)
    secret = models.BinaryField()
    token = models.BinaryField()
    api_base = models.CharField(max_length=200)
    data_base = models.CharField(max_length=200)
    active = models.BooleanField(default=True)
    destination = models.CharField(max_length=60, blank=True, db_index=True)
    basic_id = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNCHECKED)
    checked_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=300, blank=True)
    friends = models.PositiveIntegerField(default=0)
    blocked = models.PositiveIntegerField(default=0)
    quota = models.PositiveIntegerField(null=True)
    used = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    app_url = models.CharField(max_length=100, blank=True)
    """LINE's address of our pages inside LINE (MINI App, LIFF): `https://miniapp.line.me/<id>`; "" for plain links."""
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()


class LineFriend(models.Model):
    """A person who met a channel. The id is sealed and found by a keyed hash; their name at LINE is not kept.

    `decided_by` is the event after which `followed` holds as it does: an older one that comes later changes nothing.
    """

    channel = models.ForeignKey(LineChannel, on_delete=models.PROTECT, related_name="+")
    user_key = models.CharField(max_length=64)
    user_id = models.BinaryField()
    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, default="ja")
    line_only = models.BooleanField(default=False)
    """Whether the resident wants notices here and no mails besides."""
    followed = models.BooleanField(default=True)
    followed_at = models.DateTimeField(null=True)
    blocked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "user_key"], name="messaging_line_friend"),
            models.CheckConstraint(
                condition=Q(resident=None, linked_at=None)
                | Q(resident__isnull=False, linked_at__isnull=False),
                name="messaging_line_linked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["resident"], condition=Q(resident__isnull=False), name="messaging_line_resident"
            ),
            models.Index(
                fields=["blocked_at"], condition=Q(blocked_at__isnull=False), name="messaging_line_blocked"
            ),
            models.Index(
                fields=["channel", "id"], condition=Q(followed=True), name="messaging_line_followed"
            ),
        ]


class LineEvent(models.Model):
    """One thing that LINE reported. `body` is the report, sealed; empty once forgotten or taken back by its writer.

    The id that LINE gives decides what is one event: a report that comes again meets itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "処理待ち"
        DONE = "done", "処理済み"
        IGNORED = "ignored", "対象外"
        FAILED = "failed", "処理できず"

    channel = models.ForeignKey(LineChannel, on_delete=models.PROTECT, related_name="+")
    webhook_event_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    message_id = models.CharField(max_length=40, blank=True)
    friend = models.ForeignKey(LineFriend, null=True, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(
                fields=["occurred_at", "id"], condition=Q(state="waiting"), name="messaging_line_waiting"
            ),
            models.Index(
                fields=["channel", "message_id"], condition=~Q(message_id=""), name="messaging_line_message"
            ),
            models.Index(fields=["received_at"], condition=~Q(body=b""), name="messaging_line_old"),
        ]


class LineNonce(models.Model):
    """A word that a signed-in resident takes to LINE and that LINE brings back: the two are one person.

    Kept as a digest; used once, within ten minutes.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(used_at__lte=F("until")), name="messaging_line_nonce"
            )
        ]
