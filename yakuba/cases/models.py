"""Tables of cases: the case, its sheets and documents, what officers and applicants wrote, the decision."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from yakuba.identity import api as identity
from yakuba.kernel.models import StoredFile


class Status(models.TextChoices):
    """Where a case stands."""

    RECEIVED = "received", "受付"
    IN_REVIEW = "in_review", "審査中"
    CORRECTION = "correction", "補正待ち"
    DECIDED = "decided", "決定"
    WITHDRAWN = "withdrawn", "取下げ"


class Outcome(models.TextChoices):
    """How a case ended."""

    ACCEPTED = "accepted", "承認"
    REFUSED = "refused", "不承認"
    DISMISSED = "dismissed", "却下"
    COMPLETED = "completed", "受理"
    WITHDRAWN = "withdrawn", "取下げ"


OPEN = (Status.RECEIVED, Status.IN_REVIEW, Status.CORRECTION)
_OPEN = Q(status__in=[*OPEN])


class Case(models.Model):
    """What the office works on, from arrival to end.

    The applicant's name stands exactly as it was entered; `name_key`, `kana_key` and `phone_key` serve searching
    only. `title` is Japanese, as officers read it; `titles` holds it in the other languages of residents, as far as
    there are words (language of pages → title, {} for Japanese alone). `owner_key` is the key of the guest or resident
    who applied (empty where nobody had signed in: then only the browser that applied, or the office, finds it).
    `revision` grows with every change an officer or applicant makes; `due_on` is empty while the clock stands still or where there is none.
    `news` is what came from the applicant and no officer has seen yet. `subject_*` say as text what the case is
    about; the owner of the subject stands on a higher floor.
    """

    class News(models.TextChoices):
        NOTHING = "", "なし"
        REPLY = "reply", "連絡あり"
        CORRECTED = "corrected", "補正あり"
        WITHDRAWN = "withdrawn", "取下げあり"

    receipt = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    titles = models.JSONField(default=dict)
    kind = models.CharField(max_length=60)
    section = models.ForeignKey(identity.Section, on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.RECEIVED)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    assignee = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    applicant_name = models.CharField(max_length=300)
    applicant_kana = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    name_key = models.TextField(blank=True)
    kana_key = models.TextField(blank=True)
    phone_key = models.TextField(blank=True)
    owner_key = models.CharField(max_length=120, blank=True)
    resident = models.ForeignKey(
        identity.Resident, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    language = models.CharField(max_length=10, default="ja")
    opened_at = models.DateTimeField()
    standard_days = models.PositiveSmallIntegerField(null=True)
    due_on = models.DateField(null=True)
    overdue_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    news = models.CharField(max_length=12, choices=News.choices, blank=True)
    revision = models.PositiveIntegerField(default=1)
    subject_module = models.CharField(max_length=40, blank=True)
    subject_noun = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["section", "due_on", "id"], name="cases_queue", condition=_OPEN),
            models.Index(fields=["assignee"], name="cases_assignee", condition=_OPEN),
            models.Index(fields=["section", "opened_at"], name="cases_opened"),
            models.Index(fields=["section"], name="cases_news", condition=~Q(news="")),
            models.Index(fields=["owner_key", "opened_at"], name="cases_owner", condition=~Q(owner_key="")),
            GinIndex(
                fields=["name_key", "kana_key", "phone_key"],
                opclasses=["gin_trgm_ops", "gin_trgm_ops", "gin_trgm_ops"],
                name="cases_search",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether the office still works on it."""
        return self.status in OPEN

    def title_in(self, language: str) -> str:
        """The title for somebody who reads this language ("ja", "ja-easy", "en"); Japanese where there is none in it."""
        return str(self.titles.get(language) or self.title)

    def save_change(self, *fields: str) -> None:
        """Store these fields as one more revision (1 SQL)."""
        self.revision += 1
        self.save(update_fields=[*fields, "revision"])


class Sheet(models.Model):
    """The answers as they were at one moment: pages of rows (`rules.sheets`). Never changed, only followed.

    `number` 1 is the application, each answered correction adds one. `shape` is a digest of the keys and labels,
    by which an export finds all columns without reading all sheets.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    pages = models.JSONField()
    shape = models.CharField(max_length=16)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="cases_sheet_once")]


class Document(models.Model):
    """A file that belongs to the case. `key` is the field it answers; `sheet_number` the sheet it came with."""

    class Kind(models.TextChoices):
        ATTACHMENT = "attachment", "添付書類"
        NOTICE = "notice", "通知書"
        ANSWERS = "answers", "申請内容の控え"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=120, blank=True)
    label = models.CharField(max_length=300)
    sheet_number = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()


class Assignment(models.Model):
    """Who had the case from when: one line for every change of section or officer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(identity.Section, on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)


class Note(models.Model):
    """Words of officers to each other; part of the record, not shown to the applicant."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.TextField()
    at = models.DateTimeField()


class Opinion(models.Model):
    """Another section is asked for its view (意見照会). It may read the case until it is answered and ended."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(identity.Section, on_delete=models.PROTECT, related_name="+", db_index=False)
    question = models.TextField()
    asked_by = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["section", "case"],
                name="cases_opinion_section",
                condition=Q(cancelled_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "section"],
                condition=Q(answered_at__isnull=True, cancelled_at__isnull=True),
                name="cases_opinion_open_once",
            )
        ]


class Correction(models.Model):
    """The applicant is asked for named fields or documents again (補正, 行手法 7条).

    `items` is a list of {key, label, reason}; `key` is a key of the sheet or of a document.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField()
    words = models.TextField(blank=True)
    deadline = models.DateField()
    asked_by = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    sheet_number = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True, cancelled_at__isnull=True),
                name="cases_correction_open_once",
            )
        ]

    @property
    def is_open(self) -> bool:
        """Whether the office still waits for the answer."""
        return self.answered_at is None and self.cancelled_at is None


class Message(models.Model):
    """Words between applicant and office about one case. `section` is empty when the applicant wrote."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        identity.Section, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    author = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.TextField()
    at = models.DateTimeField()

    @property
    def from_office(self) -> bool:
        """Whether the office wrote it."""
        return self.section_id is not None


class DocumentBook(models.Model):
    """The last document number (文書番号) of a section in a fiscal year; its row is the lock of the counter."""

    section = models.ForeignKey(identity.Section, on_delete=models.PROTECT, related_name="+", db_index=False)
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "fiscal_year"], name="cases_book_once")]


class Decision(models.Model):
    """The act by which the office ends the case. An undone one stays, so that every number is accounted for.

    Before `issued_at` nobody outside the office sees it: the row policy of the public face says so too.
    `opened_at` is when the applicant first opened it on the status page (到達).
    """

    class Notice(models.TextChoices):
        WAITING = "waiting", "作成待ち"
        PRINTED = "printed", "作成済み"
        GLYPH = "glyph", "字形なし"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    words = models.TextField(blank=True)
    appeal_notice = models.TextField(blank=True)
    section = models.ForeignKey(identity.Section, on_delete=models.PROTECT, related_name="+", db_index=False)
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    document_number = models.CharField(max_length=80)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    issue_after = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    notice_state = models.CharField(max_length=8, choices=Notice.choices, default=Notice.WAITING)
    notice_trouble = models.CharField(max_length=200, blank=True)
    notice = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        identity.Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    undo_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(undone_at__isnull=True), name="cases_decision_once"
            ),
            models.UniqueConstraint(
                fields=["section", "fiscal_year", "number"], name="cases_document_number_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(issued_at__isnull=True), name="cases_undone_unissued"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refused", "dismissed"]) | ~Q(reason=""), name="cases_reason_given"
            ),
        ]
        indexes = [
            models.Index(
                fields=["issue_after"],
                name="cases_to_issue",
                condition=Q(issued_at__isnull=True, undone_at__isnull=True),
            )
        ]


class Presence(models.Model):
    """A member of staff has the case open; `seen_at` is the last sign of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(identity.Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="cases_presence_once")]


class ClosedDay(models.Model):
    """A day the mayor adds to the closed ones; of one section, or (empty) of the whole office."""

    on = models.DateField()
    section = models.ForeignKey(
        identity.Section, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on", "section"], nulls_distinct=False, name="cases_closed_day_once"
            )
        ]


class Look(models.Model):
    """A line of a view over the audit trail: a section looked at a case. All the public face sees of the trail."""

    case_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    section_label = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "cases_look"
        ordering = ["-at"]
