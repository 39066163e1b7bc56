"""Drawing of declared lists (`yakuba.ui.tables`): search and filters, table, selection, pages."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.utils.safestring import SafeString

from yakuba.ui.components.actions import button
from yakuba.ui.components.fields import Choice, FieldView, select_input
from yakuba.ui.components.icons import icon
from yakuba.ui.components.markup import NOTHING, attributes, joined, markup
from yakuba.ui.components.navigation import Link, pagination
from yakuba.ui.components.notices import empty_state, notice
from yakuba.ui.searches import WORDS
from yakuba.ui.tables import SIZES, Bulk, Column, Filter, ListPage, ListQuery, Page

Row = TypeVar("Row")


def list_view(
    page: ListPage[Row],
    query: ListQuery,
    found: Page[Row],
    *,
    bulk: Sequence[Bulk] = (),
    bulk_fields: SafeString = NOTHING,
    csrf_field: SafeString = NOTHING,
    exports: Sequence[Link] = (),
) -> SafeString:
    """Draw a whole list. `bulk_fields` are further controls of the bulk bar (e.g. a pull-down of colleagues).

    With `bulk` the table stands in a POST form to the page's own address; `csrf_field` is then needed, as it is for
    the search box of a list with `private_search`.
    """
    if page.private_search and not csrf_field:
        raise ValueError(f"the search of the list {page.name!r} is sent by POST and needs the csrf_field")
    body = simple_table(page, query, found.rows) if found.rows else empty_state(page.empty, _reset(query))
    if bulk and found.rows:
        body = markup(
            '<form method="post" data-behaviour="selection rows">{}{}{}</form>',
            csrf_field,
            _bulk_bar(bulk, bulk_fields),
            body,
        )
    elif found.rows:
        body = markup('<div data-behaviour="rows">{}</div>', body)
    gone = lost_search() if query.lost else NOTHING
    return joined(
        (gone, _toolbar(page, query, csrf_field), _head(query, found, exports), body, _foot(query, found))
    )


def lost_search() -> SafeString:
    """Say that the words of a search are no longer kept, so that nobody takes the whole list for what was found."""
    return notice(
        "warning", "この検索の言葉は、もう残っていません。検索していない一覧を表示しています。", live=True
    )


def _reset(query: ListQuery) -> SafeString:
    if not (query.word or query.chosen):
        return NOTHING
    return markup('<p><a href="?">条件を外してすべて表示する</a></p>')


def _toolbar(page: ListPage[Any], query: ListQuery, csrf_field: SafeString) -> SafeString:
    if not (page.search_label or page.filters):
        return NOTHING
    pieces = []
    if page.search_label:
        pieces.append(
            markup(
                '<div class="toolbar__one toolbar__one--search"><label for="{0}-q">{1}</label>'
                '<input class="input" type="search" id="{0}-q" name="{2}" value="{3}" maxlength="{4}" autocomplete="off"'
                ' data-key="/"></div>',
                page.name,
                page.search_label,
                WORDS if page.private_search else "q",
                query.word,
                page.longest_word,
            )
        )
    pieces.extend(_filter(page.name, one, query.chosen.get(one.key, "")) for one in page.filters)
    for key, value in (("order", query.order), ("size", "" if query.size == SIZES[0] else str(query.size))):
        if value:
            pieces.append(markup('<input type="hidden" name="{}" value="{}">', key, value))
    sent = (
        attributes(("method", "post"), ("action", "?"))
        if page.private_search
        else attributes(("method", "get"))
    )
    return markup(
        '<form class="toolbar"{} role="search" data-behaviour="filters">{}{}'
        '<button class="button" data-kind="secondary" type="submit">{}探す</button></form>',
        sent,
        csrf_field if page.private_search else NOTHING,
        joined(pieces),
        icon("search"),
    )


def _filter(list_name: str, one: Filter, value: str) -> SafeString:
    view = FieldView(id=f"{list_name}-{one.key}", name=one.key, label=one.label, value=value, width="m")
    control = select_input(view, [Choice(key, label) for key, label in one.choices])
    return markup('<div class="toolbar__one"><label for="{}">{}</label>{}</div>', view.id, one.label, control)


def _head(query: ListQuery, found: Page[Any], exports: Sequence[Link]) -> SafeString:
    shown = ""
    if found.count > len(found.rows):
        shown = f"（{found.first_row:,}〜{found.first_row + len(found.rows) - 1:,}件目）"
    links = joined(
        markup('<li><a href="{}" download>{}</a></li>', one.url + query.address(page=1), one.label)
        for one in exports
    )
    return markup(
        '<div class="list__head"><p class="list__count" role="status"><b>{}</b>件{}</p>{}</div>',
        f"{found.count:,}",
        shown,
        markup('<ul class="list__exports">{}</ul>', links) if exports and found.count else NOTHING,
    )


def _bulk_bar(bulk: Sequence[Bulk], bulk_fields: SafeString) -> SafeString:
    buttons = joined(button(one.label, kind=one.kind, name="action", value=one.value) for one in bulk)
    return markup(
        '<div class="bulk" role="group" aria-label="選んだ行への操作"><p><span data-selected>選んだ行を</span></p>{}{}</div>',
        bulk_fields,
        buttons,
    )


def simple_table(page: ListPage[Row], query: ListQuery | None, rows: Sequence[Row]) -> SafeString:
    """Draw the table alone; without a query its heads are no links."""
    selectable = page.row_key is not None
    head = joined(_head_cell(one, query) for one in page.columns)
    if selectable:
        head = joined(
            (
                markup(
                    '<td class="table__pick"><label hidden><input type="checkbox" data-all>'
                    '<span class="visually-hidden">このページの行をすべて選ぶ</span></label></td>'
                ),
                head,
            )
        )
    return markup(
        '<div class="scroll" role="region" aria-label="{0}" tabindex="0"><table class="table">'
        '<caption class="visually-hidden">{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>\n',
        page.caption,
        head,
        joined(_row(page, one) for one in rows),
    )


def _head_cell(column: Column[Any], query: ListQuery | None) -> SafeString:
    label: object = column.label
    sorting = ""
    if query is not None and column.order:
        if query.order == column.key:
            sorting = "ascending"
        elif query.order == f"-{column.key}":
            sorting = "descending"
        target = f"-{column.key}" if sorting == "ascending" else column.key
        label = markup(
            '<a href="{}">{}<span class="table__arrow" aria-hidden="true"></span></a>',
            query.address(order=target),
            column.label,
        )
    return markup(
        '<th scope="col"{}>{}</th>',
        attributes(("aria-sort", sorting), ("data-align", "end" if column.align == "end" else "")),
        label,
    )


def _row(page: ListPage[Row], row: Row) -> SafeString:
    cells = [_cell(column, row) for column in page.columns]
    if page.row_key is not None:
        name = page.row_label(row) if page.row_label else page.row_key(row)
        cells.insert(
            0,
            markup(
                '<td class="table__pick"><label><input type="checkbox" name="selected" value="{}">'
                '<span class="visually-hidden">{}を選ぶ</span></label></td>',
                page.row_key(row),
                name,
            ),
        )
    return markup("<tr>{}</tr>", joined(cells))


def _cell(column: Column[Row], row: Row) -> SafeString:
    marks = attributes(
        ("data-align", "end" if column.align == "end" else ""), ("data-wrap", "" if column.wrap else "no")
    )
    if column.heads_row:
        return markup('<th scope="row"{}>{}</th>', marks, column.cell(row))
    return markup("<td{}>{}</td>", marks, column.cell(row))


def _foot(query: ListQuery, found: Page[Any]) -> SafeString:
    if not found.rows:
        return NOTHING
    pages = pagination(found.number, found.last, lambda number: query.address(page=number))
    sizes = NOTHING
    if found.count > SIZES[0]:
        sizes = joined(
            markup("<b>{}</b> ", one)
            if one == query.size
            else markup('<a href="{}">{}</a> ', query.address(size=one), one)
            for one in SIZES
        )
        sizes = markup('<p class="list__sizes">1ページの件数 {}</p>', sizes)
    return markup('<div class="list__foot">{}{}</div>\n', pages, sizes)
