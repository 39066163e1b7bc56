"""What a browser posted for a page, made ready to be read: files taken in, banks found by name, addresses looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from yakuba.kernel import files
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.compiling import Question
from yakuba.procedures.web import choices, lookups
from yakuba.procedures.web.drafts import kept_until
from yakuba.ui.pages import PageRequest

Posted = dict[str, list[str]]
NAMES_SHOWN = 8


@dataclass(slots=True)
class Prepared:
    """The inputs to read; errors found while preparing them; what banks and branches were found; rows to show."""

    posted: Posted
    errors: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)


def prepare(
    request: PageRequest, questions: Sequence[Question], owner: str, answers: Mapping[str, Any], change: str
) -> Prepared:
    """Make a post ready. `change` is the button that changes the page, "" for going on.

    `owner` is whose the files taken in are, e.g. a draft's; "" takes none.
    """
    ready = Prepared({name: [str(text) for text in texts] for name, texts in request.POST.lists()})
    for question in questions:
        if question.field.kind == "file":
            _files(request, question, owner, answers, ready, change)
        elif question.field.kind == "bank_account":
            _bank(question.path, ready)
        elif question.field.kind == "group":
            _rows(question, ready, change)
        elif question.field.kind == "address" and change == question.path:
            _address(question.path, ready)
    _addresses_in_groups(questions, ready, change)
    return ready


def _files(
    request: PageRequest,
    question: Question,
    owner: str,
    answers: Mapping[str, Any],
    ready: Prepared,
    change: str,
) -> None:
    """Files already there stay unless removed; new ones are taken in, each refused with its own reason."""
    name = question.path
    there = [item for item in answers.get(name) or [] if change != f"remove:{name}:{item}"]
    if owner:
        for upload in request.FILES.getlist(name):
            try:
                there.append(_take(request.actor, owner, question, upload))
            except Refusal as refusal:
                ready.errors[name] = str(refusal.sentence)
    ready.posted[name] = there


def _take(actor: Actor, owner: str, question: Question, upload: "UploadedFile[bytes]") -> str:
    one = question.field
    limits = files.Limits(
        max_bytes=(one.max_mb or kinds.DEFAULT_MB) * 1024 * 1024, accept=choices.content_types(one)
    )
    stored = files.store(
        actor,
        name=upload.name or "",
        stream=upload,
        limits=limits,
        kept_until=kept_until(),
        owner_key=owner,
    )
    return str(stored.public_id)


def _bank(name: str, ready: Prepared) -> None:
    """Replace a bank's or branch's name by its code; where several are meant, name them."""
    bank = _one(ready, f"{name}.bank", lookups.banks, _("金融機関"))
    if bank:
        _one(ready, f"{name}.branch", lambda text: lookups.branches(bank, text), _("支店"))


def _one(ready: Prepared, name: str, look: Any, what: str) -> str:
    text = (ready.posted.get(name) or [""])[0].strip()
    if not text:
        return ""
    found = look(text)
    exact = [one for one in found if one.name == text]
    if len(exact) == 1 or len(found) == 1:
        one = exact[0] if len(exact) == 1 else found[0]
        ready.posted[name] = [one.code]
        ready.found[name] = f"{one.name}（{one.code}）"
        return str(one.code)
    if found:
        listed = "、".join(f"{one.name}（{one.code}）" for one in found[:NAMES_SHOWN])
        ready.errors[name] = _("%(what)sがいくつか見つかりました。番号で入力してください：%(listed)s") % {
            "what": what,
            "listed": listed,
        }
    else:
        ready.errors[name] = _("%(what)sが見つかりません。名前か番号を確かめてください。") % {"what": what}
    return ""


def _rows(question: Question, ready: Prepared, change: str) -> None:
    """Add an empty row, or take one away and number the rest anew; rows of other groups stay as they are."""
    name = question.path
    prefix = f"{name}."
    numbers = sorted(
        {
            int(head)
            for at in ready.posted
            if at.startswith(prefix)
            and (head := at[len(prefix) :].partition(".")[0]).isdecimal()
            and len(head) < 4
        }
    )
    if change:
        ready.rounds[name] = len(numbers)
    if change == f"add:{name}":
        most = question.field.max if isinstance(question.field.max, int) else kinds.DEFAULT_ROWS
        ready.rounds[name] = min(most, (numbers[-1] + 1 if numbers else 0) + 1)
    elif change.startswith(f"remove:{name}:"):
        gone = change.rpartition(":")[2]
        kept = [number for number in numbers if str(number) != gone]
        renamed = {f"{prefix}{old}.": f"{prefix}{new}." for new, old in enumerate(kept)}
        fresh = {at: texts for at, texts in ready.posted.items() if not at.startswith(prefix)}
        for at, texts in ready.posted.items():
            for old, new in renamed.items():
                if at.startswith(old):
                    fresh[new + at[len(old) :]] = texts
        ready.posted = fresh
        ready.rounds[name] = len(kept)


def _addresses_in_groups(questions: Sequence[Question], ready: Prepared, change: str) -> None:
    head, _dot, rest = change.partition(".")
    number, _dot, inner = rest.partition(".")
    for question in questions:
        addresses = {one.field.key for one in question.inner if one.field.kind == "address"}
        if question.path == head and number.isdecimal() and inner in addresses:
            _address(change, ready)


def _address(name: str, ready: Prepared) -> None:
    """Fill in what the postcode says; unknown postcodes leave the boxes to be typed."""
    place = lookups.place_of((ready.posted.get(f"{name}.postcode") or [""])[0])
    if place is None:
        ready.errors[f"{name}.postcode"] = _(
            "この郵便番号の住所は見つかりませんでした。住所を入力してください。"
        )
        return
    for part, text in (("prefecture", place.prefecture), ("city", place.city), ("town", place.town)):
        ready.posted[f"{name}.{part}"] = [text]
