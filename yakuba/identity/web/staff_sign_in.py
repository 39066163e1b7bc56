"""The staff face: password, then the second factor; whoever has none sets one up and can do nothing else."""

import json

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.identity import second_factors
from yakuba.identity.actions.sign_out import sign_out as end_session
from yakuba.identity.allauth_adapter import Adapter
from yakuba.identity.attempts import network_of
from yakuba.identity.flows import staff_sign_in as steps
from yakuba.identity.qr import svg
from yakuba.identity.web.answers import go_on, refuse_into, safe_next, session_of, show_form
from yakuba.identity.web.forms.staff import (
    FirstPasswordForm,
    PasskeyAnswerForm,
    PasskeyForm,
    SecondFactorForm,
    StaffSignInForm,
    TotpForm,
)
from yakuba.kernel.actor import Kind
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.ui.pages import PageRequest, page, render

ANYBODY: frozenset[Kind] = frozenset({"anonymous", "staff"})
PAGES = {"password": "sign_in_password", "second": "sign_in_second", "set_up": "sign_in_set_up"}
AFTERWARDS = ("desk", "sections")


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=ANYBODY)
def sign_in(request: PageRequest) -> HttpResponse:
    """Login and password."""
    wanted = safe_next(request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST" and request.actor.kind == "staff":
        return render(request, "identity/staff/signed_in.html", {"next": wanted})
    if request.method != "POST" and steps.stage_of(session_of(request)):
        return next_step(request, wanted)
    form, status = StaffSignInForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            steps.begin(
                login=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
                network=network_of(request),
                next_path=wanted,
                store=session_of(request),
            )
            return next_step(request, wanted)
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _show(request, "identity/staff/sign_in.html", form, status=status, next=wanted)


def _show(
    request: PageRequest, template: str, form: forms.Form, *, status: int | None, **context: object
) -> HttpResponse:
    """A page of a step; nobody is signed in yet, so there is no menu."""
    return show_form(request, template, form, status=status, navigation=(), **context)


def next_step(request: PageRequest, wanted: str = "") -> HttpResponse:
    """Where a sign-in goes on: the page of its step, or the desk."""
    stage = steps.stage_of(session_of(request))
    return HttpResponseRedirect(reverse(PAGES[stage])) if stage else go_on(wanted, *AFTERWARDS)


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=ANYBODY)
def choose_password(request: PageRequest) -> HttpResponse:
    """Another password in place of the one that was handed over."""
    store = session_of(request)
    if steps.stage_of(store) != "password":
        return HttpResponseRedirect(reverse("sign_in"))
    wanted = str(store.get("next", ""))
    form, status = FirstPasswordForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            steps.choose_password(new=form.cleaned_data["new"], store=store)
            return next_step(request, wanted)
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _show(request, "identity/staff/first_password.html", form, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=ANYBODY)
def second_step(request: PageRequest) -> HttpResponse:
    """The digits of an app, a recovery code, or a passkey."""
    store = session_of(request)
    if steps.stage_of(store) != "second":
        return HttpResponseRedirect(reverse("sign_in"))
    wanted = str(store.get("next", ""))
    by_passkey = "answer" in request.POST
    form: SecondFactorForm | PasskeyAnswerForm = (
        PasskeyAnswerForm(request.POST) if by_passkey else SecondFactorForm(request.POST or None)
    )
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            if by_passkey:
                steps.show_passkey(answer=form.cleaned_data["answer"], store=store)
            else:
                steps.show_code(typed=form.cleaned_data["code"], store=store)
            return go_on(wanted, *AFTERWARDS)
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _second_page(request, form, status)


def _second_page(
    request: PageRequest, form: SecondFactorForm | PasskeyAnswerForm, status: int | None
) -> HttpResponse:
    account = steps.half_signed_in(session_of(request), "second")
    factors = second_factors.factors_of(account)
    options = json.dumps(second_factors.passkey_challenge(account)) if factors.passkeys else ""
    code_form = form if isinstance(form, SecondFactorForm) else SecondFactorForm()
    return _show(
        request, "identity/staff/second.html", form, status=status, code_form=code_form, options=options
    )


@page(open_to=ANYBODY)
def set_up(request: PageRequest) -> HttpResponse:
    """Choose which second factor to set up."""
    if steps.stage_of(session_of(request)) != "set_up":
        return HttpResponseRedirect(reverse("sign_in"))
    return render(request, "identity/staff/set_up.html", {"navigation": ()})


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=ANYBODY)
def set_up_totp(request: PageRequest) -> HttpResponse:
    """Set an authenticator app up as the first second factor."""
    store = session_of(request)
    if steps.stage_of(store) != "set_up":
        return HttpResponseRedirect(reverse("sign_in"))
    form, status = TotpForm(request.POST or None), None
    secret = totp_secret(request)
    if request.method == "POST" and form.is_valid():
        try:
            steps.set_up_totp(secret=secret, code=form.cleaned_data["code"], store=store)
            return HttpResponseRedirect(reverse("own_recovery_codes"))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _show(
        request, "identity/staff/totp.html", form, status=status, secret=in_groups(secret), first=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=ANYBODY)
def set_up_passkey(request: PageRequest) -> HttpResponse:
    """Set a passkey up as the first second factor."""
    store = session_of(request)
    if steps.stage_of(store) != "set_up":
        return HttpResponseRedirect(reverse("sign_in"))
    form, status = PasskeyForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            steps.set_up_passkey(
                name=form.cleaned_data["name"], answer=form.cleaned_data["answer"], store=store
            )
            return HttpResponseRedirect(reverse("own_recovery_codes"))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    account = steps.half_signed_in(store, "set_up")
    options = json.dumps(second_factors.registration_challenge(account))
    return _show(request, "identity/staff/passkey.html", form, status=status, options=options, first=True)


@page(open_to=ANYBODY)
def totp_qr(request: PageRequest) -> HttpResponse:
    """The QR code of the secret in this session, as an SVG file of its own (no inline style, no third party)."""
    secret = request.session.get("totp_secret", "")
    row = session_of(request).row
    if not secret or row is None or row.account is None:
        raise NotFound()
    address = Adapter().build_totp_url(row.account, str(secret))
    return HttpResponse(svg(address), content_type="image/svg+xml")


def totp_secret(request: PageRequest) -> str:
    """The secret this session is about to give to an app; made at the first look, the same until it is used."""
    secret = request.session.get("totp_secret")
    if not secret:
        secret = request.session["totp_secret"] = second_factors.new_totp_secret()
    return str(secret)


def in_groups(secret: str) -> str:
    """A secret as people type it: groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@require_POST
@page(open_to=ANYBODY)
def sign_out(request: PageRequest) -> HttpResponseBase:
    """End the session."""
    end_session(request.actor, store=session_of(request))
    return HttpResponseRedirect(reverse("sign_in"))
