"""Go back to the words of a template that were shipped."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import TemplateText
from yakuba.messaging.permissions import EDIT_TEMPLATES
from yakuba.messaging.rules.wording import Words
from yakuba.messaging.template_texts import append_text, declared


@action(permission=EDIT_TEMPLATES, audit="お知らせの文例を元の文に戻した")
def restore_template_text(actor: Actor, *, template: str, language: str, seen_version: int) -> TemplateText:
    """Let the words shipped with the program hold again. Refuses with Conflict like `save_template_text`."""
    declared(template, language)
    return append_text(actor, template, language, Words("", ""), seen_version)
