"""Write a section's own template for campaigns."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, NotAllowed, Refusal
from yakuba.messaging import ward_audience, ways
from yakuba.messaging.models import CampaignTemplate, CampaignTemplateVersion
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaign_templates import own_template_for
from yakuba.messaging.rules.campaign_words import Text, mistakes
from yakuba.messaging.rules.channels import Way

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Pattern:
    """A template as somebody wrote it; `topic` 0 leaves the topic to whoever uses it."""

    name: str
    section_id: int
    topic: int
    ways: Sequence[Way]
    texts: Mapping[str, Text]
    files_allowed: bool = True


@action(permission=WRITE_CAMPAIGNS, audit="配信のひな形を書いた")
def save_campaign_template(
    actor: Actor, *, pattern: Pattern, template_id: int | None = None, seen_version: int = 0
) -> CampaignTemplate:
    """Keep a template, new or changed, and what it was before as a version. Campaigns keep the words they took.

    Refuses a section for which the actor may not write; words that `campaign_words.mistakes` finds fault with, field by
    field; a name that the section has already; a retired one; and (Conflict) one that changed since it was read.
    """
    if pattern.section_id not in actor.sections_for(WRITE_CAMPAIGNS):
        raise NotAllowed()
    texts = {key: text for key, text in pattern.texts.items() if text.body or text.subject}
    faults = mistakes(texts, of_a_date=True) | _faults(pattern)
    if faults:
        raise Refusal("campaign_template", "直すところがあります。", faults)
    if template_id is None:
        row = CampaignTemplate()
    else:
        row = own_template_for(actor, template_id, lock=True)
        if row.version != seen_version:
            raise Conflict()
        if row.retired_at is not None:
            raise Refusal("retired", "使うのをやめたひな形です。もう一度使うことにしてから、直してください。")
    row.section_id, row.name, row.topic = pattern.section_id, pattern.name.strip(), pattern.topic
    row.ways, row.files_allowed = [int(one) for one in pattern.ways], pattern.files_allowed
    row.texts = {language: asdict(text) for language, text in texts.items()}
    row.version, row.by_key, row.by_label = row.version + 1, actor.key, actor.label
    row.changed_at = clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        sentence = "同じ名前のひな形が、この課にあります。ほかの名前にしてください。"
        raise Refusal("campaign_template", "直すところがあります。", {"name": sentence}) from None
    _keep_version(row)
    return row


def _faults(pattern: Pattern) -> dict[str, str]:
    faults = {}
    if not 1 <= len(pattern.name.strip()) <= LONGEST_NAME:
        faults["name"] = f"名前は1文字から{LONGEST_NAME}文字までで書いてください。"
    if pattern.topic and ward_audience.topic(pattern.topic) is None:
        faults["topic"] = "何についての配信かを選んでください。"
    if not pattern.ways:
        faults["ways"] = "届け方を1つ以上選んでください。"
    if sentence := ways.missing(pattern.ways):
        faults["ways"] = sentence
    return faults


def _keep_version(row: CampaignTemplate) -> None:
    CampaignTemplateVersion.objects.create(
        template=row,
        version=row.version,
        name=row.name,
        topic=row.topic,
        ways=row.ways,
        texts=row.texts,
        files_allowed=row.files_allowed,
        by_key=row.by_key,
        by_label=row.by_label,
        written_at=row.changed_at,
    )
