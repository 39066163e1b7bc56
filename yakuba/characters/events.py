"""What happens in the workshop that upper floors may wish to hear of."""

from dataclasses import dataclass
from typing import ClassVar

from yakuba.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class GaijiTableApproved(Event):
    """A version of a system's 外字変換表 came into force: whose names change is in the dry run over it."""

    unheard: ClassVar[str] = (
        "the systems fetch the table by JSON; telling the persons waits for an address book"
    )

    system_code: str
    table_id: int
    number: int
    run_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class GaijiTableReverted(Event):
    """The version in force was taken back; `table_id` is the former one, None for none."""

    unheard: ClassVar[str] = "the systems fetch the table by JSON"

    system_code: str
    table_id: int | None
