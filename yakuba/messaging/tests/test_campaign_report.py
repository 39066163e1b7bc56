"""What is told of a campaign afterwards: numbers of LINE's, blocks, a file; never who."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.urls import reverse

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import NotAllowed, NotFound
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.models import LineChannel, LineFriend, Run
from yakuba.messaging.opening_counts import read_openings
from yakuba.messaging.rules import openings
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON, officer
from yakuba.messaging.tests.test_campaign_pages import ask, text

pytestmark = [
    pytest.mark.usefixtures("noon"),
    pytest.mark.django_db,
    pytest.mark.urls("yakuba.config.urls_staff"),
]


def sent(line: Sandbox, count: int) -> Run:
    """A campaign that so many friends got."""
    scene.friends(line, count)
    run = freeze_run(system("t"), campaign_id=scene.approved().pk)
    send_way(Way.LINE)
    run.refresh_from_db()
    return run


def rows(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def shown(run: Run) -> str:
    return text(ask(reverse("campaign", args=[run.campaign_id])))


def test_line_tells_how_many_opened_it_and_nobody_learns_who(line: Sandbox) -> None:
    run = sent(line, 40)
    assert "まだ分かりません" in shown(run)
    read_openings()
    run.refresh_from_db()
    assert (run.opened, run.pressed, run.opened_asked_at) == (24, None, NOON)
    assert "24人" in shown(run) and "20人未満" in shown(run)
    assert set(line.world.units) == {run.unit} and run.unit == openings.unit_of(run.public_id)


def test_of_a_few_line_tells_nothing(line: Sandbox) -> None:
    run = sent(line, 12)
    read_openings()
    run.refresh_from_db()
    assert run.opened is None and run.opened_asked_at == NOON and "20人未満" in shown(run)


def test_line_is_asked_for_two_weeks_and_an_absent_one_again_tomorrow(line: Sandbox) -> None:
    run = sent(line, 40)
    LineChannel.objects.update(active=False)
    read_openings()
    LineChannel.objects.update(active=True)
    with clock.frozen(NOON + timedelta(days=15)):
        read_openings()
    run.refresh_from_db()
    assert run.opened_asked_at is None
    first, last = openings.period_of(NOON, date(2027, 3, 1))
    assert (first, last) == (date(2026, 11, 20), date(2026, 12, 4))


def test_blocks_after_it_are_counted_for_two_days(line: Sandbox) -> None:
    run = sent(line, 40)
    left = list(LineFriend.objects.order_by("pk").values_list("pk", flat=True)[:8])
    LineFriend.objects.filter(pk__in=left[:6]).update(followed=False, blocked_at=NOON + timedelta(hours=3))
    LineFriend.objects.filter(pk__in=left[6:]).update(followed=False, blocked_at=NOON + timedelta(days=3))
    assert "<dt>2日のうちにブロックした人</dt><dd>6人</dd>" in shown(run)


def test_a_file_of_numbers_for_those_who_may_see_the_campaign(line: Sandbox) -> None:
    run = sent(line, 40)
    read_openings()
    address = reverse("campaign_report", args=[run.campaign_id])
    heads, only = rows(ask(address))
    told = dict(zip(heads, only, strict=True))
    assert told["届け方"] == "LINE" and told["受け付けられた"] == "40人" and told["LINEで開いた"] == "24人"
    assert told["2日のうちにブロックした"] == "0人"
    with pytest.raises(NotAllowed):
        ask(address, actor=officer(4, "cases.read"))
    with pytest.raises(NotFound):
        ask(reverse("campaign_report", args=[run.campaign_id + 1]))


def test_tests_and_what_goes_by_other_ways_are_not_counted(line: Sandbox) -> None:
    scene.friends(line, 2)
    assert freeze_run(system("t"), campaign_id=scene.approved(ways=[Way.MAIL]).pk).unit == ""


def test_where_the_names_of_a_month_are_used_up_it_goes_out_uncounted(
    line: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yakuba.messaging.actions.freeze_run.MOST_UNITS", 1)
    scene.friends(line, 2)
    units = [freeze_run(system("t"), campaign_id=scene.approved().pk).unit for _ in range(2)]
    assert units[0] and units[1] == ""


def test_a_name_that_line_takes() -> None:
    assert openings.unit_of(UUID(int=255)) == "run_000000000000000000000000"
