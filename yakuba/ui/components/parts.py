"""Questions answered in several boxes: name, address, date, bank account.

Every box is named `<name>.<part>` and has the id `<id>-<part>`; the fieldset around them is `<id>`. Errors are
given per part; the error under the key "" belongs to the question as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from yakuba.kernel.values.prefectures import PREFECTURES
from yakuba.ui.components.actions import change_button
from yakuba.ui.components.fields import (
    Choice,
    FieldView,
    Width,
    error_text,
    grouped,
    radio_group,
    select_field,
    select_input,
    text_field,
    text_input,
    wrapped,
)
from yakuba.ui.components.markup import NOTHING, joined, markup


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsView:
    """What a page knows of one question of several boxes."""

    id: str
    name: str
    label: str
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    help: str = ""
    required: bool = False
    mark: bool = True
    own: bool = False
    """The answer is about the person typing: only then `autocomplete` is written (WCAG 1.3.5)."""
    origin: str = ""
    readback: str = ""
    """How the office understood the answer, e.g. 「昭和55年（1980年）4月1日」."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further attributes of every box."""

    def whole(self) -> FieldView:
        """Return the view of the fieldset: legend, help, origin and the error of the whole."""
        return FieldView(
            id=self.id,
            name=self.name,
            label=self.label,
            help=self.help,
            required=self.required,
            mark=self.mark,
            error=self.errors.get("", ""),
            origin=self.origin,
        )

    def part(
        self,
        part: str,
        label: str,
        *,
        purpose: str = "",
        width: Width = "full",
        required: bool | None = None,
        inputmode: str = "",
        help: str = "",
        suffix: str = "",
        placeholder: str = "",
        lang: str = "",
        kind: str = "text",
    ) -> FieldView:
        """Return the view of one box. `purpose` is its autocomplete token, used when the answer is one's own."""
        return FieldView(
            id=f"{self.id}-{part}",
            name=f"{self.name}.{part}",
            label=label,
            value=self.values.get(part, ""),
            error=self.errors.get(part, ""),
            required=self.required if required is None else required,
            mark=False,
            autocomplete=purpose if self.own else "",
            width=width,
            inputmode=inputmode,
            help=help,
            suffix=suffix,
            placeholder=placeholder,
            lang=lang,
            type=kind,
            extra=self.extra,
        )


def _row(*fields: SafeString) -> SafeString:
    return markup('<div class="parts">{}</div>', joined(fields))


def _readback(view: PartsView) -> SafeString:
    if not view.readback:
        return NOTHING
    return markup('<p class="field__readback" id="{}-readback">{}</p>', view.id, view.readback)


def name_field(
    view: PartsView, *, kana: bool = True, former: bool = False, alias: bool = False, latin: bool = False
) -> SafeString:
    """Ask for a name. Parts: family, given; family_kana, given_kana; former (旧氏); alias (通称); latin.

    The boxes never forbid a character: 々, ー, variation sequences and rare kanji are all somebody's name.
    """
    rows = [
        _row(
            text_field(view.part("family", pgettext("name", "氏"), purpose="family-name", lang="ja")),
            text_field(view.part("given", pgettext("name", "名"), purpose="given-name", lang="ja")),
        )
    ]
    if kana:
        rows.append(
            _row(
                text_field(view.part("family_kana", _("氏のフリガナ"), lang="ja")),
                text_field(view.part("given_kana", _("名のフリガナ"), lang="ja")),
            )
        )
    if former:
        label = _("旧氏（ある場合）") if alias else _("旧氏・通称（ある場合）")
        rows.append(text_field(view.part("former", label, required=False, width="m", lang="ja")))
    if alias:
        rows.append(
            text_field(view.part("alias", _("通称（ある場合）"), required=False, width="l", lang="ja"))
        )
    if latin:
        rows.append(text_field(view.part("latin", _("ローマ字の氏名"), required=False, width="l", lang="en")))
    return grouped(view.whole(), joined(rows))


def address_field(view: PartsView, *, lookup_name: str = "lookup") -> SafeString:
    """Ask for an address in Japan. Parts: postcode, prefecture, city, town, street, building.

    The look-up button submits the page with `<lookup_name>=<name>`. Postcodes the office does not know leave the
    other boxes to be typed.
    """
    code = view.part(
        "postcode",
        _("郵便番号"),
        purpose="postal-code",
        inputmode="numeric",
        width="s",
        help=_("7けたの数字"),
    )
    button = change_button(lookup_name, view.name, _("住所を入れる"), at=view.id)
    code_line = wrapped(code, markup('<div class="inline">{}{}</div>', text_input(code), button))
    prefecture = view.part("prefecture", _("都道府県"), purpose="address-level1", width="m", lang="ja")
    rest = (
        select_field(prefecture, prefectures(get_language() or "ja")),
        text_field(view.part("city", _("市区町村"), purpose="address-level2", width="m", lang="ja")),
        *(
            text_field(view.part(part, label, purpose=purpose, required=False, width="l", lang="ja"))
            for part, label, purpose in (
                ("town", _("町名"), "address-level3"),
                ("street", _("番地"), "address-line1"),
                ("building", _("建物名・部屋番号（ある場合）"), "address-line2"),
            )
        ),
    )
    return grouped(view.whole(), joined((code_line, *rest)))


@lru_cache(maxsize=8)
def prefectures(language: str) -> tuple[Choice, ...]:
    """The prefectures to choose from, with reading or Latin letters where the language of the page asks for it."""
    if language == "en":
        return tuple(Choice(one.name, f"{one.latin} {one.name}") for one in PREFECTURES)
    if language == "ja-easy":
        return tuple(Choice(one.name, f"{one.name}（{one.reading}）") for one in PREFECTURES)
    return tuple(Choice(one.name, one.name) for one in PREFECTURES)


DateMeaning = Literal["birthday", "other"]


def date_field(view: PartsView, *, eras: Sequence[Choice] = (), meaning: DateMeaning = "other") -> SafeString:
    """Ask for a date as people write it. Parts: era (only with `eras`; "" is 西暦), year, month, day.

    `eras` are offered newest first. The year box takes 元 too; `view.readback` shows both reckonings afterwards.
    A part error is shown once, under the boxes, and marks its own box.
    """
    birthday = meaning == "birthday"
    boxes = []
    if eras:
        era = view.part("era", _("年号"))
        boxes.append(_date_box(era, select_input(era, eras, empty=_("西暦"))))
    for part, label in (
        ("year", pgettext("date", "年")),
        ("month", pgettext("date", "月")),
        ("day", pgettext("date", "日")),
    ):
        one = view.part(
            part,
            label,
            purpose=f"bday-{part}" if birthday else "",
            width="xs" if part != "year" else "s",
            inputmode="numeric" if part != "year" or not eras else "",
        )
        boxes.append(_date_box(one, text_input(one)))
    part_errors = joined(
        error_text(f"{view.id}-{part}", view.errors[part])
        for part in ("era", "year", "month", "day")
        if view.errors.get(part)
    )
    row = markup('<div class="date">{}</div>', joined(boxes))
    return grouped(view.whole(), joined((row, part_errors, _readback(view))))


def _date_box(view: FieldView, control: SafeString) -> SafeString:
    return markup(
        '<div class="date__part date__part--{}"><label class="date__label" for="{}">{}</label>{}</div>',
        view.name.rpartition(".")[2],
        view.id,
        view.label,
        control,
    )


def bank_account_field(view: PartsView, *, bank_found: str = "", branch_found: str = "") -> SafeString:
    """Ask for an account to pay into. Parts: bank, branch, type, number, holder (kana).

    `type` sends ordinary (普通), current (当座) or savings (貯蓄). Bank and branch take a code or a name;
    `bank_found` and `branch_found` say which one the office found.
    """
    kinds = (
        Choice("ordinary", pgettext("account", "普通")),
        Choice("current", pgettext("account", "当座")),
        Choice("savings", pgettext("account", "貯蓄")),
    )
    fields = (
        _found(
            view.part("bank", _("金融機関"), width="l", help=_("名前か4けたの番号"), lang="ja"), bank_found
        ),
        _found(
            view.part("branch", _("支店"), width="l", help=_("名前か3けたの番号"), lang="ja"), branch_found
        ),
        radio_group(view.part("type", _("預金の種類")), kinds, inline=True),
        text_field(
            view.part(
                "number",
                _("口座番号"),
                width="m",
                inputmode="numeric",
                help=_("7けたの数字。足りないときは、前に0を付けてください"),
            )
        ),
        text_field(
            view.part(
                "holder",
                _("口座名義（カタカナ）"),
                width="l",
                help=_("通帳のとおりに書いてください"),
                lang="ja",
            )
        ),
    )
    return grouped(view.whole(), joined(fields))


def _found(view: FieldView, found: str) -> SafeString:
    if not found:
        return text_field(view)
    note = markup('<p class="field__readback" id="{}-found">{}</p>', view.id, found)
    return wrapped(view, joined((text_input(view, f"{view.id}-found"), note)))
