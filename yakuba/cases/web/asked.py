"""What the address of the list asks for: read, clipped to what there is, and written again."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase

from yakuba.cases import api as cases
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.ui import searches

LIST = "cases"
"""The name of the list, under which its searches are kept."""
LONGEST_WORD = 100
LONGEST_TOKEN = 200
ANY, OPEN = "all", "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The list as it was asked for. An empty field does not narrow; an unknown value counts as not asked.

    `words` are what is searched for, often a name: they stay in the session, and addresses carry their key, `find`.
    """

    words: str = ""
    find: str = ""
    status: str = ""
    mine: str = ""
    unassigned: str = ""
    overdue: str = ""
    due: str = ""
    opened: str = ""
    news: str = ""
    kind: str = ""
    section: str = ""
    order: str = ""
    after: str = ""

    def address(self, **changes: str) -> str:
        """`?…` for this list with changes; whatever changes, it begins at the first page again."""
        changed = replace(self, **{"after": "", **changes})
        asked = {one.name: getattr(changed, one.name) for one in fields(changed) if one.name != "words"}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def shown_status(self) -> str:
        """The status that holds: what was chosen, else the open ones; all where somebody searches or what came in is asked for."""
        return self.status or (ANY if self.words or self.opened or self.news else OPEN)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return self.address(order="") != "?"

    def filters(self, actor: Actor) -> cases.Filters:
        """The same for the query."""
        today = clock.today()
        status = self.shown_status
        return cases.Filters(
            text=self.words,
            status="" if status == ANY else status,
            section=int(self.section) if self.section else None,
            assignee=actor.staff_id if self.mine else None,
            unassigned=bool(self.unassigned),
            overdue=bool(self.overdue),
            due_from=today if self.due else None,
            due_by=today + timedelta(days=6) if self.due else None,
            kind=self.kind,
            news=bool(self.news),
            opened_from=today if self.opened else None,
        )


def read(given: Mapping[str, str], session: SessionBase) -> Asked:
    """Read a list out of an address, and what is searched for out of the session."""
    find = given.get(searches.FIND, "")
    words = searches.words_of(session, LIST, find)
    statuses = {value for value, _label in cases.statuses()} | {ANY, OPEN}
    return Asked(
        words=words,
        find=find if words else "",
        status=_one_of(given.get("status", ""), statuses),
        **{name: _one_of(given.get(name, ""), {"1"}) for name in ("mine", "unassigned", "overdue", "news")},
        due=_one_of(given.get("due", ""), {"week"}),
        opened=_one_of(given.get("opened", ""), {"today"}),
        kind=given.get("kind", "").replace("\x00", "")[:60],
        section=str(number_of(given.get("section", "")) or ""),
        order=_one_of(given.get("order", ""), set(cases.ORDERS)),
        after=given.get("after", "").replace("\x00", "")[:LONGEST_TOKEN],
    )


def lost(given: Mapping[str, str], asked: Asked) -> bool:
    """Whether an address asks for a search whose words are no longer kept."""
    return bool(given.get(searches.FIND)) and not asked.find


def keep(words: str, session: SessionBase) -> Asked:
    """The list for words that were just typed, which the session now keeps."""
    words = searches.clipped(words, LONGEST_WORD)
    return Asked(words=words, find=searches.keep(session, LIST, words))


def number_of(text: str) -> int:
    """The id somebody sent, 0 (nobody's) where it is no number of a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _one_of(value: str, offered: set[str]) -> str:
    return value if value in offered else ""
