"""What a file really is: told from its content, never from its name or from what the browser says."""

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf
import puremagic
from PIL import Image

MAX_PIXELS = 60_000_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 2_000

IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/",
}
EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "text/csv": ".csv",
    **dict(zip(OFFICE, (".docx", ".xlsx"), strict=True)),
}


@dataclass(frozen=True, slots=True)
class Unfit(Exception):
    """The content is broken, dangerous or of no kind we take."""

    reason: str


def recognise(stream: BinaryIO) -> str:
    """The content type of a seekable stream, after opening it as what it claims to be.

    Raises Unfit where the content is broken, hides a second format before its header, unpacks to more than
    `MAX_UNPACKED` bytes, or shows more than `MAX_PIXELS` pixels.
    """
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if head.startswith(b"%PDF-"):
        return _pdf(stream)
    if head.startswith(b"PK\x03\x04"):
        return _office(stream)
    for content_type, name in IMAGES.items():
        if _looks_like(head, name):
            return _image(stream, content_type, name)
    raise Unfit("kind")


def _looks_like(head: bytes, name: str) -> bool:
    extension = {"JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"), "PNG": (".png",), "WEBP": (".webp",)}[name]
    try:
        return any(found.extension in extension for found in puremagic.magic_string(head))
    except puremagic.PureError:
        return False


def _pdf(stream: BinaryIO) -> str:
    try:
        with pikepdf.open(stream) as document:
            if not len(document.pages):
                raise Unfit("broken")
            root = document.Root
            if "/OpenAction" in root and _is_script(root["/OpenAction"]):
                raise Unfit("script")
            if "/Names" in root and "/JavaScript" in root["/Names"]:
                raise Unfit("script")
    except pikepdf.PasswordError:
        raise Unfit("password") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        raise Unfit("broken") from None
    return "application/pdf"


def _is_script(action: object) -> bool:
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") in ("/JavaScript", "/Launch")


def _image(stream: BinaryIO, content_type: str, name: str) -> str:
    try:
        with Image.open(stream, formats=[name]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Unfit("pixels")
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unfit("broken") from None
    return content_type


def _office(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise Unfit("bomb")
            names = {entry.filename for entry in entries}
            if any(name.startswith("/") or ".." in name.split("/") for name in names):
                raise Unfit("broken")
            if any(name.endswith("vbaProject.bin") for name in names):
                raise Unfit("script")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unfit("broken") from None
    for content_type, folder in OFFICE.items():
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return content_type
    raise Unfit("kind")
