"""The days of drafts: kept at night for those who can be reached, gone with the draft, free of charge on the day itself."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.refusals import NotAllowed
from yakuba.messaging.models import Reader, ReaderDate
from yakuba.messaging.sealing import unseal
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.procedures.actions.discard_draft import discard_draft
from yakuba.procedures.actions.keep_days_of_drafts import keep_days_of_drafts
from yakuba.procedures.days import CLOSES, REMOVED
from yakuba.procedures.jobs import keep_days
from yakuba.procedures.models import Draft, Version
from yakuba.procedures.tests.conftest import (
    EXAMPLE,
    FRIDAY,
    HANAKO,
    SLUG,
    Opened,
    applicant,
    changed,
    family,
    filled_in,
    public_role,
)
from yakuba.procedures.tests.visitor import Visitor

pytestmark = pytest.mark.django_db
SATURDAY = FRIDAY + timedelta(days=1)
FIRST, SECOND = f"/procedures/{SLUG}/page/applicant", f"/procedures/{SLUG}/page/family"


@pytest.fixture
def reader() -> Reader:
    """Hanako, who wants news by mail."""
    row = scene.reader(1, mail=HANAKO)
    Reader.objects.filter(pk=row.pk).update(mail_key=identity.guest_key(HANAKO))
    return row


@pytest.fixture
def draft(benefit: Version, reader: Reader, hanako: Visitor) -> Draft:
    """A draft of hers since Friday."""
    hanako.post(FIRST, applicant())
    return Draft.objects.get()


def kept() -> dict[str, int]:
    """Kind → in how many days from Friday."""
    return {one.kind: (one.day - FRIDAY.date()).days for one in ReaderDate.objects.all()}


def test_a_draft_of_today_has_no_day_yet(draft: Draft) -> None:
    keep_days()
    assert not kept()


def test_one_that_lay_over_night_is_reminded_of_by_its_name(draft: Draft) -> None:
    with clock.frozen(SATURDAY):
        keep_days()
        keep_days()
    assert kept() == {REMOVED.code: 30, CLOSES.code: 131}
    assert "こども応援給付金の申請" in unseal(ReaderDate.objects.get(kind=REMOVED.code).what)


def test_the_last_day_to_apply_is_a_day_of_its_own(opened: Opened, reader: Reader, hanako: Visitor) -> None:
    opened(changed(EXAMPLE, ("until = 2027-03-31", "until = 2026-12-01")))
    hanako.post(FIRST, applicant())
    with clock.frozen(SATURDAY):
        keep_days()
        assert kept() == {REMOVED.code: 30, CLOSES.code: 11}
        hanako.post(SECOND, family())
        assert kept() == {CLOSES.code: 11}


def test_whoever_goes_on_is_not_told_the_old_day(draft: Draft, hanako: Visitor) -> None:
    with clock.frozen(SATURDAY):
        keep_days()
        hanako.post(SECOND, family())
        assert REMOVED.code not in kept()
        keep_days()
        assert REMOVED.code not in kept()
    with clock.frozen(SATURDAY + timedelta(days=1)):
        keep_days()
        assert kept()[REMOVED.code] == 31


def test_what_was_handed_in_or_thrown_away_is_reminded_of_no_more(draft: Draft, hanako: Visitor) -> None:
    with clock.frozen(SATURDAY):
        keep_days()
        discard_draft(identity.guest(HANAKO), draft=Draft.objects.get())
        assert not kept()
        keep_days()
        assert not kept()
    Draft.objects.all().delete()
    filled_in(hanako)
    with clock.frozen(SATURDAY):
        keep_days()
        assert kept()
        hanako.send(SLUG)
        assert not kept()


def test_the_same_day_costs_nothing(draft: Draft, hanako: Visitor) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        hanako.post(SECOND, family())
    assert not [one for one in queries if "readerdate" in one["sql"]]


def test_a_draft_of_nobody_has_no_days(benefit: Version, reader: Reader, visitor: Visitor) -> None:
    visitor.post(FIRST, applicant())
    with clock.frozen(SATURDAY):
        keep_days()
    assert not kept()


def test_nobody_but_the_house_copies_days(draft: Draft) -> None:
    with clock.frozen(SATURDAY):
        for one in (identity.guest(HANAKO), Actor(kind="staff", key="staff:1", label="課")):
            with pytest.raises(NotAllowed):
                keep_days_of_drafts(one)
        assert not kept()
        assert keep_days_of_drafts(system("t")) and kept()


@pytest.mark.django_db(transaction=True)
def test_the_internet_face_may_take_a_day_away_and_not_read_its_name(draft: Draft, hanako: Visitor) -> None:
    with clock.frozen(SATURDAY):
        keep_days()
        with public_role():
            hanako.post(SECOND, family())
            with pytest.raises(ProgrammingError, match="permission denied"):
                list(ReaderDate.objects.values_list("what"))
        assert REMOVED.code not in kept()
