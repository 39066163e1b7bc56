"""Counts attempts so that guessing and flooding become slow. Every count is its own short transaction."""

import ipaddress
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yakuba.identity.keys import keyed
from yakuba.identity.models import Attempt
from yakuba.identity.rules.throttle import Throttle, minutes
from yakuba.kernel import clock
from yakuba.kernel.refusals import Refusal


class TooMany(Refusal):
    """Tried too often; `wait` is how long until the next try is taken."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            "too_many",
            _("回数が多すぎます。%(minutes)s分ほど待ってから、もう一度お試しください。")
            % {"minutes": minutes(wait)},
        )
        self.wait = wait


def attempt(throttle: Throttle, subject: str) -> Attempt:
    """Count one attempt, or refuse it (TooMany) without counting. Delete the row where it should not have counted.

    It is written before it is judged: attempts side by side see each other, so none slips through between.
    """
    key, now = _key(throttle, subject), clock.now()
    row = Attempt.objects.create(face=settings.FACE, key=key, at=now)
    earlier = Attempt.objects.filter(key=key, at__gt=now - throttle.longest).exclude(pk=row.pk)
    wait = throttle.wait(list(earlier.values_list("at", flat=True)), now)
    if wait is not None:
        row.delete()
        raise TooMany(wait)
    return row


def forget(throttle: Throttle, subject: str) -> None:
    """The attempt succeeded: what was counted against this subject is gone."""
    Attempt.objects.filter(key=_key(throttle, subject)).delete()


def network_of(request: HttpRequest) -> str:
    """The network a request comes from: the address, of IPv6 the first 64 bits.

    Behind the office's own proxy (TLS) the last entry of X-Forwarded-For is the one that proxy wrote.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        text = request.META.get("HTTP_X_FORWARDED_FOR", text).rsplit(",", 1)[-1].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def _key(throttle: Throttle, subject: str) -> str:
    return keyed(f"attempt:{settings.FACE}:{throttle.name}", subject)
