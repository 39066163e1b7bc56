"""The office's own words for a template: versions, each in the place of the one before."""

from django.db import IntegrityError, transaction

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, NotFound
from yakuba.messaging import declarations
from yakuba.messaging.models import TemplateText
from yakuba.messaging.queries import latest_version
from yakuba.messaging.rules.wording import Words


def declared(template: str, language: str) -> declarations.Template:
    """The template as it is declared; NotFound for one that is not, and for a language that no template has."""
    try:
        found = declarations.find(template)
    except LookupError:
        raise NotFound() from None
    if language not in declarations.LANGUAGES:
        raise NotFound()
    return found


def append_text(actor: Actor, template: str, language: str, words: Words, seen_version: int) -> TemplateText:
    """Write the next version of a text; Conflict where somebody wrote one since `seen_version`."""
    if latest_version(template, language) != seen_version:
        raise Conflict()
    try:
        with transaction.atomic():
            return TemplateText.objects.create(
                template=template,
                language=language,
                version=seen_version + 1,
                subject=words.subject,
                body=words.body,
                author_key=actor.key,
                author_label=actor.label,
                written_at=clock.now(),
            )
    except IntegrityError:
        raise Conflict() from None
