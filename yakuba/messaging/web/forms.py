"""The forms in which the office writes its own words and connects an account of LINE."""

from typing import Any

from django import forms

from yakuba.messaging.rules.line_channels import LONGEST_NAME
from yakuba.messaging.rules.wording import LONGEST_BODY, LONGEST_SUBJECT, Words, tidy


class WordsForm(forms.Form):
    """Subject, body, and the version its writer had before them."""

    subject = forms.CharField(label="件名", max_length=LONGEST_SUBJECT, strip=True)
    body = forms.CharField(label="本文", max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 14}))
    seen_version = forms.IntegerField(min_value=0, max_value=2**31 - 2, widget=forms.HiddenInput)

    def words(self) -> Words:
        """What was written, with one kind of line break."""
        return Words(self.cleaned_data["subject"], tidy(self.cleaned_data["body"]))


class LineChannelForm(forms.Form):
    """The credentials of an official account, as LINE Developers shows them."""

    name = forms.CharField(
        label="公式アカウントの名前", max_length=LONGEST_NAME, help_text="職員の画面だけで使います。"
    )
    channel_id = forms.CharField(
        label="チャネルID", max_length=20, help_text="LINE Developersの「チャネル基本設定」にある数字です。"
    )
    secret = forms.CharField(
        label="チャネルシークレット",
        max_length=64,
        help_text="同じ画面にある32文字です。",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    token = forms.CharField(
        label="チャネルアクセストークン（長期）",
        max_length=700,
        help_text="「Messaging API設定」のいちばん下で発行します。",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    app_url = forms.CharField(
        label="LINEミニアプリ（LIFF）の番地",
        max_length=100,
        required=False,
        help_text="あれば、申請のページがLINEの中で開きます。例：https://miniapp.line.me/2000000001-AbCdEfGh",
    )


class NewLineChannelForm(LineChannelForm):
    """The same, with the code under which the house knows the account from now on."""

    code = forms.CharField(
        label="記号",
        max_length=39,
        help_text="半角の小文字と数字とハイフン。あとから変えられません。例：toshima-line",
    )
    field_order = ("name", "code", "channel_id", "secret", "token", "app_url")


class ChangeLineChannelForm(LineChannelForm):
    """The same for an account that is connected: an empty secret or token leaves the old one."""

    active = forms.BooleanField(label="この公式アカウントを使う", required=False)
    seen_version = forms.IntegerField(min_value=1, max_value=2**31 - 2, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("secret", "token"):
            self.fields[name].required = False
            self.fields[name].help_text = "変えるときだけ入力してください。"
