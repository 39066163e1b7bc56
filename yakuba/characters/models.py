"""Conversions of all persons at once, and what they found."""

from django.db import models

from yakuba.characters.rules.outcomes import STATUS_LABELS, TARGET_LABELS, Kind, Status, Target
from yakuba.characters.rules.relations import LABELS, Rule


class ConversionRun(models.Model):
    """One dry run over many names: to which set, by which lists and rules, and how many came out how."""

    label = models.CharField(max_length=200)
    target = models.CharField(max_length=20, choices=[(one.value, TARGET_LABELS[one]) for one in Target])
    weakest = models.CharField(max_length=20, choices=[(one.value, LABELS[one]) for one in Rule])
    tables = models.TextField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    ambiguous = models.PositiveIntegerField()
    impossible = models.PositiveIntegerField()
    invalid = models.PositiveIntegerField()


class Difference(models.Model):
    """A person whose name does not stay as it is: by the key of whoever brought it, before, after, and why.

    `after` is empty while a person has to decide; `detail` has every change with its rules and every doubt.
    """

    run = models.ForeignKey(ConversionRun, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    status = models.CharField(max_length=20, choices=[(one.value, STATUS_LABELS[one]) for one in Status])
    before = models.TextField()
    after = models.TextField(blank=True)
    detail = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["run", "status", "id"], name="characters_difference_list")]


class OpenCharacter(models.Model):
    """A character of a run that nothing decides, once for all persons who have it: the queue of the workshop."""

    run = models.ForeignKey(ConversionRun, on_delete=models.PROTECT, related_name="+")
    element = models.TextField()
    glyph = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=20, choices=[(one.value, one.name) for one in Kind])
    sentence = models.TextField()
    candidates = models.JSONField()
    persons = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "element", "kind"], name="characters_open_once"),
        ]
