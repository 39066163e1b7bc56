"""What the office may choose: every option of the house on one page, each with its help and its default."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from yakuba.kernel import options
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.ui.components.fields import FieldView, number_field, text_field, yes_no_field
from yakuba.ui.components.lists import simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.notices import ErrorLink
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage


def _value(one: options.AnyOption) -> str:
    value = one.value()
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return str(value) if value != "" else "（なし）"


CHOICES: ListPage[options.AnyOption] = ListPage(
    name="options",
    caption="設定",
    columns=(
        Column(
            "label",
            "項目",
            lambda one: markup('<a href="{}">{}</a>', reverse("setting", args=[one.code]), one.label),
            heads_row=True,
        ),
        Column("value", "いまの値", _value),
        Column("help", "説明", lambda one: one.help),
    ),
)


@page(permission=options.SET_OPTIONS)
def settings_list(request: PageRequest) -> HttpResponse:
    """All options with what holds now."""
    return render(
        request,
        "portal/staff/settings.html",
        {"table": simple_table(CHOICES, None, options.all_options())},
    )


@page(permission=options.SET_OPTIONS)
def setting(request: PageRequest, code: str) -> HttpResponseBase:
    """One option: what it does, what holds now, another value."""
    one = options.option(code)
    if one is None:
        raise NotFound()
    if request.method == "POST":
        text = str(request.POST.get("value", ""))
        try:
            options.choose(request.actor, code=code, value=one.read(text))
        except Refusal as refusal:
            return _form(request, one, text, str(refusal.sentence))
        return HttpResponseRedirect(reverse("settings"))
    value = one.value()
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return _form(request, one, text)


def _form(request: PageRequest, one: options.AnyOption, text: str, error: str = "") -> HttpResponse:
    return render(
        request,
        "portal/staff/setting.html",
        {
            "option": one,
            "field": _field(one, text, error),
            "errors": [ErrorLink("value", error)] if error else [],
            "has_errors": bool(error),
        },
        status=422 if error else 200,
    )


def _field(one: options.AnyOption, text: str, error: str) -> SafeString:
    view = FieldView(
        id="value",
        name="value",
        label=one.label,
        value=text,
        help=one.help,
        error=error,
        required=True,
        mark=False,
    )
    if isinstance(one.default, bool):
        return yes_no_field(view)
    return number_field(view) if isinstance(one.default, int) else text_field(view)
