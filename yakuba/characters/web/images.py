"""Pictures of the workshop: 外字, glyphs, and one laid over the other. Nothing of a person is in them."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from yakuba.characters import looks
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.queries.gaiji import picture_bytes
from yakuba.kernel.refusals import NotFound
from yakuba.ui.pages import PageRequest, page

_KEPT_S = 3600


def _png(content: bytes) -> HttpResponse:
    """A picture that the browser of this person may keep for an hour: what an id shows never changes."""
    answer = HttpResponse(content, content_type="image/png")
    answer.headers["Cache-Control"] = f"private, max-age={_KEPT_S}"
    return answer


@page(permission=IDENTIFY)
@require_safe
def picture(request: PageRequest, picture_id: int) -> HttpResponse:
    """The look of a 外字."""
    return _png(picture_bytes(request.actor, picture_id))


@page(permission=IDENTIFY)
@require_safe
def glyph_picture(request: PageRequest, glyph: str) -> HttpResponse:
    """The look of a glyph of the lists."""
    return _png(_found(looks.picture_of(glyph)))


@page(permission=IDENTIFY)
@require_safe
def overlay(request: PageRequest, picture_id: int, glyph: str) -> HttpResponse:
    """A 外字 laid over a glyph."""
    return _png(_found(looks.overlay(picture_bytes(request.actor, picture_id), glyph)))


def _found(content: bytes | None) -> bytes:
    if content is None:
        raise NotFound()
    return content
