"""Small, real files to attach: pictures of papers that exist nowhere, in every kind a form may ask for."""

import io
import zipfile
from random import Random

import pikepdf
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 480, 640
MARGIN = 40
INKS = ("#1f3a5f", "#3f5f2f", "#6b3f2f", "#4a3a6b")
PALE, LINE, SEAL = "#d9d9d9", "#b3b3b3", "#c0392b"


def file_of(kind: str) -> tuple[str, bytes]:
    """A file of a kind (`pdf`, `jpeg`, `png`, `docx`, `xlsx`) as small as can be: name and bytes."""
    stream = io.BytesIO()
    if kind == "pdf":
        with pikepdf.new() as document:
            document.add_blank_page()
            document.save(stream)
        return "証明書.pdf", stream.getvalue()
    if kind in ("jpeg", "png"):
        Image.new("RGB", (16, 16), "white").save(stream, kind.upper())
        return f"写真.{kind}", stream.getvalue()
    part = "word/document.xml" if kind == "docx" else "xl/workbook.xml"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
    return f"書類.{kind}", stream.getvalue()


def paper_of(kind: str, name: str, lot: Random) -> tuple[str, bytes]:
    """As `file_of`, under a name of its own, with something to look at where the kind can show it."""
    if kind not in ("pdf", "jpeg", "png"):
        return f"{name}.{kind}", file_of(kind)[1]
    stream = io.BytesIO()
    _drawn(lot).save(stream, kind.upper())
    return f"{name}.{'jpg' if kind == 'jpeg' else kind}", stream.getvalue()


def _drawn(lot: Random) -> Image.Image:
    """A sheet with a heading, lines of writing, a seal, and the word SAMPLE across it."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((12, 12, WIDTH - 12, HEIGHT - 12), outline=LINE, width=2)
    pen.rectangle((MARGIN, 48, MARGIN + lot.randint(160, 300), 72), fill=lot.choice(INKS))
    top = 110
    while top < HEIGHT - 170:
        width = lot.randint(180, WIDTH - 2 * MARGIN)
        pen.rectangle((MARGIN, top, MARGIN + width, top + 9), fill=PALE)
        top += lot.choice((24, 24, 24, 48))
    pen.ellipse((WIDTH - 130, HEIGHT - 140, WIDTH - 60, HEIGHT - 70), outline=SEAL, width=5)
    pen.text((90, HEIGHT // 2 - 40), "SAMPLE", fill=LINE, font=ImageFont.load_default(72))
    return sheet
