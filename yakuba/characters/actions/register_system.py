"""register_system: a business system whose 外字 are to be identified."""

from django.core.validators import validate_slug
from django.db import IntegrityError, transaction

from yakuba.characters.models import System
from yakuba.characters.permissions import IDENTIFY
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

_CODE, _NAME, _NOTE = 40, 100, 200


@action(permission=IDENTIFY, audit="外字のある業務システムを登録した")
def register_system(actor: Actor, *, code: str, name: str, note: str = "") -> System:
    """Register a system. Refuses a code that is taken or has other than letters, digits, - and _; an empty name."""
    code, name, note = code.strip(), name.strip(), note.strip()
    try:
        validate_slug(code)
    except Exception as error:
        raise _refused("code", "記号は、半角の英数字と - _ で書いてください。") from error
    if len(code) > _CODE:
        raise _refused("code", f"記号は{_CODE}字までで書いてください。")
    if not name or len(name) > _NAME:
        raise _refused("name", f"名前を、{_NAME}字までで書いてください。")
    if len(note) > _NOTE:
        raise _refused("note", f"メモは{_NOTE}字までで書いてください。")
    try:
        with transaction.atomic():
            return System.objects.create(code=code, name=name, note=note, registered_at=clock.now())
    except IntegrityError as error:
        raise _refused("code", "この記号は、もう使われています。") from error


def _refused(field: str, sentence: str) -> Refusal:
    return Refusal(f"bad_{field}", sentence, {field: sentence})
