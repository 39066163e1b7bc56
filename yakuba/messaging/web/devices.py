"""Devices on which a person wants notifications: their list, taking this one, a trial; the service worker, the manifest."""

import json
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.kernel.permissions import PUBLIC, RESIDENTS
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.messaging.actions.add_device import MOST_DEVICES, add_device
from yakuba.messaging.actions.remove_device import remove_device
from yakuba.messaging.device_notices import try_device
from yakuba.messaging.gateways.push.opening import own_identity
from yakuba.messaging.gateways.push_sandbox.joining import subscribed
from yakuba.messaging.models import PushDevice
from yakuba.messaging.queries.push import devices_of
from yakuba.messaging.rules.push import LONGEST_ENDPOINT, device_name
from yakuba.ui.components.notices import ErrorLink, notice
from yakuba.ui.dates import day_words
from yakuba.ui.pages import PageRequest, page, render

COOKIE = "device"
COOKIE_S = 400 * 24 * 3600
LONGEST_KEY = 200
WORKER = Path(__file__).parents[1] / "static" / "messaging" / "push_worker.js"
ICONS = (("192x192", "messaging/app-192.png"), ("512x512", "messaging/app-512.png"))


@page(open_to=RESIDENTS)
@require_safe
def devices(request: PageRequest) -> HttpResponse:
    """Which devices are registered, and this one."""
    return _page(request)


@page(open_to=RESIDENTS)
@require_http_methods(["POST"])
def add(request: PageRequest) -> HttpResponse:
    """Take this browser, or (in the demo) one that the stand-in plays. A cookie remembers which of the list it is."""
    trial = bool(settings.PUSH_SANDBOX) and request.POST.get("trial") == "yes"
    try:
        row = _added(request, trial=trial)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(request, str(refusal.sentence))
    response = HttpResponseRedirect(f"{reverse('my_devices')}?added")
    if not trial:
        response.set_cookie(
            COOKIE,
            str(row.pk),
            max_age=COOKIE_S,
            path="/my/",
            secure=settings.TLS,
            httponly=True,
            samesite="Lax",
        )
    return response


def _added(request: PageRequest, *, trial: bool) -> PushDevice:
    if trial:
        try:
            made = subscribed(settings.PUSH_SANDBOX, own_identity().public)
        except OSError:
            raise Refusal(
                "stand_in", "端末への通知の受け皿（yakuba push-sandbox）が動いていません。"
            ) from None
        given, name = (made.endpoint, made.p256dh, made.auth), "試しの端末"
    else:
        sent = request.POST
        given = (
            sent.get("endpoint", "")[: LONGEST_ENDPOINT + 1],
            sent.get("p256dh", "")[:LONGEST_KEY],
            sent.get("auth", "")[:LONGEST_KEY],
        )
        name = device_name(request.headers.get("User-Agent", "")[:400])
    return add_device(
        request.actor,
        endpoint=given[0],
        p256dh=given[1],
        auth=given[2],
        name=name,
        language=get_language() or "ja",
    )


def _page(request: PageRequest, error: str = "") -> HttpResponse:
    told = {
        "added": _("この端末に、お知らせを届けます。"),
        "removed": _("端末の登録を消しました。"),
        "tried": _("試しの通知を送りました。数秒で届きます。"),
    }
    said = next((sentence for name, sentence in told.items() if name in request.GET and not error), "")
    rows = list(devices_of(request.actor))
    here = request.COOKIES.get(COOKIE, "")
    context = {
        "devices": [
            (one.pk, one.name or _("名前の分からない端末"), day_words(one.since), str(one.pk) == here)
            for one in rows
        ],
        "here": any(str(one.pk) == here for one in rows),
        "full": len(rows) >= MOST_DEVICES,
        "server_key": own_identity().public,
        "sandbox": settings.PUSH_SANDBOX,
        "notices": [notice("success", said, live=True)] if said else [],
        "errors": [ErrorLink("", error)] if error else [],
        "has_errors": bool(error),
    }
    return render(request, "messaging/resident/devices.html", context, status=422 if error else 200)


@page(open_to=RESIDENTS)
@require_POST
def remove(request: PageRequest, device_id: UUID) -> HttpResponse:
    """Take a device out."""
    remove_device(request.actor, device_id=device_id)
    return HttpResponseRedirect(f"{reverse('my_devices')}?removed")


@page(open_to=RESIDENTS)
@require_POST
def try_one(request: PageRequest, device_id: UUID) -> HttpResponse:
    """Send a trial to a device."""
    try_device(request.actor, device_id=device_id, language=get_language() or "ja")
    return HttpResponseRedirect(f"{reverse('my_devices')}?tried")


@cache
def _script() -> bytes:
    return WORKER.read_bytes()


@page(open_to=PUBLIC)
@require_safe
def worker(request: PageRequest) -> HttpResponse:
    """The service worker, at the root so that it stands for the whole face. Browsers look for a new one by themselves."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@page(open_to=PUBLIC)
@require_safe
def manifest(request: PageRequest) -> HttpResponse:
    """What makes a page on the home screen an app of its own (an iPhone notifies only those)."""
    ward = settings.WARD
    name = ward.name_en if get_language() == "en" else ward.name
    told = {
        "name": name,
        "short_name": name[:12],
        "lang": "en" if get_language() == "en" else "ja",
        "id": "/my/",
        "start_url": reverse("my_devices"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0017c1",
        "icons": [{"src": static(file), "sizes": sizes, "type": "image/png"} for sizes, file in ICONS],
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json")
