"""The virus scanner: ClamAV through clamd where the office has configured one."""

import logging
from typing import IO

import clamd
from django.conf import settings

from yakuba.kernel.models import StoredFile

log = logging.getLogger("yakuba.kernel")
TIMEOUT_S = 20


def scan(stream: IO[bytes]) -> str:
    """The state a file deserves: unscanned (no scanner configured), clean, quarantined, or waiting.

    `settings.CLAMD` is `host:port` or the path of a socket. A scanner that does not answer leaves the file
    waiting: it is kept, not served, and scanned again later.
    """
    if not settings.CLAMD:
        return StoredFile.State.UNSCANNED
    stream.seek(0)
    try:
        verdict, _signature = _scanner().instream(stream)["stream"]
    except (clamd.ClamdError, OSError, KeyError):
        log.warning("the virus scanner does not answer")
        return StoredFile.State.WAITING
    return StoredFile.State.CLEAN if verdict == "OK" else StoredFile.State.QUARANTINED


def answers() -> bool:
    """Whether the configured scanner is there."""
    try:
        return bool(_scanner().ping() == "PONG")
    except (clamd.ClamdError, OSError):
        return False


def _scanner() -> clamd.ClamdNetworkSocket:
    if settings.CLAMD.startswith("/"):
        return clamd.ClamdUnixSocket(settings.CLAMD, timeout=TIMEOUT_S)
    host, _, port = settings.CLAMD.partition(":")
    return clamd.ClamdNetworkSocket(host, int(port or 3310), timeout=TIMEOUT_S)
