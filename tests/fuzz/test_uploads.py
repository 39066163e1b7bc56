"""Files that are not what they say: kept under no name of theirs, or refused with a sentence, never a fall."""

import io
import zipfile
import zlib
from pathlib import Path
from random import Random

import pikepdf
import pytest
from django.conf import LazySettings
from django.test import Client
from PIL import Image

from tests.fuzz.conftest import Serve, browser
from tests.fuzz.judging import Knock, faults
from tests.fuzz.world import SLUG, World, undone
from yakuba.kernel.filetypes import Unfit, recognise
from yakuba.kernel.models import StoredFile
from yakuba.procedures.tests.visitor import read

PAGE, QUESTION = f"/procedures/{SLUG}/page/money", "passbook"


def jpeg(size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, "JPEG")
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20)).save(out, "PNG")
    return out.getvalue()


def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "WEBP")
    return out.getvalue()


def pdf(**root: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def archive(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return out.getvalue()


def lying_archive() -> bytes:
    """An archive whose list says that an entry is small, while it unpacks to 300 MB."""
    return archive(("word/document.xml", b"\0" * 3_000_000)).replace((3_000_000).to_bytes(4, "little"), (1).to_bytes(4, "little"))  # fmt: skip


def huge_picture() -> bytes:
    """A PNG of 40,000 by 40,000 pixels in a few bytes."""
    data = png()
    header = b"IHDR" + (40_000).to_bytes(4, "big") * 2 + data[24:29]
    return data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:]


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)"))
BAD: dict[str, tuple[str, bytes]] = {
    "nothing": ("empty.pdf", b""),
    "a page of HTML called a photo": ("photo.jpg", b"<html><script>alert(1)</script></html>"),
    "a picture made of script": ("image.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "a program": ("photo.png", b"\x7fELF" + b"\0" * 500),
    "a program for Windows": ("請求書.pdf.exe", b"MZ" + b"\0" * 500),
    "an archive": ("photos.zip", archive(("a.jpg", jpeg()))),
    "a bomb": ("bomb.docx", archive(("[Content_Types].xml", b""), ("word/a", b"\0" * 250_000_000))),
    "many entries": ("many.docx", archive(*((f"word/{n}", b"") for n in range(2500)))),
    "a liar": ("liar.docx", lying_archive()),
    "paths in an archive": ("paths.docx", archive(("[Content_Types].xml", b""), ("word/../../../etc/passwd", b"x"))),
    "macros": ("macro.docx", archive(("[Content_Types].xml", b""), ("word/vbaProject.bin", b"x"))),
    "a document with a script": ("script.pdf", pdf(OpenAction=SCRIPT)),
    "a locked document": ("locked.pdf", locked_pdf()),
    "a document cut short": ("cut.pdf", pdf()[:200]),
    "a document behind a page of HTML": ("both.pdf", b"<html><script>alert(1)</script>" + pdf()),
    "a photo cut short": ("cut.jpg", jpeg()[:300]),
    "a photo behind an archive": ("both.jpg", archive(("a", b"x")) + jpeg()),
    "too many pixels": ("huge.png", huge_picture()),
    "larger than allowed": ("large.jpg", jpeg() + b"\0" * (21 * 1024 * 1024)),
    "an unknown photo": ("photo.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100),
}  # fmt: skip
NAMES = {
    "../../../../etc/passwd.jpg": "passwd.jpg",
    "..\\..\\windows\\win.jpg": "win.jpg",
    "C:\\x\\通帳.jpg": "通帳.jpg",
    "\u202egpj.exe": "gpj.jpg",
    "a\r\nSet-Cookie: a=b.jpg": "a",
    '"><script>alert(1)</script>.jpg': "script",
    "." * 300 + "jpg": ".jpg",
    "あ" * 200 + ".jpg": "あ",
    "CON.jpg": "CON.jpg",
    ".htaccess": ".jpg",
    "𠮷葛\U000e0100.jpg": "𠮷葛\U000e0100.jpg",
}


@pytest.fixture
def guest(world: World) -> Client:
    """The guest's browser, which knows their draft."""
    return browser(world, "guest", **{f"draft_{SLUG}": world.tokens["guest"]})


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_document_is_refused_with_a_reason_and_kept_nowhere(
    world: World, serve: Serve, guest: Client, settings: LazySettings, tmp_path: Path, what: str
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    name, content = BAD[what]
    with serve("public"):
        before = StoredFile.objects.count()
        answer = guest.generic("POST", PAGE, *_multipart(name, content))
        assert answer.status_code == 422, what
        told = Knock("public", "guest", "POST", PAGE, what)
        assert faults(world, told, answer) == []
        errors = answer.content.decode().partition('id="errors"')[2].partition("</section>")[0]
        assert f'href="#q-{QUESTION}' in errors, errors
        assert StoredFile.objects.count() == before
    assert [*tmp_path.rglob("*.*")] == []


def _multipart(name: str, content: bytes) -> tuple[bytes, str]:
    """A form as the test client never writes one: the name goes out as it is."""
    lines = (
        b'--x\r\nContent-Disposition: form-data; name="account_choice"\r\n\r\nenter\r\n'
        b'--x\r\nContent-Disposition: form-data; name="' + QUESTION.encode() + b'"; filename="'
        + name.encode() + b'"\r\nContent-Type: image/jpeg\r\n\r\n' + content + b"\r\n--x--\r\n"
    )  # fmt: skip
    return lines, "multipart/form-data; boundary=x"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_and_is_shown_harmless(
    world: World, serve: Serve, guest: Client, settings: LazySettings, tmp_path: Path, name: str
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    with serve("public"), undone():
        for _name, change in [
            one for one in read(guest.get(PAGE)).buttons if f"remove:{QUESTION}:" in one[1]
        ]:
            guest.post(PAGE, {"change": change, "account_choice": "enter"})
        answer = guest.generic("POST", PAGE, *_multipart(name.replace("\r\n", "%0D%0A"), jpeg()))
        assert answer.status_code in (302, 422)
        assert faults(world, Knock("public", "guest", "POST", PAGE, name), answer) == []
        kept = StoredFile.objects.latest("pk")
        assert NAMES[name] in kept.name
        assert kept.name.endswith(".jpg") and "/" not in kept.name and "\\" not in kept.name
        assert len(kept.name) < 120 and "\u202e" not in kept.name
        page = guest.get(PAGE)
        assert b"<script>alert" not in page.content
    assert not any(
        part in str(path) for path in tmp_path.rglob("*") for part in ("passwd", "win.", "htaccess")
    )


def test_bytes_altered_by_lot_are_taken_or_unfit_and_nothing_else() -> None:
    lot = Random(2026)
    for original in (
        jpeg((300, 200)),
        png(),
        webp(),
        pdf(),
        archive(("[Content_Types].xml", b""), ("xl/a", b"x")),
    ):
        for _ in range(120):
            data = bytearray(original)
            for _ in range(lot.randint(1, 12)):
                data[lot.randrange(4, len(data))] = lot.randrange(256)
            if lot.random() < 0.2:
                del data[lot.randrange(1, len(data)) :]
            try:
                recognise(io.BytesIO(bytes(data)))
            except Unfit:
                continue
