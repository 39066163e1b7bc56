"""The Internet face: a verified e-mail address is enough to be a guest; an account signs in with its password."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.identity.actions.sign_out import sign_out as end_session
from yakuba.identity.attempts import network_of
from yakuba.identity.flows import mail_codes, passwords
from yakuba.identity.keys import unseal
from yakuba.identity.web.answers import go_on, refuse_into, safe_next, say, session_of, show_form
from yakuba.identity.web.forms.residents import AddressForm, CodeForm, SignInForm
from yakuba.kernel.permissions import PUBLIC
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.email_address import mask
from yakuba.ui.pages import PageRequest, page, render

AFTERWARDS = ("my_page", "home")


def link_address(token: str) -> str:
    """The page behind the link of a mail; made from the office's own address, never from the request's."""
    return settings.PUBLIC_URL + reverse("sign_in_link", args=[token])


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=PUBLIC)
def sign_in(request: PageRequest) -> HttpResponse:
    """Ask for an address and send a code to it. Who is signed in already is told so, and how to show more."""
    wanted = safe_next(request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST" and request.actor.kind != "anonymous":
        return render(request, "identity/resident/signed_in.html", {"actor": request.actor, "next": wanted})
    form, status = AddressForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            send_code(request, form.cleaned_data["email"], wanted)
            return HttpResponseRedirect(reverse("sign_in_code"))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(request, "identity/resident/sign_in.html", form, status=status, next=wanted)


def send_code(request: PageRequest, email: str, wanted: str) -> None:
    """Send a code and note in the session which one, and where to."""
    code_id = mail_codes.ask(
        request.actor, email=email, network=network_of(request), next_path=wanted, address_of=link_address
    )
    request.session["code_id"] = code_id
    request.session["code_to"] = email
    request.session["next"] = wanted


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=PUBLIC)
def enter_code(request: PageRequest) -> HttpResponse:
    """Take the digits of the mail; or send new ones (`again`)."""
    sent_to = str(request.session.get("code_to", ""))
    if not sent_to:
        return HttpResponseRedirect(reverse("sign_in"))
    again = "again" in request.POST
    form, status = CodeForm(request.POST if request.method == "POST" and not again else None), None
    if again:
        form, status = _send_again(request, sent_to)
        if status is None:
            return HttpResponseRedirect(reverse("sign_in_code"))
    elif form.is_bound and form.is_valid():
        try:
            found = mail_codes.confirm(
                code_id=int(request.session.get("code_id", 0)),
                typed=form.cleaned_data["code"],
                store=session_of(request),
            )
            return go_on(found.next_path, *AFTERWARDS)
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(request, "identity/resident/code.html", form, status=status, sent_to=sent_to)


def _send_again(request: PageRequest, sent_to: str) -> tuple[CodeForm, int | None]:
    form = CodeForm({})
    form.errors.clear()
    try:
        send_code(request, sent_to, str(request.session.get("next", "")))
    except Refusal as refusal:
        return form, refuse_into(form, refusal)
    say(request, _("新しい番号を送りました。前の番号は使えません。"))
    return form, None


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=PUBLIC)
def open_link(request: PageRequest, token: str) -> HttpResponse:
    """The link of the mail: opening it does nothing, the button on it signs in (programs open links too)."""
    if request.method == "POST":
        found = mail_codes.confirm_link(token=token, store=session_of(request))
        return go_on(found.next_path, *AFTERWARDS)
    row = mail_codes.find_link(token)
    return render(request, "identity/resident/link.html", {"sent_to": mask(unseal(row.email_sealed))})


@require_http_methods(["GET", "HEAD", "POST"])
@page(open_to=PUBLIC)
def sign_in_with_password(request: PageRequest) -> HttpResponse:
    """Address and password of an account."""
    wanted = safe_next(request.POST.get("next", request.GET.get("next", "")))
    form, status = SignInForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.sign_in_resident(
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                network=network_of(request),
                store=session_of(request),
            )
            return go_on(wanted, *AFTERWARDS)
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(request, "identity/resident/password.html", form, status=status, next=wanted)


@require_POST
@page(open_to=PUBLIC)
def sign_out(request: PageRequest) -> HttpResponseBase:
    """End the session."""
    end_session(request.actor, store=session_of(request))
    return go_on("", "home", "sign_in")
