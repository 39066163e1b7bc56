"""Conversions of all persons at once, and the workshop: systems, their 外字, what was decided, tables, files brought."""

from django.db import models

from yakuba.characters.rules.gaiji import OUTCOME_LABELS, STATE_LABELS, STEP_LABELS, Outcome, State, Step
from yakuba.characters.rules.outcomes import STATUS_LABELS, TARGET_LABELS, Kind, Status, Target
from yakuba.characters.rules.printed import PRINTED_LABELS, Printed
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

    `after` is empty while a person has to decide; `printed` says whether the form on paper changes; `detail` has every change with its rules and every doubt.
    """

    run = models.ForeignKey(ConversionRun, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    status = models.CharField(max_length=20, choices=[(one.value, STATUS_LABELS[one]) for one in Status])
    before = models.TextField()
    after = models.TextField(blank=True)
    printed = models.CharField(max_length=10, choices=[(one.value, PRINTED_LABELS[one]) for one in Printed])
    detail = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["run", "status", "id"], name="characters_difference_list"),
            models.Index(fields=["run", "printed", "id"], name="characters_difference_form"),
        ]


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


class System(models.Model):
    """A business system (業務システム) of the ward that has 外字, and the table in force for it."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    note = models.CharField(max_length=200, blank=True)
    in_force = models.ForeignKey("GaijiTable", on_delete=models.PROTECT, related_name="+", null=True)
    registered_at = models.DateTimeField()


class Picture(models.Model):
    """The look of a 外字, once however many systems have it, and the glyphs it is likely to be.

    The PNG (some hundred bytes) lies in the row: it belongs to decisions that stand for decades, comes along with
    every copy of the database, and is never served to anybody but staff.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    candidates = models.JSONField(default=list)
    margin = models.FloatField(null=True)
    looked_at = models.DateTimeField(null=True)
    looked_with = models.CharField(max_length=16, blank=True)
    """The seal of the index that compared it: with a newer one it is compared again."""
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["looked_with", "id"], name="characters_picture_waiting")]


class Gaiji(models.Model):
    """A 外字 of a system: its code, its look, how many persons it touches, and how far it has come."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    character = models.CharField(max_length=4, blank=True)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="+", null=True)
    persons = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, STATE_LABELS[one]) for one in State], default=State.OPEN.value
    )
    judgement = models.ForeignKey("Judgement", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="characters_gaiji_once")]
        indexes = [models.Index(fields=["state", "system", "-persons", "id"], name="characters_gaiji_work")]


class Bearer(models.Model):
    """A person in whose name a 外字 stands, as the usage list of the system says. Personal data."""

    gaiji = models.ForeignKey(Gaiji, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gaiji", "key"], name="characters_bearer_once")]


class Judgement(models.Model):
    """What somebody proposed a 外字 to be. Never changed: a later view is a later row."""

    gaiji = models.ForeignKey(Gaiji, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=[(one.value, OUTCOME_LABELS[one]) for one in Outcome])
    glyph = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gaiji", "number"], name="characters_judgement_once")]


class JudgementStep(models.Model):
    """What happened to a proposal afterwards: confirmed, objected to, withdrawn, reopened. Never changed."""

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(one.value, STEP_LABELS[one]) for one in Step])
    words = models.CharField(max_length=500, blank=True)
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "at"], name="characters_step_pace")]


class GaijiTable(models.Model):
    """A version of a system's 外字変換表: what was decided on the day it was made. Never changed."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    undecided = models.PositiveIntegerField()
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "number"], name="characters_table_once")]


class GaijiTableLine(models.Model):
    """One 外字 of a version: which glyph it is, how it was judged, and by which two sections. Never changed."""

    table = models.ForeignKey(GaijiTable, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    character = models.CharField(max_length=4, blank=True)
    outcome = models.CharField(max_length=10, choices=[(one.value, OUTCOME_LABELS[one]) for one in Outcome])
    glyph = models.CharField(max_length=8, blank=True)
    sequence = models.CharField(max_length=4, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    persons = models.PositiveIntegerField()
    proposed_by = models.CharField(max_length=200)
    confirmed_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="characters_line_once")]


class Enactment(models.Model):
    """A table came into force by a sign-off, or went out of it by a roll-back. Never changed.

    `table` is what was in force afterwards: the version signed off, or the former one (None for none).
    """

    class Kind(models.TextChoices):
        SIGNED_OFF = "signed_off", "承認した"
        ROLLED_BACK = "rolled_back", "前の版に戻した"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(GaijiTable, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=500, blank=True)
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()


class Intake(models.Model):
    """A file that was brought, from its arrival to the report on it. The content goes as soon as it was read."""

    class Kind(models.TextChoices):
        FONT = "font", "外字フォント（EUDC の TTF・TTE・OTF）"
        BDF = "bdf", "ビットマップフォント（BDF）"
        PICTURES = "pictures", "画像（PNG・BMP の zip）"
        USAGE = "usage", "使用状況の一覧（CSV）"
        NAMES = "names", "試行する氏名の一覧（CSV）"

    class State(models.TextChoices):
        WAITING = "waiting", "順番待ち"
        RUNNING = "running", "読み取り中"
        DONE = "done", "済み"
        FAILED = "failed", "読み取れませんでした"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField(default=bytes)
    asked = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    sentence = models.CharField(max_length=500, blank=True)
    table = models.ForeignKey(GaijiTable, on_delete=models.PROTECT, related_name="+", null=True)
    run = models.ForeignKey(ConversionRun, on_delete=models.PROTECT, related_name="+", null=True)
    by_key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=200)
    brought_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "kind", "sha256"],
                condition=~models.Q(kind="names") & ~models.Q(state="failed"),
                name="characters_intake_once",
            )
        ]


class IntakeFault(models.Model):
    """A row of a file that was not taken, and why. Sentences hold codes, never names."""

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300)
