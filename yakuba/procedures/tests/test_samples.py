"""Samples: what is wished for is typed where the form takes it; applications and corrections go the way of the pages."""

import pytest

from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.procedures.models import Amendment, Draft, Version
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.samples.answers import Wishes, walk
from yakuba.procedures.samples.applying import apply, begin, correct, open_now
from yakuba.procedures.shelf import shelved
from yakuba.procedures.tests.conftest import HANAKO, SLUG, staff_member

pytestmark = pytest.mark.django_db
NAME = {"family": "𡈽屋", "given": "凜", "family_kana": "ツチヤ", "given_kana": "リン", "former": "見えない"}
WISHES: Wishes = {
    "person.name": [NAME],
    "kind:name": [{**NAME, "given": one} for one in ("一", "二", "三")],
    "income": ["1234567"],
    "birth": ["1985-04-01"],
    "children.school": ["見本小学校"],
    "papers": ["yes"],
}


def inputs_of(version: Version, seed: int, wishes: Wishes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in walk(shelved(version.pk).form, today=clock.today(), seed=seed, wishes=wishes):
        found |= one.inputs
    return found


def test_what_is_wished_for_is_typed(benefit: Version) -> None:
    typed = inputs_of(benefit, 1, WISHES)
    assert typed["applicant.family"] == ["𡈽屋"] and typed["income"] == ["1234567"]
    assert typed["birth.year"] == ["1985"] and typed["birth.month"] == ["4"]
    names = [typed[at][0] for at in typed if at.startswith("children.") and at.endswith("name.given")]
    assert len(set(names)) == len(names)


def test_a_wish_the_form_refuses_is_given_up(benefit: Version) -> None:
    typed = inputs_of(benefit, 1, {"birth": ["2200-01-01"], "income": ["no number"]})
    assert int(typed["birth.year"][0]) < 2200 and typed["income"] != ["no number"]


def test_an_application_arrives_with_its_papers_and_a_draft_is_left(benefit: Version) -> None:
    actor = identity.guest(HANAKO)
    row = apply(actor, SLUG, wishes=WISHES, seed="1", language="en")
    assert row.case.applicant_name == "𡈽屋 凜" and row.language == "en"
    draft = begin(actor, SLUG, wishes=WISHES, seed="2", pages=1)
    assert draft.done_pages and Draft.objects.filter(submitted_at=None).get() == draft


def test_a_correction_is_answered_under_the_same_version(benefit: Version) -> None:
    actor = identity.guest(HANAKO)
    row = apply(actor, SLUG, wishes=WISHES, seed="1")
    section = open_now()[SLUG].definition.section
    officer = staff_member(section, "cases.read", "cases.handle")
    page = cases.open_case_page(officer, row.case_id)
    asked = cases.ask_correction(
        officer,
        case_id=row.case_id,
        items=[cases.CorrectionItem("birth", "もう一度")],
        deadline=clock.today().replace(day=30),
        revision=page.case.revision,
    )
    assert correct(
        actor, row, correction_id=asked.pk, keys=["birth"], wishes={"birth": ["1990-02-03"]}, seed="3"
    )
    assert Amendment.objects.get(submission=row).answers["birth"] == "1990-02-03"
    assert row.answers["birth"] == "1985-04-01"


def test_only_those_who_may_apply_do(benefit: Version) -> None:
    officer = staff_member("hygiene", "cases.read")
    assert not officer.may(APPLY)
    with pytest.raises(Exception, match="not_allowed"):
        apply(officer, SLUG, wishes=WISHES, seed="1")
