"""Declared list pages: columns, search, filters, sorting, pages, exports, selection for bulk actions.

    LIST = ListPage(name="cases", caption="申請", columns=(Column("number", "受付番号", cell=…, order=("number",)), …))

    query = read_query(LIST, request.GET)
    page = paged(LIST, query, cases.waiting_for(actor, word=query.word))
    return render(request, "cases/staff/queue.html", {"table": table(LIST, query, page)})

Everything a query takes from the address is clipped to what the list declares, so a forged or broken address shows
the first page and is no error.

Where the search may hold personal data, the list says `private_search=True`. Its box is then sent by POST, the words
stay in the session (`yakuba.ui.searches`), and every address carries a key instead of them:

    if request.method == "POST":
        return searched(request, LIST)
    query = read_query(LIST, request.GET, request.session)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect

from yakuba.ui import searches

Row = TypeVar("Row")
AnyModel = TypeVar("AnyModel", bound=Model)

SIZES = (20, 50, 100)
LONGEST_WORD = 100
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. `cell` returns text or SafeString; `order` are `order_by` names (none: not sortable)."""

    key: str
    label: str
    cell: Callable[[Row], object]
    order: tuple[str, ...] = ()
    align: Literal["start", "end"] = "start"
    wrap: bool = True
    heads_row: bool = False
    """This cell names the row and holds its link; exactly one column does."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A pull-down that narrows the list. The first choice, value "", stands for all."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something to do with all rows chosen; sent as `action=<value>` with `selected=<key>…`."""

    value: str
    label: str
    kind: Literal["secondary", "danger"] = "secondary"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Generic[Row]):
    """The declaration of a list: made once, at import."""

    name: str
    caption: str
    columns: Sequence[Column[Row]]
    filters: Sequence[Filter] = ()
    search_label: str = ""
    """What the search box searches, e.g. 「受付番号・氏名・カナ・電話」; "" for no box."""
    private_search: bool = False
    """Whether names, telephone numbers or the like are searched for: the words then never stand in an address."""
    longest_word: int = LONGEST_WORD
    """Characters that the search box takes."""
    default_order: str = ""
    """Key of the column sorted by at first, with "-" before it for descending."""
    empty: str = "該当するものはありません。"
    row_key: Callable[[Row], str] | None = None
    """Value of the tick box of a row; None for lists without selection."""
    row_label: Callable[[Row], str] | None = None
    """Name of a row for those who hear the page."""

    def column(self, key: str) -> "Column[Row] | None":
        """Return the column of that key, or None."""
        return next((one for one in self.columns if one.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What the address asks of a list, clipped to what the list offers."""

    word: str = ""
    find: str = ""
    """Key of the word in the session, where the search is private; it stands in addresses instead of the word."""
    lost: bool = False
    """Whether the address has a key whose word is no longer kept; the list then shows everything."""
    order: str = ""
    """Key of a sortable column, "-" before it for descending; "" for the order of the rows as given."""
    number: int = 1
    size: int = SIZES[0]
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Filter key → value, without those that stand for all."""

    def address(self, **changes: str | int) -> str:
        """Return `?…` for this query with changes: q (find), order, page, size or a filter key; a new search starts at page 1."""
        search = {searches.FIND: self.find} if self.find else {"q": self.word}
        asked: dict[str, str | int] = {**search, **self.chosen, "order": self.order, "size": self.size}
        asked["page"] = 1 if changes.keys() - {"page"} else self.number
        asked.update(changes)
        defaults: dict[str, str | int] = {"page": 1, "size": SIZES[0]}
        return "?" + urlencode({key: one for key, one in asked.items() if one not in ("", defaults.get(key))})


def read_query(
    page: ListPage[Any], asked: Mapping[str, str], session: SessionBase | None = None
) -> ListQuery:
    """Read a query from `request.GET`; whatever the list does not offer counts as not asked.

    A list whose search is private needs the session, and pays no heed to words in the address.
    """
    order = asked.get("order", "") or page.default_order
    column = page.column(order.removeprefix("-"))
    chosen = {}
    for one in page.filters:
        value = asked.get(one.key, "")
        if value and value in dict(one.choices):
            chosen[one.key] = value
    size = _whole(asked.get("size", ""))
    word, find, lost = _search(page, asked, session)
    return ListQuery(
        word=word,
        find=find,
        lost=lost,
        order=order if column is not None and column.order else "",
        number=min(max(_whole(asked.get("page", "")), 1), LAST_PAGE),
        size=size if size in SIZES else SIZES[0],
        chosen=chosen,
    )


def _search(
    page: ListPage[Any], asked: Mapping[str, str], session: SessionBase | None
) -> tuple[str, str, bool]:
    """The word searched for, its key where it is private, and whether that key leads nowhere."""
    if not page.private_search:
        return searches.clipped(asked.get("q", ""), page.longest_word), "", False
    if session is None:
        raise ValueError(f"the search of the list {page.name!r} is private and needs the session")
    key = asked.get(searches.FIND, "")
    word = searches.words_of(session, page.name, key)
    return word, key if word else "", bool(key and not word)


def searched(request: HttpRequest, page: ListPage[Any]) -> HttpResponseRedirect:
    """Answer the search form of a private list: keep the words and lead to the list, whose address has their key.

    Filters, order and size that were sent along hold; no words end the search.
    """
    words = searches.clipped(request.POST.get(searches.WORDS, ""), page.longest_word)
    key = searches.keep(request.session, page.name, words)
    query = replace(read_query(page, request.POST, request.session), word="", find=key, number=1)
    return HttpResponseRedirect(request.path + query.address().removesuffix("?"))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page and how many there are in all."""

    rows: Sequence[Row]
    count: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """Number of the last page."""
        return max(1, -(-self.count // self.size))

    @property
    def first_row(self) -> int:
        """Position of the first row shown, counted from 1."""
        return (self.number - 1) * self.size + 1 if self.rows else 0


def paged(page: ListPage[AnyModel], query: ListQuery, rows: QuerySet[AnyModel]) -> Page[AnyModel]:
    """Take one page of a queryset (two statements). Ties are broken by the primary key, so pages never overlap.

    A page past the end shows the last one.
    """
    count = rows.count()
    number = min(query.number, max(1, -(-count // query.size)))
    column = page.column(query.order.removeprefix("-"))
    if column is not None and query.order:
        names = column.order
        if query.order.startswith("-"):
            names = tuple(one[1:] if one.startswith("-") else f"-{one}" for one in names)
        rows = rows.order_by(*names, "pk")
    start = (number - 1) * query.size
    return Page(rows=list(rows[start : start + query.size]), count=count, number=number, size=query.size)
