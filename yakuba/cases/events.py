"""What cases announce. `subject_*` name what the case is about, for its owner on a higher floor."""

from dataclasses import dataclass
from typing import ClassVar

from yakuba.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """Something that happened to one case."""

    unheard: ClassVar[str] = "it is the common part of the events below and is never announced"

    case_id: int
    receipt: str
    subject_module: str
    subject_noun: str
    subject_id: str


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseEvent):
    """An application arrived and its clock started."""

    unheard: ClassVar[str] = "who opens a case sends the receipt; the desk reads the table"


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(CaseEvent):
    """The office asked the applicant for a correction (補正)."""

    unheard: ClassVar[str] = ""

    correction_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAnswered(CaseEvent):
    """The applicant answered a correction: there is a new sheet."""

    unheard: ClassVar[str] = ""

    correction_id: int
    sheet_number: int


@dataclass(frozen=True, kw_only=True)
class CaseDecided(CaseEvent):
    """The decision went out: it can be seen on the status page and can no longer be undone."""

    unheard: ClassVar[str] = ""

    decision_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(CaseEvent):
    """The applicant took the application back."""

    unheard: ClassVar[str] = "the desk shows it as news of the case; owners of subjects may listen"


@dataclass(frozen=True, kw_only=True)
class CaseOverdue(CaseEvent):
    """The standard processing time (標準処理期間) has passed."""

    unheard: ClassVar[str] = "the desk lists overdue cases; governance will listen"

    due_on: str


@dataclass(frozen=True, kw_only=True)
class MessageSent(CaseEvent):
    """The office or the applicant wrote to the other."""

    unheard: ClassVar[str] = ""

    message_id: int
    from_office: bool


@dataclass(frozen=True, kw_only=True)
class NoticeReleased(CaseEvent):
    """A decision need not wait for its notice any longer."""

    unheard: ClassVar[str] = ""

    decision_id: int
