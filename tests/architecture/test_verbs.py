"""Every verb: one file, a permission, a sentence for the trail, the actor first; refused to strangers, and tested so."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.architecture import house, told
from tests.architecture.told import Told
from yakuba.kernel.actions import Declared, action, all_actions
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.permissions import PUBLIC, Permission
from yakuba.kernel.refusals import NotAllowed

ELSEWHERE: dict[str, str] = {
    "yakuba.kernel.options.choose": "the kernel has no room of verbs: this one stands with its noun",
    "yakuba.characters.actions.install_table.import_added": "one of two ways to put a newer list into force",
    "yakuba.characters.actions.install_table.update_lists": "one of two ways to put a newer list into force",
}
"""Verbs that do not stand in `actions/<verb>.py`, each with the reason."""
SHARED = {
    "yakuba/cases/actions/writing.py": "how the verbs that take free text check it",
}
"""Files in `actions/` that hold what several verbs share, and no verb."""
OPEN_TO_ALL = {
    "ask_mail_code": "who asks is nobody yet",
    "drop_mail_code": "who asks is nobody yet",
    "verify_email": "who asks is nobody yet",
    "sign_out": "whoever is here may leave",
    "write_line_message": "whoever may do a thing may cause the notice of it",
    "drop_date": "whoever may end a thing ends the reminder of its deadline",
    "keep_date": "whoever may do a thing may cause the reminder of its deadline",
    "write_message": "whoever may do a thing may cause the notice of it",
}
"""Verbs whose permission everybody holds: they can refuse nobody by it, and look after themselves."""
REFUSAL = re.compile(r"refus|\b(NotAllowed|NotFound|Conflict)\b", re.I)
KINDS = ("anonymous", "guest", "resident", "staff")

house.furnish()


def verbs() -> list[Declared]:
    """The declared verbs of the house, without those that tests declare."""
    return [one for one in all_actions() if one.name.startswith("yakuba.") and ".tests." not in one.name]


def function(declared: Declared) -> Callable[..., Any]:
    """The verb itself."""
    module, _, name = declared.name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def misplaced(name: str) -> bool:
    """Whether a verb (dotted) stands in a file of another name, or outside `actions/`."""
    _, _, room, *rest = name.split(".")
    return room != "actions" or len(rest) != 2 or rest[0] != rest[1]


def misshapen(verb: Callable[..., Any]) -> Iterator[str]:
    """What is wrong with a verb's docstring and signature."""
    if not inspect.getdoc(verb):
        yield "has no docstring"
    first, *rest = inspect.signature(verb).parameters.values()
    if first.name != "actor":
        yield "takes the actor first"
    yield from (
        f"{one.name} is keyword-only" for one in rest if one.kind is not inspect.Parameter.KEYWORD_ONLY
    )
    if inspect.signature(verb).return_annotation is inspect.Signature.empty:
        yield "says what it returns"


def silent(declared: Declared) -> Iterator[str]:
    """What is wrong with the sentence for the trail."""
    said = declared.audit or declared.unaudited
    if not house.JAPANESE.search(said):
        yield "its sentence for the trail, or the reason why there is none, is Japanese"
    if declared.audit and not re.search("[ただ](（[^）]*）)?$", declared.audit):
        yield f"its sentence tells what happened, in the past: {declared.audit}"


def test_a_verb_has_a_file_of_its_own() -> None:
    assert len(verbs()) > 10
    house.none(sorted({one.name for one in verbs() if misplaced(one.name)} ^ ELSEWHERE.keys()))


def test_a_file_of_actions_holds_a_verb() -> None:
    files = {
        house.named(path): ".".join(path.relative_to(house.ROOT).with_suffix("").parts)
        for path in house.sources()
        if path.parent.name == "actions" and path.stem != "__init__"
    }
    known = {one.name.rpartition(".")[0] for one in verbs()}
    house.none(sorted({path for path, module in files.items() if module not in known} ^ SHARED.keys()))


def test_verbs_are_well_shaped() -> None:
    faults = [
        f"{one.name}: {fault}" for one in verbs() for fault in (*misshapen(function(one)), *silent(one))
    ]
    house.none(faults)


def stranger(permission: Permission) -> Actor | None:
    """Somebody who does not hold the permission, or None where everybody does."""
    for kind in KINDS:
        if kind not in permission.open_to:
            return Actor(kind=kind, key=f"{kind}:0", label="", assurance=Assurance.PROVEN)  # type: ignore[arg-type]
    return None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "declared",
    [one for one in verbs() if stranger(one.permission)],
    ids=lambda one: one.name.rpartition(".")[2],
)
def test_a_stranger_is_refused_before_anything_is_touched(declared: Declared) -> None:
    """Without arguments: the refusal comes before the verb looks at them, and no statement reaches the database."""
    with CaptureQueriesContext(connection) as asked, pytest.raises(NotAllowed):
        function(declared)(stranger(declared.permission))
    assert len(asked) == 0


def test_verbs_that_everybody_may_ask_for_are_few() -> None:
    open_to_all = {one.name.rpartition(".")[2] for one in verbs() if not stranger(one.permission)}
    house.none(sorted(open_to_all ^ OPEN_TO_ALL.keys()))


def proven(verb: str, tests: tuple[Told, ...]) -> bool:
    """Whether some test of the module that expects a refusal speaks of the verb."""
    return any(REFUSAL.search(f"{one.name}\n{one.text}") and one.mentions(verb) for one in tests)


def test_every_verb_has_a_refused_and_nothing_changed_test() -> None:
    """In the module's tests: a test that speaks of the verb, and of "refus…" or `raises(NotAllowed)`.

    Verbs that everybody may ask for, and those that only the system may, have nobody to refuse but the strangers above.
    """
    missing = []
    for one in verbs():
        _, module, *_, verb = one.name.split(".")
        if verb in OPEN_TO_ALL or one.permission.code in house.SYSTEM_ONLY:
            continue
        if not proven(verb, told.tests_of(module)):
            missing.append(f"yakuba/{module}/tests: {verb}")
    house.none(missing, "no test that expects a refusal speaks of these verbs:")


def test_planted_faults_are_caught() -> None:
    assert misplaced("yakuba.cases.actions.deciding.decide")
    assert misplaced("yakuba.cases.api.decide")
    assert not misplaced("yakuba.cases.actions.decide.decide")
    permission = Permission("architecture.planted", "試す", open_to=PUBLIC)

    def planted(who: Actor, case: int):  # type: ignore[no-untyped-def]
        pass

    assert list(misshapen(planted)) == [
        "has no docstring",
        "takes the actor first",
        "case is keyword-only",
        "says what it returns",
    ]
    assert len(list(silent(Declared("x", permission, "decide", "")))) == 2
    assert list(silent(Declared("x", permission, "決定した", ""))) == []
    with pytest.raises(ValueError, match="audit"):
        action(permission=permission, audit="")
    assert stranger(permission) == Actor(kind="staff", key="staff:0", label="", assurance=Assurance.PROVEN)


def test_a_verb_without_its_refusal_is_found() -> None:
    text = (
        "VERBS = ['decide', take]\n"
        "@pytest.mark.parametrize('verb', VERBS)\n"
        "def test_refused_and_nothing_changed(verb): ...\n"
        "class TestAssign:\n"
        "    def test_is_refused(self): assign(actor)\n"
        "def test_transfer(): transfer(actor)\n"
    )
    tests = tuple(told.tests_in(Path("test_x.py"), text))
    assert [verb for verb in ("decide", "take", "assign", "transfer", "assi") if proven(verb, tests)] == [
        "decide",
        "take",
        "assign",
    ]
