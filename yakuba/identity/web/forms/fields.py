"""Fields that read what people type, and refuse it in the house's sentences."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yakuba.identity.rules.password import LONGEST
from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.email_address import parse_email
from yakuba.kernel.values.japanese_text import clean_line

UNREADABLE = "パスキーの答えを読めませんでした。もう一度お試しください。"
EMPTY = {"required": _("入力してください。")}


def explained(bad: BadValue) -> forms.ValidationError:
    """The sentence of a value that cannot be read, in the reader's language."""
    template = gettext(bad.template)
    return forms.ValidationError(template % bad.params if bad.params else template, code="bad_value")


class LineField(forms.CharField):
    """One line of text, kept exactly as it was typed; control characters and the like are refused."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", EMPTY)
        super().__init__(strip=True, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return clean_line(text)
        except BadValue as bad:
            raise explained(bad) from None


class EmailField(forms.CharField):
    """An e-mail address of the person who types it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "data-width": "l"})
        super().__init__(widget=widget, error_messages=EMPTY, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return parse_email(text) if text else ""
        except BadValue as bad:
            raise explained(bad) from None


class PasswordField(forms.CharField):
    """A password; `new` ones are offered to the browser's keeper as new."""

    def __init__(self, *, new: bool = False, **options: Any) -> None:
        token = "new-password" if new else "current-password"
        widget = forms.PasswordInput(attrs={"autocomplete": token, "data-width": "l"})
        errors = {**EMPTY, "max_length": _("パスワードは200文字までにしてください。")}
        super().__init__(widget=widget, strip=False, max_length=LONGEST, error_messages=errors, **options)


class CodeField(forms.CharField):
    """Six digits from a mail or an app."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "data-width": "s"}
        )
        super().__init__(widget=widget, error_messages=EMPTY, **options)


class DayField(forms.DateField):
    """A day, in the browser's own control or as 2026-04-01."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "data-width": "m"}, format="%Y-%m-%d")
        errors: dict[str, Any] = {**EMPTY, "invalid": "日付は 2026-04-01 のように入れてください。"}
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], error_messages=errors, **options)


class PasskeyAnswerField(forms.CharField):
    """What the browser answered to a challenge for a passkey, as JSON; put there by the page's script."""

    LONGEST = 100_000

    def __init__(self) -> None:
        errors = {
            "required": "パスキーの答えが届きませんでした。ブラウザーのJavaScriptを有効にして、もう一度お試しください。",
            "max_length": UNREADABLE,
        }
        super().__init__(
            label="パスキーの答え", widget=forms.HiddenInput, max_length=self.LONGEST, error_messages=errors
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(UNREADABLE) from None
