"""Forms of the Internet face."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yakuba.identity.web.forms.fields import CodeField, EmailField, PasswordField


class AddressForm(forms.Form):
    """Which e-mail address."""

    email = EmailField(label=_("メールアドレス"), help_text=_("6けたの確認番号を送ります。"))


class CodeForm(forms.Form):
    """The six digits of the mail."""

    code = CodeField(
        label=_("確認番号（6けた）"), help_text=_("メールに書いてある番号です。15分間使えます。")
    )


class SignInForm(forms.Form):
    """Address and password."""

    email = EmailField(label=_("メールアドレス"))
    password = PasswordField(label=_("パスワード"))


class NewPasswordForm(forms.Form):
    """A password to be used from now on."""

    new = PasswordField(
        new=True, label=_("新しいパスワード"), help_text=_("10文字以上。数字だけのものは使えません。")
    )


class ChangePasswordForm(forms.Form):
    """The present password and the one to come."""

    password = PasswordField(label=_("いまのパスワード"))
    new = PasswordField(
        new=True, label=_("新しいパスワード"), help_text=_("10文字以上。数字だけのものは使えません。")
    )


class ChangeAddressForm(forms.Form):
    """The address to come, with the password."""

    email = EmailField(label=_("新しいメールアドレス"), help_text=_("6けたの確認番号を送ります。"))
    password = PasswordField(label=_("いまのパスワード"))


class CloseForm(forms.Form):
    """The password, before something that cannot be taken back."""

    password = PasswordField(label=_("いまのパスワード"))
