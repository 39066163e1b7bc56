"""Put the office's own words in place of a template's, or go back to those shipped."""

from django.db import IntegrityError, transaction

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, NotFound, Refusal
from yakuba.messaging import declarations
from yakuba.messaging.models import TemplateText
from yakuba.messaging.permissions import EDIT_TEMPLATES
from yakuba.messaging.queries import latest_version
from yakuba.messaging.rules import wording
from yakuba.messaging.rules.wording import Words


@action(permission=EDIT_TEMPLATES, audit="お知らせの文例を変えた")
def save_template_text(
    actor: Actor, *, template: str, language: str, words: Words, seen_version: int
) -> TemplateText:
    """Let these words hold from now on for new messages; earlier versions are kept.

    `seen_version` is the latest version its writer saw (0 for none); refuses with Conflict when there is a newer
    one. Refuses words that `wording.mistakes` finds fault with, field by field.
    """
    declared = _declared(template, language)
    wrong = wording.mistakes(words, declared.names, declared.required)
    if wrong:
        raise Refusal("bad_words", "文例に直すところがあります。", wrong)
    return _append(actor, template, language, words, seen_version)


@action(permission=EDIT_TEMPLATES, audit="お知らせの文例を元の文に戻した")
def restore_template_text(actor: Actor, *, template: str, language: str, seen_version: int) -> TemplateText:
    """Let the words shipped with the program hold again. Refuses with Conflict like `save_template_text`."""
    _declared(template, language)
    return _append(actor, template, language, Words("", ""), seen_version)


def _declared(template: str, language: str) -> declarations.Template:
    try:
        declared = declarations.find(template)
    except LookupError:
        raise NotFound() from None
    if language not in declarations.LANGUAGES:
        raise NotFound()
    return declared


def _append(actor: Actor, template: str, language: str, words: Words, seen_version: int) -> TemplateText:
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
