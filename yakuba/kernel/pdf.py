"""PDF from typst templates: tagged (PDF/UA-1), with Japanese fonts, loud about a glyph that is missing."""

import json
import threading
from pathlib import Path
from typing import Any

import typst
from django.conf import settings


class MissingGlyph(Exception):
    """No font at hand has a character of the text; `sentence` names it for the people who look after fonts."""


_compilers = threading.local()


def render(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a typst template, which reads `sys.inputs.data` as JSON.

    Raises MissingGlyph where a character cannot be printed, rather than printing an empty box.
    """
    try:
        made = _compiler(template).compile(
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        if "glyph" in str(error) or "could not be displayed" in str(error):
            raise MissingGlyph(str(error)) from error
        raise
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    return made


def _compiler(template: Path) -> typst.Compiler:
    """One compiler a thread and template: the second page takes milliseconds."""
    known: dict[Path, typst.Compiler] = _compilers.__dict__.setdefault("known", {})
    if template not in known:
        known[template] = typst.Compiler(
            str(template), root=str(template.parent), font_paths=[str(path) for path in settings.FONT_PATHS]
        )
    return known[template]
