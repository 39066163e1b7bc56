"""Take a definition into the catalogue."""

import msgspec
from django.db.models import Max

from yakuba.identity import api as identity
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.procedures.models import Procedure, Version
from yakuba.procedures.permissions import EDIT
from yakuba.procedures.rules.definition import Definition, from_json, to_json


@action(permission=EDIT, audit="手続の定義を取り込んだ")
def load_definition(actor: Actor, *, definition: Definition) -> Version:
    """Make a new, unpublished version; the same content as the newest version makes none.

    Refuses a receiving section that does not exist, and one in which the actor may not edit, the one that has the
    procedure now included.
    """
    try:
        section = identity.section_by_code(definition.section)
    except NotFound:
        raise Refusal("section", f"組織コード「{definition.section}」の課はありません。") from None
    procedure, _made = Procedure.objects.select_for_update().get_or_create(
        slug=definition.slug, defaults={"section_id": section.id}
    )
    if not (actor.may(EDIT, section.id) and actor.may(EDIT, procedure.section_id)):
        raise NotAllowed()
    newest = Version.objects.filter(procedure=procedure).order_by("-number").first()
    if newest is not None and from_json(msgspec.json.encode(newest.definition)) == definition:
        audit.note(about=newest, same=True)
        return newest
    highest = Version.objects.filter(procedure=procedure).aggregate(top=Max("number"))["top"] or 0
    return Version.objects.create(
        procedure=procedure,
        number=highest + 1,
        definition=msgspec.json.decode(to_json(definition)),
        made_at=clock.now(),
        made_by=actor.key,
    )
