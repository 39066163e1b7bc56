"""The conversation on LINE: what a friend is about to say, and talks with a section's desk."""

from django.db import models
from django.db.models import Q

from yakuba.identity.api import Section, Staff
from yakuba.messaging.api import LineFriend


class LineChat(models.Model):
    """Where the conversation with one friend stands. `waiting` says what the next words are for ("": nothing).

    `about` is what they are about, sealed: the answer to a correction that waits to be confirmed. `heard_until` is the
    latest moment of an event that was answered.
    """

    class Waiting(models.TextChoices):
        NOTHING = "", "なし"
        AREA = "area", "お住まいの町"
        ANSWER = "answer", "補正の答え"
        CONFIRM = "confirm", "補正の答えの確認"

    friend = models.OneToOneField(LineFriend, primary_key=True, on_delete=models.PROTECT, related_name="+")
    waiting = models.CharField(max_length=10, blank=True, choices=Waiting.choices, default="")
    about = models.BinaryField(default=b"")
    heard_until = models.DateTimeField(null=True)


class Talk(models.Model):
    """A conversation of one friend with the desk of a section. `about` names the matter: a field or a procedure.

    `waiting_since` is the moment of the first words that no one answered; `told_closed_on` the day on which the friend
    was told last that nobody is at the desk.
    """

    friend = models.ForeignKey(LineFriend, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    told_closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_resident = models.BooleanField(default=False)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["friend"], condition=Q(closed_at=None), name="portal_talk_open_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["section", "waiting_since"], condition=Q(closed_at=None), name="portal_talk_open"
            ),
            models.Index(fields=["section", "-closed_at"], name="portal_talk_closed"),
        ]


class TalkLine(models.Model):
    """Words of a talk, sealed; empty once they were taken back or forgotten. `event` is LINE's, for words of the friend:
    the same event again is the same line. `kind` is LINE's (text, image …), or what happened between the words:
    "moved" (`words` say why, to colleagues only) and "language" (`words` name it). `section` is the one that wrote."""

    MOVED = "moved"
    LANGUAGE = "language"

    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="lines")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        Section, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    event = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=20, default="text")
    words = models.BinaryField()
    at = models.DateTimeField()
    withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["talk", "at"], name="portal_talk_lines")]

    @property
    def from_office(self) -> bool:
        """Whether somebody of the office wrote it."""
        return self.staff_id is not None
