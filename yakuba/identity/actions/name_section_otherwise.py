"""Write what a section is called in English and in やさしい日本語."""

from yakuba.identity.models import Section, SectionTerm
from yakuba.identity.permissions import MANAGE_SECTIONS
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound

LONGEST = 100


@action(permission=MANAGE_SECTIONS, audit="組織の英語とやさしい日本語の名前を変えた")
def name_section_otherwise(actor: Actor, *, section_id: int, name_en: str, name_easy: str) -> Section:
    """Give the present name of a section (and one that is to come) its words in other languages; "" takes them away.

    It is the same name in other words, so it holds as long as the Japanese one. Refuses, as not found, a section that
    is not there or has ended.
    """
    section = Section.objects.select_for_update().filter(pk=section_id).first()
    last = SectionTerm.objects.filter(section=section, until__isnull=True).first() if section else None
    if section is None or last is None:
        raise NotFound()
    for term in SectionTerm.objects.filter(section=section, name=last.name):
        term.name_en, term.name_easy = name_en.strip()[:LONGEST], name_easy.strip()[:LONGEST]
        term.save(update_fields=["name_en", "name_easy"])
    audit.note(about=section, name_en=last.name_en, name_easy=last.name_easy)
    return section
