"""Files are known by their content, limited, scanned; what is unfit is not stored."""

import io
import socketserver
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from PIL import Image

from yakuba.kernel import clock, files
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.files import Limits, keep, open_stored, remove_unkept, safe_name, store
from yakuba.kernel.filetypes import EXTENSIONS
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotFound, Refusal

pytestmark = pytest.mark.django_db
WORKER = system("test")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def png(size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size).save(out, "PNG")
    return out.getvalue()


def pdf(*, script: bool = False, password: str = "") -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        if script:
            document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        encryption = pikepdf.Encryption(owner=password, user=password) if password else False
        document.save(out, encryption=encryption)
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def take(content: bytes, name: str = "証明.png", limits: Limits | None = None) -> StoredFile:
    return store(WORKER, name=name, stream=io.BytesIO(content), limits=limits or Limits())


def read(row: StoredFile) -> bytes:
    with open_stored(row) as stream:
        return stream.read()


@pytest.mark.parametrize(("content", "content_type"), [(png(), "image/png"), (pdf(), "application/pdf")])
def test_taken_by_content_whatever_the_name_says(storage: Path, content: bytes, content_type: str) -> None:
    row = take(content, "virus.exe")
    assert row.content_type == content_type
    assert read(row) == content
    assert row.name.startswith("virus.") and not row.name.endswith(".exe")


BOMB = zipped({"[Content_Types].xml": b"x", "word/document.xml": b"\0" * (201 * 1024 * 1024)})
ALL = frozenset(EXTENSIONS)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"hello", "file_kind"),
        (b"GIF89a" + b"\0" * 50, "file_kind"),
        (b"MZ" + b"\0" * 50, "file_kind"),
        (b"%PDF-1.7\nbroken", "file_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "file_broken"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "file_broken"),
        (b"PK\x03\x04" + b"\0" * 40, "file_broken"),
        (pdf(script=True), "file_script"),
        (pdf(password="secret"), "file_password"),
        (zipped({"a.txt": b"x"}), "file_kind"),
        (zipped({"[Content_Types].xml": b"x", "../../etc/passwd": b"x"}), "file_broken"),
        (zipped({"[Content_Types].xml": b"x", "xl/vbaProject.bin": b"x"}), "file_script"),
        (BOMB, "file_bomb"),
        (b"<html><script>alert(1)</script></html>", "file_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind"),
    ],
)
def test_what_is_unfit_is_refused_and_not_stored(storage: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        take(content, "書類.pdf", Limits(accept=ALL))
    assert refused.value.code == code
    assert not StoredFile.objects.exists()
    assert not [path for path in storage.rglob("*") if path.is_file()]


def test_too_large_is_refused_before_it_is_read_to_the_end(storage: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"\0" * size

    stream = Endless()
    with pytest.raises(Refusal, match="file_size"):
        store(WORKER, name="x", stream=stream, limits=Limits(max_bytes=1024 * 1024))  # type: ignore[arg-type]
    assert stream.given < 3 * 1024 * 1024


def test_a_picture_of_too_many_pixels_is_refused(storage: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(Refusal, match="file_pixels"):
        take(out.getvalue())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\temp\\写真.JPG", "写真.png"),
        ("a\u202egnp.exe", "agnp.png"),
        ("\x00\x1f", "file.png"),
        ("葛\U000e0100飾.png", "葛\U000e0100飾.png"),
        ("x" * 500, "x" * 100 + ".png"),
    ],
)
def test_names_are_shown_never_used(given: str, kept: str) -> None:
    assert safe_name(given, "image/png") == kept


def test_a_full_disk_refuses_and_keeps_no_row(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(Refusal, match="file_full"):
        take(png())
    assert not StoredFile.objects.exists()


def test_what_nobody_kept_goes_what_was_kept_stays(storage: Path) -> None:
    lost, kept = take(png()), take(png((9, 9)))
    keep([kept])
    assert remove_unkept(before=clock.now() + timedelta(days=3)) == 1
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not (storage / lost.path).exists() and (storage / kept.path).exists()


class Clamd(socketserver.BaseRequestHandler):
    """Speaks clamd's INSTREAM: chunks with a length before them, a verdict at the end."""

    def handle(self) -> None:
        assert self._take(len(b"nINSTREAM\n")) == b"nINSTREAM\n"
        content = b""
        while size := int.from_bytes(self._take(4), "big"):
            content += self._take(size)
        verdict = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        self.request.sendall(b"stream: " + verdict + b"\n")

    def _take(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += self.request.recv(size - len(data))
        return data


@pytest.fixture
def clamd(settings: LazySettings) -> Iterator[None]:
    """A scanner that knows one virus, over clamd's protocol."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def with_virus() -> bytes:
    return png() + EICAR


def test_clean_is_served_infected_is_refused(storage: Path, clamd: None) -> None:
    assert take(png()).state == StoredFile.State.CLEAN
    with pytest.raises(Refusal, match="file_infected"):
        take(with_virus())
    assert StoredFile.objects.count() == 1


def test_while_the_scanner_is_away_a_file_waits_and_is_not_served(
    storage: Path, settings: LazySettings, clamd: None
) -> None:
    there = settings.CLAMD
    settings.CLAMD = "127.0.0.1:1"
    clean, infected = take(png()), take(with_virus())
    for row in (clean, infected):
        assert row.state == StoredFile.State.WAITING
        with pytest.raises(NotFound):
            open_stored(row)
    settings.CLAMD = there
    files.rescan_waiting()
    clean.refresh_from_db()
    infected.refresh_from_db()
    assert read(clean) == png()
    assert infected.state == StoredFile.State.QUARANTINED
    with pytest.raises(NotFound):
        open_stored(infected)


def test_the_owner_is_noted(storage: Path) -> None:
    actor = Actor(kind="guest", key="guest:abc", label="ゲスト")
    row = store(actor, name="a.png", stream=io.BytesIO(png()), limits=Limits())
    assert row.owner_key == "guest:abc"
