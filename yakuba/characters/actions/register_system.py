"""register_system: a business system whose 外字 are to be identified."""

import re

from django.db import IntegrityError, transaction

from yakuba.characters.models import System
from yakuba.characters.permissions import IDENTIFY
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_NAME, _NOTE = 100, 200


@action(permission=IDENTIFY, audit="外字のある業務システムを登録した")
def register_system(actor: Actor, *, code: str, name: str, note: str = "") -> System:
    """Register a system. Refuses a code that is taken or other than small letters, digits, - and _; an empty name."""
    code, name, note = code.strip(), name.strip(), note.strip()
    if not _CODE.fullmatch(code):
        raise _refused(
            "code", "記号は、半角の英小文字で始まる、40字までの英数字（- と _ も可）で書いてください。"
        )
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
