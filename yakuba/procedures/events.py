"""What procedures announce."""

from dataclasses import dataclass
from typing import ClassVar

from yakuba.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SubmissionReceived(Event):
    """An application arrived and became a case."""

    submission_id: int


@dataclass(frozen=True, kw_only=True)
class ProcedurePublished(Event):
    """A version of a procedure is open to residents from now on."""

    unheard: ClassVar[str] = "the catalogue reads the table itself; open data and LINE menus will listen"

    slug: str
    number: int
