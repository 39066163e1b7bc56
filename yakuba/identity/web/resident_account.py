"""The Internet face: one's own account, sessions, remembered facts."""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yakuba.identity import actors
from yakuba.identity.actions.change_password import change_password
from yakuba.identity.actions.close_account import close_account
from yakuba.identity.actions.forget_fact import forget_fact
from yakuba.identity.actions.open_account import open_account
from yakuba.identity.actions.reset_password import reset_password
from yakuba.identity.actions.revoke_other_sessions import revoke_other_sessions
from yakuba.identity.actions.revoke_session import revoke_session
from yakuba.identity.actions.sign_in import sign_in
from yakuba.identity.attempts import network_of
from yakuba.identity.flows import mail_codes, passwords
from yakuba.identity.queries import account_of, facts_visible_to, sessions_of
from yakuba.identity.rules.mail_code import is_fresh
from yakuba.identity.web.answers import (
    go_on,
    number_of,
    refuse_into,
    safe_next,
    said,
    say,
    session_of,
    show_form,
)
from yakuba.identity.web.fact_words import spoken
from yakuba.identity.web.forms.residents import (
    ChangeAddressForm,
    ChangePasswordForm,
    CloseForm,
    CodeForm,
    NewPasswordForm,
)
from yakuba.kernel import clock
from yakuba.kernel.actor import Assurance, Kind
from yakuba.kernel.permissions import RESIDENTS
from yakuba.kernel.refusals import Refusal
from yakuba.ui.components.records import SummaryRow
from yakuba.ui.pages import PageRequest, page, render

OWNERS: frozenset[Kind] = frozenset({"resident"})


@page(open_to=RESIDENTS)
def account(request: PageRequest) -> HttpResponse:
    """What one is signed in as, and what can be done about it."""
    context = {
        "actor": request.actor,
        "rows": _about(request),
        "notices": said(request),
        "url_new": reverse("account_new"),
        "url_password": reverse("sign_in_password"),
    }
    return render(request, "identity/resident/account.html", context)


def _about(request: PageRequest) -> list[SummaryRow]:
    if request.actor.kind == "guest":
        kind = _("メールアドレスの確認だけ（アカウントなし）")
        return [_row(_("メールアドレス"), request.actor.email), _row(_("使い方"), kind)]
    return [
        _row(_("メールアドレス"), request.actor.email, reverse("account_email")),
        _row(_("パスワード"), "＊＊＊＊＊＊", reverse("account_password")),
    ]


def _row(label: str, value: str, change_url: str = "") -> SummaryRow:
    return SummaryRow(label=str(label), value=value, change_url=change_url)


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=RESIDENTS)
def new_account(request: PageRequest) -> HttpResponse:
    """A guest chooses a password: that makes an account, which they are signed in to."""
    wanted = safe_next(request.POST.get("next", request.GET.get("next", "")))
    if request.actor.kind == "resident":
        return go_on(wanted, "account")
    form, status = NewPasswordForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            resident = open_account(
                request.actor, password=form.cleaned_data["new"], language=get_language() or "ja"
            )
            actor = actors.for_resident(resident)
            if resident.account is not None:
                sign_in(actor, account=resident.account, store=session_of(request), how="new")
            if not wanted:
                say(request, _("アカウントを作りました。"))
            return go_on(wanted, "account")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(
        request,
        "identity/resident/account_new.html",
        form,
        status=status,
        email=request.actor.email,
        next=wanted,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=RESIDENTS)
def password(request: PageRequest) -> HttpResponse:
    """Another password: with the present one, or, as a guest whose address was just verified, without."""
    if request.actor.kind == "guest":
        return _forgotten(request)
    form, status = ChangePasswordForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            row = session_of(request).row
            change_password(request.actor, new=form.cleaned_data["new"], keep=row.pk if row else None)
            mail_codes.tell(request.actor.email, "password_changed")
            say(request, _("パスワードを変えました。ほかの端末のサインインは終わりました。"))
            return HttpResponseRedirect(reverse("account"))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(request, "identity/resident/account_password.html", form, status=status)


def _forgotten(request: PageRequest) -> HttpResponse:
    if not _just_verified(request):
        say(request, _("もう一度、メールアドレスを確かめてください。"))
        session_of(request).flush()
        return HttpResponseRedirect(f"{reverse('sign_in')}?next={reverse('account_password')}")
    form, status = NewPasswordForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            changed = reset_password(request.actor, new=form.cleaned_data["new"])
            sign_in(
                actors.for_resident(changed.resident), account=changed, store=session_of(request), how="reset"
            )
            mail_codes.tell(request.actor.email, "password_changed")
            say(request, _("パスワードを変えました。ほかの端末のサインインは終わりました。"))
            return HttpResponseRedirect(reverse("account"))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(request, "identity/resident/account_password.html", form, status=status)


def _just_verified(request: PageRequest) -> bool:
    try:
        return is_fresh(datetime.fromisoformat(str(request.session.get("verified_at", ""))), clock.now())
    except ValueError:
        return False


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
def address(request: PageRequest) -> HttpResponse:
    """Another e-mail address: a code goes to it."""
    form, status = ChangeAddressForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            email = form.cleaned_data["email"]
            request.session["code_id"] = mail_codes.ask(
                request.actor,
                email=email,
                network=network_of(request),
            )
            request.session["code_to"] = email
            return HttpResponseRedirect(reverse("account_email_code"))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(
        request, "identity/resident/account_email.html", form, status=status, email=request.actor.email
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
def address_code(request: PageRequest) -> HttpResponse:
    """The digits that went to the new address."""
    sent_to = str(request.session.get("code_to", ""))
    if not sent_to:
        return HttpResponseRedirect(reverse("account_email"))
    form, status = CodeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            mail_codes.confirm_new_address(
                request.actor,
                code_id=int(request.session.get("code_id", 0)),
                typed=form.cleaned_data["code"],
            )
            session_of(request).pop("code_to", None)
            say(request, _("メールアドレスを変えました。"))
            return HttpResponseRedirect(reverse("account"))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(
        request, "identity/resident/code.html", form, status=status, sent_to=sent_to, changing=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
def sessions(request: PageRequest) -> HttpResponse:
    """The devices on which one is signed in, each with a button that ends it."""
    if request.method == "POST":
        return end_sessions(request, "account_sessions")
    row = session_of(request).row
    rows = sessions_of(account_of(request.actor), "public")
    context = {"sessions": rows, "this": row.pk if row else None, "notices": said(request)}
    return render(request, "identity/resident/sessions.html", context)


def end_sessions(request: PageRequest, back: str) -> HttpResponse:
    """End the session named in the form, or all others."""
    wanted = request.POST.get("session", "")
    if wanted == "others":
        row = session_of(request).row
        revoke_other_sessions(request.actor, keep=row.pk if row else None)
    else:
        revoke_session(request.actor, session_id=number_of(wanted))
    say(request, _("その端末のサインインを終わらせました。"))
    return HttpResponseRedirect(reverse(back))


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
def facts(request: PageRequest) -> HttpResponse:
    """What the office remembers of one for next time, each with a button that removes it."""
    if request.method == "POST":
        forget_fact(request.actor, code=request.POST.get("code", "")[:60])
        say(request, _("消しました。次の手続では、あらかじめ入りません。"))
        return HttpResponseRedirect(reverse("account_facts"))
    rows = [spoken(fact) for fact in facts_visible_to(request.actor)]
    return render(request, "identity/resident/facts.html", {"facts": rows, "notices": said(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=OWNERS, assurance=Assurance.ACCOUNT)
def close(request: PageRequest) -> HttpResponse:
    """Give the account up, knowing what goes and what stays."""
    form, status = CloseForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
        except Refusal as refusal:
            status = refuse_into(form, refusal)
        else:
            email = request.actor.email
            close_account(request.actor)
            mail_codes.tell(email, "closed")
            session_of(request).flush()
            return render(request, "identity/resident/closed.html")
    return show_form(request, "identity/resident/account_close.html", form, status=status)
