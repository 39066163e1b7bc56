"""Put the office's own words in place of a template's."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import TemplateText
from yakuba.messaging.permissions import EDIT_TEMPLATES
from yakuba.messaging.rules import wording
from yakuba.messaging.rules.wording import Words
from yakuba.messaging.template_texts import append_text, declared


@action(permission=EDIT_TEMPLATES, audit="お知らせの文例を変えた")
def save_template_text(
    actor: Actor, *, template: str, language: str, words: Words, seen_version: int
) -> TemplateText:
    """Let these words hold from now on for new messages; earlier versions are kept.

    `seen_version` is the latest version its writer saw (0 for none); refuses with Conflict when there is a newer
    one. Refuses words that `wording.mistakes` finds fault with, field by field.
    """
    known = declared(template, language)
    wrong = wording.mistakes(words, known.names, known.required)
    if wrong:
        raise Refusal("bad_words", "文例に直すところがあります。", wrong)
    return append_text(actor, template, language, words, seen_version)
