"""Forms of the staff face. Japanese only."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms

from yakuba.identity.models import Section
from yakuba.identity.web.forms.fields import (
    EMPTY,
    CodeField,
    DayField,
    EmailField,
    LineField,
    PasskeyAnswerField,
    PasswordField,
)

A_DAY = timedelta(days=1)
Pairs = Iterable[tuple[str, str]]


class StaffSignInForm(forms.Form):
    """Login and password."""

    login = forms.CharField(
        label="ログイン名",
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "data-width": "l"}
        ),
        error_messages=EMPTY,
    )
    password = PasswordField(label="パスワード")


class SecondFactorForm(forms.Form):
    """Digits of an app, or a recovery code."""

    code = CodeField(label="番号", help_text="認証アプリに出ている6けたの番号、または予備の番号（8けた）")


class TotpForm(forms.Form):
    """The digits the app shows after it read the QR code."""

    code = CodeField(label="アプリに出た番号（6けた）")


class TotpWithPasswordForm(TotpForm):
    """The same, with the password, when one is signed in already."""

    password = PasswordField(label="いまのパスワード")


class PasskeyForm(forms.Form):
    """A name for the new passkey, and what the browser answered."""

    name = LineField(
        label="パスキーの名前",
        max_length=50,
        required=False,
        help_text="例：窓口のパソコン、自分のスマートフォン",
    )
    answer = PasskeyAnswerField()


class PasskeyWithPasswordForm(PasskeyForm):
    """The same, with the password, when one is signed in already."""

    password = PasswordField(label="いまのパスワード")


class PasskeyAnswerForm(forms.Form):
    """What the browser answered when it was asked for a passkey."""

    answer = PasskeyAnswerField()


class FirstPasswordForm(forms.Form):
    """The password that takes the place of the one handed over."""

    new = PasswordField(
        new=True, label="新しいパスワード", help_text="10文字以上。数字だけのものは使えません。"
    )


class StaffPasswordForm(FirstPasswordForm):
    """The present password and the one to come."""

    password = PasswordField(label="いまのパスワード")
    field_order = ("password", "new")


class ConfirmForm(forms.Form):
    """The password, before something weighty."""

    password = PasswordField(label="いまのパスワード")


class StaffForm(forms.Form):
    """A new member of staff."""

    login = LineField(
        label="ログイン名", max_length=40, help_text="半角の英小文字と数字。あとから変えられません。"
    )
    family = LineField(label="氏", max_length=100)
    given = LineField(label="名", max_length=100)
    family_kana = LineField(label="氏のフリガナ", max_length=100, required=False)
    given_kana = LineField(label="名のフリガナ", max_length=100, required=False)
    email = EmailField(label="仕事のメールアドレス", required=False)


def _select(
    label: str, choices: Pairs, *, required: bool = True, empty: str = "選んでください"
) -> forms.ChoiceField:
    errors: dict[str, Any] = {
        **EMPTY,
        "required": "選んでください。",
        "invalid_choice": "一覧から選んでください。",
    }
    return forms.ChoiceField(
        label=label, choices=[("", empty), *choices], required=required, error_messages=errors
    )


class AppointmentForm(forms.Form):
    """A role in a section from a day, perhaps to a last day."""

    since = DayField(label="始まる日")
    last_day = DayField(
        label="終わる日", required=False, help_text="決まっていなければ空けておきます。この日まで有効です。"
    )

    def __init__(self, *args: Any, sections: Pairs, roles: Pairs, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["section"] = _select("組織", sections)
        self.fields["role"] = _select("役割", roles)
        self.order_fields(["section", "role", "since", "last_day"])


class EndAppointmentForm(forms.Form):
    """The last day of an appointment."""

    last_day = DayField(
        label="終わる日", help_text="この日まで有効です。始まる日より前にすると、取り消しになります。"
    )


class _SectionFields(forms.Form):
    """What a section has in every term."""

    name = LineField(label="名前", max_length=100)
    since = DayField(label="いつから")
    phone = LineField(label="電話", max_length=40, required=False)
    sign = LineField(label="文書番号の記号", max_length=20, required=False, help_text="例：豊子子")

    def __init__(self, *args: Any, sections: Pairs, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"] = _select("上の組織", sections, required=False, empty="なし（区長の直下）")
        self.order_fields(self.field_order)


class OpenSectionForm(_SectionFields):
    """A new section."""

    code = forms.SlugField(
        label="コード",
        max_length=60,
        help_text="半角の英数字と「_」。あとから変えられません。",
        error_messages={**EMPTY, "invalid": "半角の英数字と「_」「-」だけにしてください。"},
    )
    kind = forms.ChoiceField(label="種類", choices=Section.Kind.choices, error_messages=EMPTY)
    field_order = ("name", "kind", "parent", "since", "code", "phone", "sign")


class RenameSectionForm(_SectionFields):
    """Another name or place."""

    field_order = ("name", "parent", "since", "phone", "sign")


class OtherNamesForm(forms.Form):
    """The name of a section in other languages."""

    name_en = LineField(
        label="英語",
        max_length=100,
        required=False,
        help_text="英語のお知らせとページに出ます。書かないと、日本語の名前が出ます。",
    )
    name_easy = LineField(
        label="やさしい日本語",
        max_length=100,
        required=False,
        help_text="例：子育（こそだ）て支援課（しえんか）",
    )


class MergeSectionForm(forms.Form):
    """The end of a section and who carries its work on."""

    on = DayField(label="いつから", help_text="この日から、仕事は引き継ぐ組織のものになります。")

    def __init__(self, *args: Any, sections: Pairs, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"] = _select(
            "引き継ぐ組織", sections, required=False, empty="なし（終わるだけ）"
        )


class AsOfForm(forms.Form):
    """The day on which the organisation is looked at."""

    on = DayField(label="見る日", required=False)
