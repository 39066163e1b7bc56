"""What the pages of identity share: where to go next, refusals shown in forms, a sentence said once after a change."""

from contextlib import suppress
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from yakuba.identity.sessions import SessionStore
from yakuba.kernel.refusals import Refusal
from yakuba.ui.components.notices import notice
from yakuba.ui.pages import render, status_of

LONGEST_PATH = 500


def session_of(request: HttpRequest) -> SessionStore:
    """The session of a request, as ours."""
    return cast(SessionStore, request.session)


def safe_next(wanted: str) -> str:
    """The path somebody wished to go to, "" unless it is a path of this face: never another site."""
    if not wanted.startswith("/") or len(wanted) > LONGEST_PATH or not wanted.isprintable():
        return ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def number_of(text: str) -> int:
    """The id somebody sent, 0 (nobody's) where it is no number of a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def go_on(wanted: str, *names: str) -> HttpResponseRedirect:
    """Go where somebody wished to go, else to the first of these pages that is mounted."""
    target = safe_next(wanted)
    for name in () if target else names:
        try:
            target = reverse(name)
            break
        except NoReverseMatch:
            continue
    return HttpResponseRedirect(target or "/")


def refuse_into(form: forms.Form, refusal: Refusal) -> int:
    """Show a refusal in the form it is about; returns the status of the answer."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(sentence))
    if not refusal.fields:
        form.add_error(None, str(refusal.sentence))
    return status_of(refusal)


def show_form(
    request: HttpRequest, template: str, form: forms.Form, *, status: int | None = None, **context: object
) -> HttpResponse:
    """A page around a form; 422 where something is to be mended."""
    wrong = bool(form.errors)
    values = {"form": form, "has_errors": wrong, "notices": said(request), **_addresses(), **context}
    return render(request, template, values, status=status or (422 if wrong else 200))


def _addresses() -> dict[str, str]:
    """The pages that forms lead back to, as far as this face has them."""
    found = {}
    for key, name in (("url_account", "account"), ("url_sign_in", "sign_in"), ("url_own", "own_sign_in")):
        with suppress(NoReverseMatch):
            found[key] = reverse(name)
    return found


def say(request: HttpRequest, sentence: str | Promise) -> None:
    """Keep a sentence for the next page, which says what was done."""
    request.session["said"] = str(sentence)


def said(request: HttpRequest) -> list[SafeString]:
    """The sentence kept for this page, once, as the shells show it. Without a session it asks nobody."""
    session = session_of(request)
    if session.session_key is None:
        return []
    sentence = str(session.pop("said", ""))
    return [notice("success", sentence, live=True)] if sentence else []
