"""The staff face: one's own password, second factors, recovery codes and sessions."""

import json

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.identity import second_factors
from yakuba.identity.actions.add_passkey import add_passkey
from yakuba.identity.actions.add_totp import add_totp
from yakuba.identity.actions.change_password import change_password
from yakuba.identity.actions.remove_factor import remove_factor
from yakuba.identity.actions.renew_recovery_codes import renew_recovery_codes
from yakuba.identity.actions.revoke_other_sessions import revoke_other_sessions
from yakuba.identity.actions.revoke_session import revoke_session
from yakuba.identity.flows import passwords
from yakuba.identity.flows.staff_sign_in import WRONG_PASSKEY
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import account_of, sessions_of
from yakuba.identity.web.answers import number_of, refuse_into, said, say, session_of, show_form
from yakuba.identity.web.forms.staff import (
    ConfirmForm,
    PasskeyWithPasswordForm,
    StaffPasswordForm,
    TotpWithPasswordForm,
)
from yakuba.identity.web.staff_sign_in import in_groups, totp_secret
from yakuba.kernel.refusals import Refusal
from yakuba.ui.components.navigation import Link
from yakuba.ui.pages import PageRequest, page, render


def _crumbs(here: str) -> list[Link]:
    return [Link("サインインの設定", reverse("own_sign_in")), Link(here)]


@page(permission=OWN_SIGN_IN)
def overview(request: PageRequest) -> HttpResponse:
    """What one signs in with, and where one is signed in."""
    account = account_of(request.actor)
    row = session_of(request).row
    context = {
        "account": account,
        "factors": second_factors.factors_of(account),
        "sessions": sessions_of(account, settings.FACE),
        "this": row.pk if row else None,
        "notices": said(request),
    }
    return render(request, "identity/staff/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=OWN_SIGN_IN)
def password(request: PageRequest) -> HttpResponse:
    """Another password."""
    form, status = StaffPasswordForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            row = session_of(request).row
            change_password(request.actor, new=form.cleaned_data["new"], keep=row.pk if row else None)
            return _done(request, "パスワードを変えました。ほかの端末のサインインは終わりました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _ask(request, form, status, "パスワードを変える", "変えると、ほかの端末のサインインは終わります。")


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=OWN_SIGN_IN)
def totp(request: PageRequest) -> HttpResponse:
    """Add an authenticator app."""
    form, status = TotpWithPasswordForm(request.POST or None), None
    secret = totp_secret(request)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            had = second_factors.factors_of(account_of(request.actor)).any
            add_totp(request.actor, secret=secret, code=form.cleaned_data["code"])
            session_of(request).pop("totp_secret", None)
            return _added(request, had=had)
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(
        request,
        "identity/staff/totp.html",
        form,
        status=status,
        secret=in_groups(secret),
        breadcrumb=_crumbs("認証アプリを加える"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=OWN_SIGN_IN)
def passkey(request: PageRequest) -> HttpResponse:
    """Add a passkey."""
    form, status = PasskeyWithPasswordForm(request.POST or None), None
    account = account_of(request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            had = second_factors.factors_of(account).any
            answer = form.cleaned_data["answer"]
            if not isinstance(answer, dict) or not second_factors.registers(answer):
                raise Refusal("wrong_passkey", WRONG_PASSKEY)
            add_passkey(request.actor, name=form.cleaned_data["name"], answer=answer)
            return _added(request, had=had)
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(
        request,
        "identity/staff/passkey.html",
        form,
        status=status,
        options=json.dumps(second_factors.registration_challenge(account)),
        breadcrumb=_crumbs("パスキーを加える"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=OWN_SIGN_IN)
def remove(request: PageRequest, factor: str) -> HttpResponse:
    """Remove an app or a passkey."""
    form, status = ConfirmForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            remove_factor(request.actor, factor=factor, may_be_last=settings.DEMO)
            return _done(request, "外しました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _ask(request, form, status, "二つめの手段を外す", "外したものでは、サインインできなくなります。")


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=OWN_SIGN_IN)
def renew(request: PageRequest) -> HttpResponse:
    """Make new recovery codes."""
    form, status = ConfirmForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            renew_recovery_codes(request.actor)
            request.session["show_recovery"] = True
            return HttpResponseRedirect(reverse("own_recovery_codes"))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _ask(
        request, form, status, "予備の番号を作り直す", "作り直すと、前の予備の番号は使えなくなります。"
    )


@page(permission=OWN_SIGN_IN)
def codes(request: PageRequest) -> HttpResponse:
    """The recovery codes, once, to be printed or copied down."""
    if not request.session.pop("show_recovery", False):
        return HttpResponseRedirect(reverse("own_sign_in"))
    context = {
        "codes": second_factors.recovery_codes(account_of(request.actor)),
        "breadcrumb": _crumbs("予備の番号"),
    }
    return render(request, "identity/staff/recovery_codes.html", context)


@require_POST
@page(permission=OWN_SIGN_IN)
def end_sessions(request: PageRequest) -> HttpResponse:
    """End one other session, or all of them."""
    wanted = request.POST.get("session", "")
    if wanted == "others":
        row = session_of(request).row
        revoke_other_sessions(request.actor, keep=row.pk if row else None)
    else:
        revoke_session(request.actor, session_id=number_of(wanted))
    return _done(request, "その端末のサインインを終わらせました。")


def _added(request: PageRequest, *, had: bool) -> HttpResponse:
    if had:
        return _done(request, "加えました。次のサインインから使えます。")
    request.session["show_recovery"] = True
    return HttpResponseRedirect(reverse("own_recovery_codes"))


def _done(request: PageRequest, sentence: str) -> HttpResponse:
    say(request, sentence)
    return HttpResponseRedirect(reverse("own_sign_in"))


def _ask(
    request: PageRequest,
    form: StaffPasswordForm | ConfirmForm,
    status: int | None,
    heading: str,
    lead: str,
) -> HttpResponse:
    return show_form(
        request,
        "identity/staff/confirm.html",
        form,
        status=status,
        heading=heading,
        lead=lead,
        back=reverse("own_sign_in"),
        breadcrumb=_crumbs(heading),
    )
