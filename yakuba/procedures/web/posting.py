"""What a browser posted for a page, made ready to be read: files taken in, banks found by name, addresses looked up."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from yakuba.kernel import files
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import Refusal
from yakuba.procedures.rules import kinds, lookups
from yakuba.procedures.rules.compiling import Question
from yakuba.procedures.rules.messages import Problem
from yakuba.procedures.web import choices
from yakuba.procedures.web.drafts import kept_until
from yakuba.procedures.web.words import sentence
from yakuba.ui.pages import PageRequest

CHANGE = "change"
"""Name of the buttons that change the page without going on: add a child, remove a file, look up an address."""
SHOWN = "shown"
"""Names the questions whose files the page itself keeps, in hidden boxes."""
Posted = dict[str, list[str]]
NAMES_SHOWN = 8
_ROW = re.compile(r"[0-9]{1,4}")
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the files of a page are kept: under which owner new ones go, and which of some ids are this person's."""

    owner: str
    known: Callable[[Collection[str]], Collection[StoredFile]]


@dataclass(slots=True)
class Prepared:
    """The inputs to read; the button that was pressed to change the page, "" for going on; errors found while
    preparing them; rows to show of each group."""

    posted: Posted
    change: str
    errors: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)


def prepare(
    request: PageRequest, questions: Sequence[Question], folder: Folder | None, answers: Mapping[str, Any]
) -> Prepared:
    """Make a post ready to be read. Without a folder no files are taken in."""
    ready = Prepared(
        {name: [str(text) for text in texts] for name, texts in request.POST.lists()},
        str(request.POST.get(CHANGE, "")),
    )
    for question in questions:
        if question.field.kind == "file":
            _files(request, question, folder, answers, ready)
        elif question.field.kind == "bank_account":
            _bank(question.path, ready)
        elif question.field.kind == "group":
            _rows(question, ready)
    _look_up_address(questions, ready)
    return ready


def _files(
    request: PageRequest,
    question: Question,
    folder: Folder | None,
    answers: Mapping[str, Any],
    ready: Prepared,
) -> None:
    """Files already there stay unless removed; new ones are taken in, each refused with its own reason.

    A single file is replaced by a new one. Where the page itself keeps the files (a correction has no draft), those
    it names are there and no others: what was taken away a moment ago does not come back.
    """
    name, most = question.path, question.field.max_count or kinds.DEFAULT_FILES
    there: list[str] = []
    if folder is not None:
        stored = [] if name in request.POST.getlist(SHOWN) else answers.get(name) or []
        named = [item for item in (*stored, *ready.posted.get(name, ())) if _ID.fullmatch(item)]
        known = {str(one.public_id) for one in folder.known(named)} if named else set()
        gone = ready.change.removeprefix(f"remove:{name}:")
        there = [item for item in dict.fromkeys(named) if item in known and item != gone]
        for upload in request.FILES.getlist(name):
            if len(there) >= most > 1:
                problem = Problem("too_many_files", {"label": question.field.title(), "most": most})
                ready.errors[name] = sentence(problem)
                break
            try:
                taken = _take(request.actor, folder.owner, question, upload)
            except Refusal as refusal:
                ready.errors[name] = str(refusal.sentence)
            else:
                there = [taken] if most == 1 else [*there, taken]
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
    if len(found) == 1:
        ready.posted[name] = [found[0].code]
        return str(found[0].code)
    if found:
        listed = _("、").join(f"{one.name}（{one.code}）" for one in found[:NAMES_SHOWN])
        ready.errors[name] = _("%(what)sがいくつか見つかりました。番号で入力してください：%(listed)s") % {
            "what": what,
            "listed": listed,
        }
    else:
        ready.errors[name] = _("%(what)sが見つかりません。名前か番号を確かめてください。") % {"what": what}
    return ""


def _rows(question: Question, ready: Prepared) -> None:
    """Number the rows anew without those left empty; add an empty one or take one away where a button says so.

    Rows a button has nothing to do with are shown as they were, empty ones too.
    """
    name, prefix = question.path, f"{question.path}."
    rows: dict[int, Posted] = {}
    for at in [at for at in ready.posted if at.startswith(prefix)]:
        row, _dot, rest = at[len(prefix) :].partition(".")
        texts = ready.posted.pop(at)
        if _ROW.fullmatch(row) and rest:
            rows.setdefault(int(row), {})[rest] = texts
    _verb, _colon, removed = ready.change.partition(f"remove:{name}:")
    if removed.isascii() and removed.isdigit():
        rows.pop(int(removed[:9]), None)
    new = 0
    for number in sorted(rows):
        if any(text.strip() for texts in rows[number].values() for text in texts):
            ready.posted |= {f"{prefix}{new}.{rest}": texts for rest, texts in rows[number].items()}
            if ready.change.startswith(f"{prefix}{number}."):
                ready.change = f"{prefix}{new}.{ready.change[len(f'{prefix}{number}.') :]}"
            new += 1
    if ready.change:
        most = question.field.max if isinstance(question.field.max, int) else kinds.DEFAULT_ROWS
        ready.rounds[name] = min(most, len(rows) + (ready.change == f"add:{name}"))


def _look_up_address(questions: Sequence[Question], ready: Prepared) -> None:
    """Look up the address whose button was pressed, on the page or in a row of a group."""
    head, *rest = ready.change.split(".", 2)
    for question in questions:
        if question.path != head:
            continue
        if not rest:
            asked = question.field.kind == "address"
        else:
            keys = {one.field.key for one in question.inner if one.field.kind == "address"}
            asked = bool(_ROW.fullmatch(rest[0])) and rest[-1] in keys
        if asked:
            _address(ready.change, ready)


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
