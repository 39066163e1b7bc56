"""Checks that several verbs share: what was written, and the state of the one case they change."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext

from yakuba.cases.models import Case
from yakuba.cases.rules import wording
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.bad_value import BadValue


def written(field: str, text: str, longest: int = wording.LONGEST) -> str:
    """The text as it is stored; refuses nothing, too much, control characters and a マイナンバー."""
    return _checked(wording.checked, field, text, longest)


def written_or_empty(field: str, text: str, longest: int = wording.LONGEST) -> str:
    """As `written`, but nothing at all is fine."""
    return _checked(wording.checked_or_empty, field, text, longest)


def _checked(check: Callable[[str, int], str], field: str, text: str, longest: int) -> str:
    try:
        return check(text, longest)
    except BadValue as bad:
        sentence = gettext(bad.template) % bad.params if bad.params else gettext(bad.template)
        raise Refusal("bad_text", sentence, {field: sentence}) from None


def named(case: Case) -> dict[str, Any]:
    """What every event of a case carries."""
    return {
        "case_id": case.pk,
        "receipt": case.receipt,
        "subject_module": case.subject_module,
        "subject_noun": case.subject_noun,
        "subject_id": case.subject_id,
    }
