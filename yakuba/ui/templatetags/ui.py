"""`{% load ui %}`: every component as a template tag, under the name of its function.

Fields take the attributes of `FieldView` as keywords: `{% text_field id="memo" name="memo" label="メモ" value=memo %}`.
Tags with a body end in `{% end<name> %}`.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.ui import dates, forms
from yakuba.ui.components import actions, fields, frame, navigation, notices, records
from yakuba.ui.components.fields import Choice, FieldView
from yakuba.ui.components.icons import icon
from yakuba.ui.components.markup import NOTHING, markup
from yakuba.ui.phrases import phrased

register = template.Library()

for component in (
    icon,
    actions.button,
    actions.changing_form,
    actions.link_button,
    actions.copy_button,
    actions.print_button,
    actions.search_box,
    notices.status_tag,
    notices.error_summary,
    notices.progress,
    navigation.steps,
    navigation.tabs,
    records.summary_list,
    records.timeline,
    records.message_thread,
    records.figures,
    records.card_list,
):
    register.simple_tag(component)

register.filter("phrase", phrased)
register.filter("day", dates.day_words)
register.filter("moment", dates.moment_words)

HTMX_CONFIG = (
    '{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0,'
    '"attributesToSettle":[],"defaultSettleDelay":0,"responseHandling":'
    '[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"4(09|22)","swap":true},'
    '{"code":"[45]..","swap":false,"error":true}]}'
)


@register.simple_tag
def page_head(*, desk: bool = False) -> SafeString:
    """Link the stylesheets and behaviours of a shell."""
    return frame.page_head(desk=desk)


@register.simple_tag(takes_context=True)
def language_switch(context: template.Context) -> SafeString:
    """Draw the language switch, or nothing on a face without one."""
    request = context.get("request")
    try:
        action = reverse("language")
    except NoReverseMatch:
        return NOTHING
    return frame.language_switch(
        context.get("language_choices") or (),
        str(context.get("language") or ""),
        action=action,
        back=request.get_full_path() if request else "/",
        csrf_token=str(context.get("csrf_token") or ""),
    )


@register.simple_tag
def htmx() -> SafeString:
    """Load HTMX. It goes into the block `htmx` of pages that use it; no other page pays for it."""
    return markup(
        '<meta name="htmx-config" content="{}"><script src="{}" defer></script>',
        HTMX_CONFIG,
        static("django_htmx/htmx-2.min.js"),
    )


@register.simple_tag
def breadcrumbs(links: Sequence[navigation.Link] | str) -> SafeString:
    """Draw the breadcrumbs, or nothing where the page has none."""
    return navigation.breadcrumbs(links) if links and not isinstance(links, str) else NOTHING


@register.simple_tag
def text_field(**view: Any) -> SafeString:
    """Draw a one-line field from the attributes of `FieldView`."""
    return fields.text_field(FieldView(**view))


@register.simple_tag
def textarea_field(rows: int = 5, **view: Any) -> SafeString:
    """Draw a long text."""
    return fields.textarea_field(FieldView(**view), rows=rows)


@register.simple_tag
def select_field(choices: Sequence[tuple[str, str]], **view: Any) -> SafeString:
    """Draw a pull-down from pairs of value and label."""
    return fields.select_field(
        FieldView(**view), [Choice(str(value), str(label)) for value, label in choices]
    )


@register.simple_tag
def radio_group(choices: Sequence[tuple[str, str]], **view: Any) -> SafeString:
    """Draw radio buttons from pairs of value and label."""
    return fields.radio_group(FieldView(**view), [Choice(str(value), str(label)) for value, label in choices])


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """Draw the error summary of a Django form."""
    return notices.error_summary(forms.error_links(form))


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """Draw every field of a Django form as components, hidden ones included."""
    return forms.form_fields(form)


@register.simple_tag
def form_field(bound: BoundField) -> SafeString:
    """Draw one field of a Django form."""
    return forms.form_field(bound)


@register.simple_tag
def refusal_heading(status: int) -> str:
    """Return the heading of the page that says no."""
    headings = {
        403: _("このページは使えません"),
        404: _("ページが見つかりません"),
        409: _("ほかの人が先に変更しました"),
        429: _("回数が多すぎます"),
    }
    return headings.get(status, _("受け付けできません"))


@register.simple_block_tag
def notice(
    content: str, kind: notices.NoticeKind, heading: str, *, live: bool = False, level: int = 2
) -> SafeString:
    """Draw a banner around the body."""
    return notices.notice(kind, heading, SafeString(content.strip()), live=live, level=level)


@register.simple_block_tag
def disclosure(content: str, summary: str, *, opened: bool = False) -> SafeString:
    """Fold the body away under a summary."""
    return notices.disclosure(summary, SafeString(content), opened=opened)


@register.simple_block_tag
def panel(content: str, heading: str = "", level: int = 2) -> SafeString:
    """Frame the body."""
    return notices.panel(SafeString(content), heading=heading, level=level)


@register.simple_block_tag
def definition(content: str, term: str) -> SafeString:
    """Explain a word with the body."""
    return notices.definition(term, SafeString(content))


@register.simple_block_tag
def empty_state(content: str, sentence: str) -> SafeString:
    """Say that there is nothing; the body offers what can be done."""
    return notices.empty_state(sentence, SafeString(content.strip()))
