"""Facts in words, for the page on which their owner reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.identity.models import Fact

LABELS = {
    "person.name": gettext_lazy("お名前"),
    "person.birth": gettext_lazy("生年月日"),
    "person.address": gettext_lazy("住所"),
    "person.phone": gettext_lazy("電話番号"),
    "person.email": gettext_lazy("メールアドレス"),
    "person.bank_account": gettext_lazy("振込先の口座"),
}

ORDER = (
    *("family", "given", "family_kana", "given_kana", "former"),
    *("postcode", "prefecture", "city", "town", "street", "building"),
)
"""In which order the parts of a name and an address are read; the table does not keep it."""


@dataclass(frozen=True, slots=True)
class SpokenFact:
    """One fact as its owner reads it."""

    code: str
    label: str
    value: str
    source: str
    known_on: date


def spoken(fact: Fact) -> SpokenFact:
    """A fact in words; an account number shows its last three digits only."""
    value = _account(fact.value) if fact.code == "person.bank_account" else _words(fact.value)
    label = str(LABELS.get(fact.code, _("そのほかのこと")))
    return SpokenFact(fact.code, label, value, fact.source, fact.known_at.date())


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        known = [str(value[part]) for part in ORDER if value.get(part)]
        return " ".join([*known, *(str(one) for part, one in value.items() if one and part not in ORDER)])
    if isinstance(value, list):
        return _("%(count)s件") % {"count": len(value)}
    return str(value)


def _account(value: Any) -> str:
    number = str(value.get("number", "")) if isinstance(value, Mapping) else ""
    return f"****{number[-3:]}"
