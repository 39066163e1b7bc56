"""Lists take from the address only what they offer."""

from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from yakuba.ui import searches
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.navigation import Link
from yakuba.ui.tables import (
    SIZES,
    Bulk,
    Column,
    Filter,
    ListPage,
    ListQuery,
    Page,
    paged,
    read_query,
    searched,
)
from yakuba.ui.tests.reading import elements, one, text

LIST: ListPage[Any] = ListPage(
    name="queue",
    caption="申請",
    search_label="受付番号",
    default_order="-received",
    columns=(
        Column("number", "受付番号", lambda row: row, order=("number",), heads_row=True),
        Column("received", "受付日", lambda row: row, order=("received_at", "-urgency")),
        Column("note", "備考", lambda row: row),
    ),
    filters=(Filter("state", "状態", (("", "すべて"), ("open", "審査中"))),),
    row_key=str,
)


@dataclass
class Rows:
    """As much of a queryset as paging uses."""

    total: int
    ordered: list[str] = field(default_factory=list)

    def count(self) -> int:
        return self.total

    def order_by(self, *names: str) -> "Rows":
        self.ordered = list(names)
        return self

    def __getitem__(self, part: slice) -> list[int]:
        return list(range(self.total))[part]


def taken(rows: Rows, **asked: str) -> tuple[Page[Any], ListQuery]:
    query = read_query(LIST, asked)
    return paged(LIST, query, cast("QuerySet[Any]", rows)), query


def test_the_list_starts_with_its_own_order() -> None:
    rows = Rows(45)
    page, _query = taken(rows)
    assert rows.ordered == ["-received_at", "urgency", "pk"]
    assert (page.rows[0], len(page.rows), page.last, page.first_row) == (0, 20, 3, 1)


def test_a_page_past_the_end_is_the_last_page() -> None:
    page, _query = taken(Rows(45), page="99")
    assert (page.number, list(page.rows)) == (3, [40, 41, 42, 43, 44])
    page, _query = taken(Rows(0), page="3")
    assert (page.number, page.first_row, page.last) == (1, 0, 1)


def test_what_the_list_does_not_offer_counts_as_not_asked() -> None:
    query = read_query(
        LIST, {"order": "password", "state": "' OR 1=1", "size": "1000000", "page": "-3", "q": "a\x00 "}
    )
    assert query == ListQuery(word="a", order="", number=1, size=SIZES[0], chosen={})
    assert read_query(LIST, {"order": "note"}).order == ""
    assert read_query(LIST, {"state": "open", "size": "50", "order": "number", "page": "２"}) == ListQuery(
        order="number", size=50, chosen={"state": "open"}
    )


@given(st.dictionaries(st.sampled_from(["q", "page", "size", "order", "state"]), st.text(max_size=300)))
def test_no_address_breaks_a_list(asked: dict[str, str]) -> None:
    query = read_query(LIST, asked)
    assert 1 <= query.number <= 10_000
    assert query.size in SIZES
    assert len(query.word) <= 100
    page = paged(LIST, query, cast("QuerySet[Any]", Rows(7)))
    assert len(page.rows) == 7
    assert query.address(page=2).startswith("?")


def test_addresses_hold_what_was_asked_and_start_over_on_a_change() -> None:
    query = read_query(LIST, {"q": "山田", "page": "3", "state": "open", "size": "50"})
    assert query.address(page=4) == "?q=%E5%B1%B1%E7%94%B0&state=open&order=-received&size=50&page=4"
    assert "page" not in query.address(order="number")
    assert query.address(state="", q="", order="", size=20) == "?"


def test_the_sorted_column_says_so_and_its_link_turns_it_round() -> None:
    html = list_view(LIST, ListQuery(order="number"), Page(["a"], 1, 1, 20))
    assert one(html, "th", aria_sort="ascending")
    assert one(html, "a", href="?order=-number")
    assert one(html, "a", href="?order=received")


def test_rows_are_chosen_inside_a_form_with_the_buttons() -> None:
    html = list_view(
        LIST,
        ListQuery(),
        Page(["a", "b"], 2, 1, 20),
        bulk=(Bulk("assign", "担当にする"),),
        csrf_field=SafeString('<input type="hidden" name="csrfmiddlewaretoken" value="t">'),
        exports=(Link("CSV", "/csv"),),
    )
    assert one(html, "form", method="post")
    assert [box.attributes["value"] for box in elements(html, "input", name="selected")] == ["a", "b"]
    assert one(html, "button", name="action", value="assign")
    assert one(html, "a", href="/csv?")
    assert text(html).count("を選ぶ") == 2


def test_an_empty_list_says_why_and_how_to_see_all() -> None:
    html = list_view(LIST, ListQuery(word="無"), Page([], 0, 1, 20), bulk=(Bulk("a", "a"),))
    assert "該当するものはありません" in text(html)
    assert one(html, "a", href="?")
    assert not elements(html, "table")
    assert not elements(html, "form", method="post")


PRIVATE = replace(LIST, private_search=True, longest_word=12)
TOKEN = SafeString('<input type="hidden" name="csrfmiddlewaretoken" value="t">')


def asked_for(session: SessionBase, **sent: str) -> tuple[str, ListQuery]:
    """Send the form of the private list; the address it leads to, and what the list reads out of that."""
    request = RequestFactory().post("/queue?find=old&size=100", sent)
    request.session = session
    address = searched(request, PRIVATE)["Location"]
    return address, read_query(PRIVATE, QueryDict(urlsplit(address).query), session)


def test_private_words_stay_in_the_session_and_addresses_carry_their_key() -> None:
    session = SessionBase()
    address, query = asked_for(session, words=" 山田 太郎 ", state="open", size="50", page="7")
    assert address == f"/queue?find={query.find}&state=open&order=-received&size=50"
    assert (query.word, query.number, query.lost) == ("山田 太郎", 1, False)
    assert query.address(page=2) == f"?find={query.find}&state=open&order=-received&size=50&page=2"
    assert asked_for(session, words="山田 太郎")[1].find == query.find
    assert asked_for(session, words="あ" * 30)[1].word == "あ" * 12


def test_words_in_the_address_of_a_private_list_count_as_not_asked() -> None:
    query = read_query(PRIVATE, {"q": "山田", "words": "山田"}, SessionBase())
    assert (query.word, query.find, query.lost) == ("", "", False)
    with pytest.raises(ValueError, match="needs the session"):
        read_query(PRIVATE, {})


def test_no_words_end_a_private_search() -> None:
    session = SessionBase()
    asked_for(session, words="山田")
    assert asked_for(session, words=" ", order="number")[0] == "/queue?order=number"


def test_the_last_ten_searches_are_kept_each_for_its_own_list() -> None:
    session = SessionBase()
    keys = [searches.keep(session, "queue", f"山田{number}") for number in range(12)]
    assert len(set(keys)) == 12
    found = [searches.words_of(session, "queue", key) for key in keys]
    assert found == ["", "", *(f"山田{number}" for number in range(2, 12))]
    assert searches.words_of(session, "deliveries", keys[-1]) == ""
    gone = read_query(PRIVATE, {"find": keys[0]}, session)
    assert (gone.word, gone.find, gone.lost) == ("", "", True)
    html = list_view(PRIVATE, gone, Page(["a"], 1, 1, 20), csrf_field=TOKEN)
    assert "もう残っていません" in text(html)


def test_the_box_of_a_private_list_is_sent_by_post_and_no_link_has_the_words() -> None:
    query = ListQuery(word="山田", find="k3y", order="number")
    html = list_view(PRIVATE, query, Page(["a"], 41, 1, 20), csrf_field=TOKEN, exports=(Link("CSV", "/csv"),))
    form = one(html, "form", role="search")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "?")
    assert one(html, "input", name="csrfmiddlewaretoken")
    box = one(html, "input", name="words")
    assert (box.attributes["value"], box.attributes["data-key"]) == ("山田", "/")
    addresses = [link.attributes["href"] for link in elements(html, "a")]
    assert addresses and all("find=k3y" in address for address in addresses)
    assert not any("山田" in unquote(str(address)) for address in addresses)
    with pytest.raises(ValueError, match="csrf_field"):
        list_view(PRIVATE, query, Page(["a"], 1, 1, 20))
