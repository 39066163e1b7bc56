"""Rows of templates for campaigns: every section's to read, one's own to write."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.models import CampaignTemplate, CampaignTemplateVersion
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS, WRITE_CAMPAIGNS


def templates_visible_to(actor: Actor) -> QuerySet[CampaignTemplate]:
    """All templates for whoever writes or approves campaigns of any section, the latest change first."""
    rows = CampaignTemplate.objects.order_by("-changed_at", "-id")
    return rows if actor.may(WRITE_CAMPAIGNS) or actor.may(APPROVE_CAMPAIGNS) else rows.none()


def templates_found(
    actor: Actor, *, words: str = "", sections: Sequence[int] | None = None, retired: bool = False
) -> QuerySet[CampaignTemplate]:
    """Those in use (or retired ones) whose name, subject or body holds some words, of all sections or of some."""
    rows = templates_visible_to(actor).filter(retired_at__isnull=not retired)
    if words := words.replace("\x00", ""):
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(texts__ja__subject__icontains=words)
            | Q(texts__ja__body__icontains=words)
        )
    return rows if sections is None else rows.filter(section_id__in=sections)


def template_for(actor: Actor, template_id: int) -> CampaignTemplate:
    """One to read and to copy."""
    row = templates_visible_to(actor).filter(pk=template_id).first()
    if row is None:
        raise NotFound()
    return row


def own_template_for(actor: Actor, template_id: int, *, lock: bool = False) -> CampaignTemplate:
    """One of a section for which one writes; another section's is not found."""
    rows = CampaignTemplate.objects.filter(section_id__in=actor.sections_for(WRITE_CAMPAIGNS))
    row = (rows.select_for_update() if lock else rows).filter(pk=template_id).first()
    if row is None:
        raise NotFound()
    return row


def versions_of(row: CampaignTemplate) -> QuerySet[CampaignTemplateVersion]:
    """Every version, the latest first."""
    return CampaignTemplateVersion.objects.filter(template=row).order_by("-version")


def version_of(row: CampaignTemplate, version: int) -> CampaignTemplateVersion:
    """One version. NotFound where there is none."""
    found = versions_of(row).filter(version=version).first()
    if found is None:
        raise NotFound()
    return found
