"""Files people hand in: streamed to storage, recognised by content, limited, scanned, never trusted by name."""

import hashlib
import os
import tempfile
import unicodedata
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from yakuba.kernel import clock, scanning
from yakuba.kernel.actor import Actor
from yakuba.kernel.filetypes import EXTENSIONS, Unfit, recognise
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotFound, Refusal

CHUNK = 256 * 1024
SERVED = {StoredFile.State.CLEAN, StoredFile.State.UNSCANNED}
UNKEPT_FOR = timedelta(days=2)

REASONS = {
    "kind": _("この種類のファイルは受け取れません。PDFか写真（JPEG・PNG）にしてください。"),
    "broken": _("ファイルを開けませんでした。壊れていないか確かめて、もう一度選んでください。"),
    "password": _("パスワードのかかったPDFは受け取れません。パスワードを外してください。"),
    "script": _("プログラム（マクロなど）を含むファイルは受け取れません。"),
    "bomb": _("ファイルの中身が大きすぎます。"),
    "pixels": _("写真が大きすぎます。小さくしてから選んでください。"),
    "empty": _("ファイルの中身がありません。"),
    "infected": _("このファイルからウイルスが見つかったため、受け取りませんでした。"),
    "full": _("ただいまファイルを受け取れません。時間をおいて、もう一度お試しください。"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be handed in: size in bytes, content types."""

    max_bytes: int = 10 * 1024 * 1024
    accept: frozenset[str] = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})


def store(
    actor: Actor,
    *,
    name: str,
    stream: IO[bytes],
    limits: Limits,
    kept_until: datetime | None = None,
    owner_key: str = "",
) -> StoredFile:
    """Take a file in. It is removed after `kept_until` (two days by default) unless `keep` is called.

    `owner_key` says whose it is where that is not the actor, e.g. the draft it was added to.

    Refuses what is too large, empty, of a kind not accepted, broken or infected; then nothing is stored.
    """
    with tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024) as spool:
        size, digest = _spool(stream, spool, limits)
        content_type = _checked_type(spool, limits)
        verdict = scanning.scan(spool)
        if verdict == StoredFile.State.QUARANTINED:
            raise _unfit("infected")
        return _keep_bytes(
            spool,
            StoredFile(
                name=safe_name(name, content_type),
                content_type=content_type,
                size=size,
                sha256=digest,
                state=verdict,
                owner_key=owner_key or actor.key,
                stored_at=clock.now(),
                kept_until=kept_until or clock.now() + UNKEPT_FOR,
            ),
        )


def store_made(actor: Actor, *, name: str, content: bytes, content_type: str) -> StoredFile:
    """Keep a file that the office made itself, such as a notice as PDF."""
    with tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024) as spool:
        spool.write(content)
        return _keep_bytes(
            spool,
            StoredFile(
                name=name,
                content_type=content_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                state=StoredFile.State.CLEAN,
                owner_key=actor.key,
                stored_at=clock.now(),
                kept_until=None,
            ),
        )


def keep(files: Iterable[StoredFile]) -> None:
    """Keep files for good: a record of the office refers to them now."""
    ids = [file.pk for file in files]
    if ids:
        StoredFile.objects.filter(pk__in=ids).update(kept_until=None)


def open_stored(file: StoredFile) -> BinaryIO:
    """The bytes. Refuses what was not found clean: nothing infected is ever served."""
    if file.state not in SERVED:
        raise NotFound("file_not_served", _("このファイルは検査が済んでいないため、まだ開けません。"))
    return default_storage.open(file.path, "rb")  # type: ignore[return-value]


def remove_unkept(*, before: datetime) -> int:
    """Remove the files whose time is over; returns how many."""
    gone = 0
    for file in StoredFile.objects.filter(kept_until__lt=before).iterator():
        default_storage.delete(file.path)
        file.delete()
        gone += 1
    return gone


def rescan_waiting() -> None:
    """Scan what came in while the scanner was away; what is infected goes to quarantine."""
    for file in StoredFile.objects.filter(state=StoredFile.State.WAITING).iterator():
        with default_storage.open(file.path, "rb") as stream:
            verdict = scanning.scan(stream)
        if verdict != StoredFile.State.WAITING:
            StoredFile.objects.filter(pk=file.pk).update(state=verdict)


def safe_name(name: str, content_type: str) -> str:
    """A name to show and to save under: the last part, no control characters, the extension of the content."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    shown = "".join(c for c in stem if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    return (shown.strip(" .")[:100] or "file") + EXTENSIONS.get(content_type, "")


def _unfit(reason: str) -> Refusal:
    return Refusal(f"file_{reason}", REASONS[reason])


def _spool(stream: IO[bytes], spool: IO[bytes], limits: Limits) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limits.max_bytes:
            megabytes = limits.max_bytes // (1024 * 1024)
            raise Refusal(
                "file_size", _("ファイルは%(size)sメガバイトまでにしてください。") % {"size": megabytes}
            )
        digest.update(chunk)
        spool.write(chunk)
    if not size:
        raise _unfit("empty")
    return size, digest.hexdigest()


def _checked_type(spool: IO[bytes], limits: Limits) -> str:
    try:
        content_type = recognise(spool)  # type: ignore[arg-type]
    except Unfit as unfit:
        raise _unfit(unfit.reason) from None
    if content_type not in limits.accept:
        raise _unfit("kind")
    return content_type


def _keep_bytes(spool: IO[bytes], row: StoredFile) -> StoredFile:
    """Bytes first, row second: a crash between them leaves bytes without a row, never a row without bytes."""
    spool.seek(0)
    name = f"{clock.today():%Y/%m/%d}/{uuid.uuid4().hex}"
    try:
        row.path = default_storage.save(name, File(spool))
        _sync(row.path)
    except OSError as error:
        with suppress(OSError):
            default_storage.delete(name)  # what fitted on the disk is of no use
        raise _unfit("full") from error
    row.save(force_insert=True)
    return row


def _sync(path: str) -> None:
    """Wait until the bytes are on the disk, where storage is a disk."""
    try:
        local = default_storage.path(path)
    except NotImplementedError:
        return
    descriptor = os.open(local, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
