"""Where one is and where one can go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.ui.components.markup import NOTHING, attributes, joined, markup


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go; `current` where it is the present one; `count` a figure shown beside it."""

    label: str
    url: str = ""
    current: bool = False
    count: int | None = None


def breadcrumbs(links: Sequence[Link], *, label: str = "") -> SafeString:
    """Show the way here. The last one is the page itself and no link."""
    if not links:
        return NOTHING
    *above, here = links
    items = [markup('<li><a href="{}">{}</a></li>', one.url, one.label) for one in above]
    items.append(markup('<li><span aria-current="page">{}</span></li>', here.label))
    return markup(
        '<nav class="breadcrumbs" aria-label="{}"><ol>{}</ol></nav>\n',
        label or _("現在の場所"),
        joined(items),
    )


def steps(names: Sequence[str], current: int, *, urls: Sequence[str] = ()) -> SafeString:
    """Show how far through a form one is; `current` counts from 1. Pages already filled in (`urls`) are links."""
    drawn = []
    for number, name in enumerate(names, start=1):
        state = "current" if number == current else "done" if number < current else "ahead"
        url = urls[number - 1] if number <= len(urls) and number != current else ""
        text = markup('<a href="{}">{}</a>', url, name) if url else markup("<span>{}</span>", name)
        drawn.append(
            markup(
                '<li class="steps__step" data-state="{}"{}>{}{}</li>',
                state,
                attributes(("aria-current", "step" if number == current else "")),
                text,
                markup('<span class="visually-hidden">{}</span>', _("（記入済み）"))
                if state == "done"
                else NOTHING,
            )
        )
    where = _("{total}ページ中 {current}ページ目").format(total=len(names), current=current)
    return markup(
        '<nav class="steps" aria-label="{}"><p class="steps__where">{}</p>'
        '<progress class="steps__bar" aria-hidden="true" max="{}" value="{}"></progress><ol class="steps__list">{}</ol></nav>\n',
        _("進み具合"),
        markup("{} <b>{}</b>", where, names[current - 1]) if names else where,
        len(names),
        current,
        joined(drawn),
    )


def tabs(links: Sequence[Link], *, label: str) -> SafeString:
    """Draw links between views of the same thing, with counts where given."""
    items = [
        markup(
            '<li><a class="tabs__tab" href="{}"{}>{}{}</a></li>',
            one.url,
            attributes(("aria-current", "page" if one.current else "")),
            one.label,
            "" if one.count is None else markup('<span class="tabs__count">{}</span>', f"{one.count:,}"),
        )
        for one in links
    ]
    return markup('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>\n', label, joined(items))


def pagination(number: int, last: int, url: Callable[[int], str], *, label: str = "") -> SafeString:
    """Draw links to the pages of a list: first, the neighbours, last. `url(n)` is the address of page n."""
    if last <= 1:
        return NOTHING
    pieces = []
    if number > 1:
        pieces.append(markup('<li><a href="{}" rel="prev">{}</a></li>', url(number - 1), _("前へ")))
    previous = 0
    for one in sorted({1, last, number - 1, number, number + 1} & set(range(1, last + 1))):
        if one - previous > 1:
            pieces.append(markup('<li class="pagination__gap" aria-hidden="true">…</li>'))
        pieces.append(
            markup('<li><span aria-current="page">{}</span></li>', one)
            if one == number
            else markup(
                '<li><a href="{}"><span class="visually-hidden">{} </span>{}</a></li>',
                url(one),
                _("ページ"),
                one,
            )
        )
        previous = one
    if number < last:
        pieces.append(markup('<li><a href="{}" rel="next">{}</a></li>', url(number + 1), _("次へ")))
    return markup(
        '<nav class="pagination" aria-label="{}"><ul>{}</ul></nav>\n',
        label or _("ページの移動"),
        joined(pieces),
    )
