"""`yakuba ward sample`: the same weeks for the same lot, once, in a demonstration only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import transaction

from yakuba.cases.models import Case, Decision, Document, Note, Sheet, Status
from yakuba.config import places
from yakuba.config.sample import moments, weeks
from yakuba.config.sample.courses import PLANS
from yakuba.config.sample.reading import Sample, Story, read
from yakuba.kernel import audit, clock
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import Campaign, CampaignTemplate, Reader
from yakuba.procedures.models import Draft

WARD = places.ROOT / "wards" / "toshima"
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=clock.TOKYO)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.DEMO = True
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with clock.frozen(FRIDAY):
        yield


@pytest.fixture
def ward() -> Path:
    """The sample ward, loaded."""
    call_command("ward", "load", str(WARD), stdout=StringIO())
    return WARD


class TakenBack(Exception):
    """Ends a transaction without a trace."""


def played(ward: Path, *, applications: int, seed: int) -> list[tuple[object, ...]]:
    """What playing gives, taken back afterwards."""
    found: list[tuple[object, ...]] = []
    try:
        with transaction.atomic():
            weeks.play(ward, applications=applications, seed=seed)
            for case in Case.objects.order_by("opened_at"):
                notes = tuple(Note.objects.filter(case=case).order_by("pk").values_list("at", "text"))
                shown = [
                    (row["label"], row["shown"])
                    for sheet in Sheet.objects.filter(case=case).order_by("number")
                    for page in sheet.pages
                    for row in page["rows"]
                ]
                found.append(
                    (
                        case.kind,
                        case.applicant_name,
                        case.status,
                        case.opened_at,
                        case.closed_at,
                        notes,
                        shown,
                    )
                )
            raise TakenBack
    except TakenBack:
        return found


def test_the_same_lot_gives_the_same_weeks_and_another_others(ward: Path) -> None:
    first = played(ward, applications=9, seed=7)
    assert len(first) > 5
    assert played(ward, applications=9, seed=7) == first
    assert played(ward, applications=9, seed=8) != first


def test_it_is_lively(ward: Path) -> None:
    assert weeks.play(ward, applications=36) == 36
    found = list(Case.objects.all())
    assert {case.status for case in found} == set(Status.values)
    assert any(case.overdue_at for case in found) and any(case.news for case in found)
    assert len({case.kind for case in found}) > 8 and len({case.section_id for case in found}) > 6
    assert any("𠮷" in case.applicant_name for case in found)
    assert any("\U000e0100" in case.applicant_name for case in found)
    kinds = set(Document.objects.values_list("file__content_type", flat=True))
    assert kinds >= {"application/pdf", "image/png", "image/jpeg"}
    assert Decision.objects.filter(issued_at__isnull=False, notice__isnull=False).exists()
    assert Draft.objects.filter(submitted_at=None).exists()
    moments_seen = [case.opened_at for case in found] + [case.closed_at for case in found if case.closed_at]
    assert FRIDAY - timedelta(days=40) < min(moments_seen) and max(moments_seen) < FRIDAY
    assert audit.verify() == []


def test_every_course_comes_to_its_end(ward: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [Story("company", "doro-senyo", name, 24) for name in PLANS]
    sample = replace(read(ward), stories=stories)

    def same(directory: Path) -> Sample:
        return sample

    monkeypatch.setattr(weeks, "read", same)
    assert weeks.play(ward, applications=len(stories)) == len(stories)
    ended = Case.objects.exclude(closed_at=None).count()
    assert ended == sum(
        name in {"accepted", "settled", "refused", "advised", "withdrawn", "dismissed", "undone"}
        for name in PLANS
    )
    assert Decision.objects.exclude(undone_at=None).count() == 1
    assert Sheet.objects.filter(number=2).count() == 2


def test_where_there_is_a_case_nothing_happens(ward: Path) -> None:
    said = StringIO()
    call_command("ward", "sample", str(ward), applications=3, stdout=said)
    assert "3件" in said.getvalue() and not weeks.wanted()
    before = Case.objects.count()
    call_command("ward", "sample", str(ward), applications=9, stdout=said)
    assert "何もしませんでした" in said.getvalue() and Case.objects.count() == before


def test_outside_a_demonstration_it_is_refused(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(Refusal, match="demo_only"):
        weeks.play(WARD)
    assert not Case.objects.exists() and not weeks.wanted()


def test_too_many_are_refused(ward: Path) -> None:
    with pytest.raises(Refusal):
        weeks.play(ward, applications=1_001)
    assert not Case.objects.exists()


def test_a_ward_without_a_sample_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="sample") as refused:
        weeks.play(tmp_path)
    assert "sample.toml" in str(refused.value.sentence)


def test_the_office_works_in_office_hours_only() -> None:
    lot = Random(3)
    friday_night = FRIDAY.replace(hour=22)
    for days in (0, 1, 4):
        found = moments.at_the_office(friday_night, days, lot)
        assert found > friday_night and found.weekday() < 5 and 8 <= found.hour <= 17
    assert moments.ago(FRIDAY, 0, lot) < FRIDAY
    assert moments.ago(FRIDAY, 5, lot).date() == FRIDAY.date() - timedelta(days=7)


def test_campaigns_and_templates_of_the_pack_stand_ready(ward: Path) -> None:
    weeks.play(ward, applications=3)
    assert list(Campaign.objects.order_by("pk").values_list("title", "state")) == [
        ("補正の期限の3日前", "approved"),
        ("子育て広場の臨時休館", "asked"),
    ]
    reminder = Campaign.objects.order_by("pk")[0]
    assert reminder.next_at == FRIDAY.replace(day=21, hour=10) and reminder.approved_by != reminder.asked_by
    assert Reader.objects.filter(topics__contains=[2]).count() == 8
    assert [one.name for one in CampaignTemplate.objects.all()] == ["教室・催しのお知らせ"]
