"""Two persons at the same moment: one is first, the other is told; nothing counts twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from yakuba.characters.actions.confirm import confirm
from yakuba.characters.actions.make_table import make_table
from yakuba.characters.actions.propose import propose
from yakuba.characters.actions.sign_off import sign_off
from yakuba.characters.jobs import bring
from yakuba.characters.models import Enactment, GaijiTable, Intake, Judgement, JudgementStep, System
from yakuba.characters.tests.workshop import ANNA, BEN, CHIEF, FIRST, font, gaiji, person
from yakuba.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


def at_once(do: Callable[[int], object]) -> list[str]:
    """Do it side by side; the codes of the refusals, sorted."""

    def one(number: int) -> str:
        try:
            do(number)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(MANY) as pool:
        return sorted(pool.map(one, range(MANY)))


def test_one_proposal_stands(juki: System) -> None:
    one = gaiji().pk
    said = at_once(
        lambda number: propose(
            person(10 + number, "characters.identify"), gaiji_id=one, outcome="same", glyph=FIRST, seen=0
        )
    )
    assert said == ["", *["conflict"] * (MANY - 1)] and Judgement.objects.count() == 1


def test_one_confirmation_counts(juki: System) -> None:
    made = propose(ANNA, gaiji_id=gaiji().pk, outcome="same", glyph=FIRST)
    said = at_once(lambda number: confirm(person(10 + number, "characters.identify"), judgement_id=made.pk))
    assert said == ["", *["state"] * (MANY - 1)] and JudgementStep.objects.count() == 1


def test_one_version_is_made_and_approved_once(juki: System) -> None:
    made = propose(ANNA, gaiji_id=gaiji().pk, outcome="same", glyph=FIRST)
    confirm(BEN, judgement_id=made.pk)
    assert at_once(lambda _: make_table(ANNA, system_id=juki.pk)) == ["", *["nothing_new"] * (MANY - 1)]
    table = GaijiTable.objects.get()
    assert at_once(lambda _: sign_off(CHIEF, table_id=table.pk)) == ["", *["older"] * (MANY - 1)]
    assert Enactment.objects.count() == 1


def test_one_file_comes_in_once(juki: System) -> None:
    content = font({"U+E100": 30})
    said = at_once(lambda _: bring(ANNA, system_id=juki.pk, kind="font", name="a", content=content))
    assert said == [""] * MANY
    assert Intake.objects.filter(kind="font", size=len(content)).count() == 1
