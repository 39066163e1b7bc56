"""Campaigns on their way: frozen once, sent once, whatever the outside does; stopped, refused, fallen back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import Conflict
from yakuba.messaging import campaign_jobs, campaign_sending
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.keep_date import keep_date
from yakuba.messaging.actions.stop_campaign import stop_campaign
from yakuba.messaging.campaign_sending import retry_key, send_way
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.models import Addressee, Batch, Campaign, Personal, Reader, Run
from yakuba.messaging.queries.reports import report_of
from yakuba.messaging.rules.campaign_timing import Repeat
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]
SENDER = system("t")


def frozen(campaign: Campaign) -> Run:
    return freeze_run(SENDER, campaign_id=campaign.pk)


def received(line: Sandbox) -> set[int]:
    return {one.received for one in line.world.people.values() if not one.phone}


class TestFreezing:
    def test_everybody_stands_in_the_ledger_once_by_the_first_way_that_reaches(self, line: Sandbox) -> None:
        both = scene.reader(1, line="U" + "1" * 32, mail="a@example.jp")
        by_mail = scene.reader(2, mail="b@example.jp", language="en")
        scene.reader(3, phone="0312340000")
        scene.reader(4, mail="c@example.jp", declined=[1])
        silent = scene.reader(5, line="U" + "2" * 32, quiet_from=10, quiet_until=13)
        run = frozen(scene.approved())
        assert run.recipients == 3
        found = {(one.way, one.language, one.silent): one.members for one in Batch.objects.all()}
        assert found == {
            (Way.LINE, "ja", False): [both.pk],
            (Way.MAIL, "en", False): [by_mail.pk],
            (Way.LINE, "ja", True): [silent.pk],
        }
        assert Addressee.objects.count() == 3

    def test_a_time_of_a_campaign_is_run_once(self, line: Sandbox) -> None:
        scene.friends(line, 3)
        campaign = scene.approved()
        frozen(campaign)
        with pytest.raises(Conflict):
            frozen(campaign)
        campaign.refresh_from_db()
        assert campaign.state == Campaign.State.DONE
        assert Run.objects.count() == 1 and Addressee.objects.count() == 3

    def test_batches_hold_500(self, line: Sandbox) -> None:
        Reader.objects.bulk_create(
            Reader(ways=Way.LINE.bit, rounding=0, changed_at=NOON, language="en" if n % 100 == 0 else "ja")
            for n in range(1300)
        )
        run = frozen(scene.approved(texts={"ja": Text("a", "b")}))
        assert sorted(Batch.objects.values_list("size", flat=True)) == [300, 500, 500]
        members = [one for row in Batch.objects.all() for one in row.members]
        assert len(set(members)) == len(members) == run.recipients == 1300

    def test_who_has_heard_enough_this_week_hears_no_more_unless_it_is_urgent(
        self, line: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scene.friends(line, 2)
        monkeypatch.setattr(
            "yakuba.messaging.actions.freeze_run.MOST_A_WEEK", type("One", (), {"value": lambda: 1})
        )
        assert frozen(scene.approved()).recipients == 2
        assert frozen(scene.approved()).recipients == 0
        assert frozen(scene.approved(urgent=True)).recipients == 2
        with clock.frozen(NOON + timedelta(days=8)):
            assert frozen(scene.approved()).recipients == 2

    def test_recurring_campaigns_go_out_again(self, line: Sandbox) -> None:
        scene.friends(line, 2)
        campaign = scene.approved(repeat=Repeat.WEEKLY, first_at=NOON + timedelta(hours=1))
        with clock.frozen(NOON + timedelta(hours=2)):
            frozen(campaign)
        campaign.refresh_from_db()
        assert campaign.next_at == NOON + timedelta(days=7, hours=1)
        assert campaign.state == Campaign.State.APPROVED


class TestLine:
    def test_a_multicast_reaches_everybody_once(self, line: Sandbox) -> None:
        scene.friends(line, 30)
        run = frozen(scene.approved())
        send_way(Way.LINE)
        run.refresh_from_db()
        assert run.state == Run.State.DONE
        assert received(line) == {1}
        assert line.world.counts.by_kind == {"multicast": 1}
        report = report_of(run)
        assert (report.accepted, report.open, report.unreached) == (30, 0, 0)

    def test_a_lost_answer_is_asked_for_again_under_the_same_key(self, line: Sandbox) -> None:
        scene.friends(line, 30)
        frozen(scene.approved())
        line.faults.lose = 100.0
        send_way(Way.LINE)
        assert Batch.objects.get().state == Batch.State.SENT
        assert line.world.counts.again == 1 and received(line) == {1}

    @pytest.mark.parametrize("fault", ["fail", "busy"])
    def test_an_absent_line_is_asked_again_later_and_it_arrives_once(self, line: Sandbox, fault: str) -> None:
        scene.friends(line, 30)
        frozen(scene.approved())
        setattr(line.faults, fault, 100.0)
        send_way(Way.LINE)
        batch = Batch.objects.get()
        assert batch.state == Batch.State.WAITING and batch.attempts == 1 and batch.last_error
        setattr(line.faults, fault, 0.0)
        with clock.frozen(NOON + timedelta(minutes=30)):
            send_way(Way.LINE)
        assert Batch.objects.get().state == Batch.State.SENT
        assert received(line) == {1}

    def test_after_a_day_nobody_knows_and_nothing_is_sent_again(self, line: Sandbox) -> None:
        scene.friends(line, 3)
        run = frozen(scene.approved())
        line.faults.fail = 100.0
        send_way(Way.LINE)
        line.faults.fail = 0.0
        with clock.frozen(NOON + timedelta(hours=25)):
            send_way(Way.LINE)
        assert Batch.objects.get().state == Batch.State.UNKNOWN
        assert received(line) == {0}
        assert report_of(run).ways[0].unknown == 3

    def test_what_a_dead_worker_held_is_sent_under_the_same_key(self, line: Sandbox) -> None:
        scene.friends(line, 3)
        run = frozen(scene.approved())
        Batch.objects.update(
            line="campaign-line-0", next_try=NOON + timedelta(minutes=10), attempts=1, first_tried=NOON
        )
        line.world.take_key(str(retry_key(run.public_id, Batch.objects.get().number)), "before")
        send_way(Way.LINE)
        batch = Batch.objects.get()
        assert batch.state == Batch.State.SENT and batch.request_id == "before"
        assert line.world.counts.sent == 0

    def test_who_left_meanwhile_is_told_by_the_next_way_or_marked(self, line: Sandbox) -> None:
        ids = line.world.add_crowd(3)
        rows = [
            scene.reader(1, line=ids[0]),
            scene.reader(2, line=ids[1], mail="b@example.jp"),
            scene.reader(3, line=ids[2]),
        ]
        run = frozen(scene.approved())
        Reader.objects.filter(pk=rows[1].pk).update(friend=None, ways=Way.MAIL.bit)
        gone = rows[2].pk
        rows[2].delete()
        send_way(Way.LINE)
        assert Batch.objects.get(way=Way.MAIL).members == [rows[1].pk]
        assert Addressee.objects.get(run_id=run.pk, reader_id=gone).fate == Addressee.Fate.FORGOTTEN
        report = report_of(run)
        assert (report.accepted, report.open, report.unreached) == (1, 1, 1)

    def test_refused_ids_fall_back(self, line: Sandbox) -> None:
        scene.reader(1, line="no id", mail="a@example.jp")
        scene.reader(2, line="nor this")
        run = frozen(scene.approved())
        send_way(Way.LINE)
        assert sorted(Batch.objects.filter(way=Way.LINE).values_list("state", "size")) == [
            ("refused", 1),
            ("refused", 1),
            ("sent", 0),
        ]
        assert Batch.objects.get(way=Way.MAIL).size == 1
        assert report_of(run).unreached == 1

    def test_one_bad_id_costs_the_others_of_its_batch_nothing(self, line: Sandbox) -> None:
        """LINE refuses a multicast as a whole for one id that is none."""
        scene.friends(line, 20)
        scene.reader(99, line="no id", mail="a@example.jp")
        run = frozen(scene.approved())
        send_way(Way.LINE)
        assert received(line) == {1}
        report = report_of(run)
        assert (report.accepted, report.open, report.unreached) == (20, 1, 0)
        assert Batch.objects.get(way=Way.MAIL).size == 1

    def test_a_wrong_token_pauses_the_run_and_loses_nobody(self, line: Sandbox) -> None:
        scene.friends(line, 3)
        run = frozen(scene.approved())
        from yakuba.messaging.models import LineChannel
        from yakuba.messaging.sealing import seal

        good = bytes(LineChannel.objects.get().token)
        LineChannel.objects.update(token=seal("wrong"))
        send_way(Way.LINE)
        run.refresh_from_db()
        assert run.state == Run.State.PAUSED and "トークン" in run.last_error
        LineChannel.objects.update(token=good)
        campaign_jobs.resume(scene.officer(), run_id=run.pk)
        send_way(Way.LINE)
        assert received(line) == {1}


class TestNight:
    """It is noon when it begins; at 23 o'clock a retry wakes nobody."""

    def begun(self, line: Sandbox, **changes: Any) -> Run:
        scene.friends(line, 30)
        run = frozen(scene.approved(**changes))
        line.faults.fail = 100.0
        send_way(Way.LINE)
        line.faults.fail = 0.0
        assert received(line) == {0}
        return run

    def test_what_could_not_be_sent_by_day_waits_for_the_morning(self, line: Sandbox) -> None:
        self.begun(line)
        with clock.frozen(NOON + timedelta(hours=11)):
            send_way(Way.LINE)
            assert received(line) == {0}
        with clock.frozen(NOON + timedelta(hours=21)):
            send_way(Way.LINE)
        assert received(line) == {1}

    def test_what_is_urgent_does_not(self, line: Sandbox) -> None:
        self.begun(line, urgent=True)
        with clock.frozen(NOON + timedelta(hours=11)):
            send_way(Way.LINE)
        assert received(line) == {1}


class TestReminders:
    def dated(self, line: Sandbox, count: int) -> Campaign:
        scene.friends(line, count)
        for row in Reader.objects.all():
            Reader.objects.filter(pk=row.pk).update(mail_key=f"k{row.pk}")
            keep_date(
                SENDER,
                resident_id=None,
                mail_key=f"k{row.pk}",
                kind="t.due",
                key="1",
                day=NOON.date() + timedelta(days=3),
                what="現況届",
            )
        text = {"ja": Text("期限が近づいています", "{date}までに{what}を出してください。")}
        return scene.approved(
            repeat=Repeat.BEFORE, date_kind="t.due", known_dates=frozenset({"t.due"}), days_before=3,
            first_at=NOON + timedelta(minutes=1), texts=text, ways=[Way.LINE],
        )  # fmt: skip

    def test_go_to_those_whose_day_is_near_in_words_of_their_own(self, line: Sandbox) -> None:
        campaign = self.dated(line, 120)
        line.world.people[next(iter(line.world.people))].phone = ""
        with clock.frozen(NOON + timedelta(minutes=2)):
            run = frozen(campaign)
            assert Personal.objects.count() == run.recipients == 120
            send_way(Way.LINE)
        assert received(line) - {0} == {1}
        assert line.world.counts.by_kind == {"push": 120}
        with clock.frozen(NOON + timedelta(days=1, minutes=2)):
            assert frozen(campaign).recipients == 0

    def test_lost_answers_in_the_middle_do_not_repeat_anything(self, line: Sandbox) -> None:
        campaign = self.dated(line, 120)
        line.faults.lose = 40.0
        for minute in range(2, 400, 20):
            with clock.frozen(NOON + timedelta(minutes=minute)):
                if not Run.objects.exists():
                    frozen(campaign)
                send_way(Way.LINE)
            if Batch.objects.get().state == Batch.State.SENT:
                break
        assert received(line) - {0} == {1} and line.world.counts.sent == 120


class TestStopping:
    def test_ends_what_waits_and_what_is_in_hand(self, line: Sandbox) -> None:
        scene.friends(line, 3)
        campaign = scene.approved()
        run = frozen(campaign)
        stop_campaign(scene.officer(), campaign_id=campaign.pk)
        send_way(Way.LINE)
        assert line.world.counts.calls == 0
        assert Batch.objects.get().state == Batch.State.STOPPED
        assert report_of(run).ways[0].stopped == 3

    def test_a_batch_that_may_have_arrived_is_unknown(self, line: Sandbox) -> None:
        scene.friends(line, 3)
        campaign = scene.approved()
        frozen(campaign)
        line.faults.fail = 100.0
        send_way(Way.LINE)
        stop_campaign(scene.officer(), campaign_id=campaign.pk)
        assert Batch.objects.get().state == Batch.State.UNKNOWN

    def test_a_run_that_is_sending_ends_within_a_second(
        self, line: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The stop comes while calls are under way: those not begun are not made."""
        monkeypatch.setattr("yakuba.messaging.gateways.line_calls.MULTICASTS_A_SECOND", 1.0)
        monkeypatch.setattr(campaign_sending, "LOOK_S", 0.05)
        Reader.objects.all().delete()
        ids = line.world.add_crowd(4)
        for number, one in enumerate(ids):
            scene.reader(
                number,
                line=one,
                language=("ja", "en")[number % 2],
                quiet_from=(0, 11)[number // 2],
                quiet_until=(0, 13)[number // 2],
            )
        campaign = scene.approved()
        frozen(campaign)
        assert Batch.objects.count() == 4
        looked = campaign_sending.any_stopped

        def press(batches: list[Batch]) -> bool:
            Run.objects.update(state=Run.State.STOPPED)
            return looked(batches)

        monkeypatch.setattr(campaign_sending, "any_stopped", press)
        send_way(Way.LINE)
        assert line.world.counts.by_kind.get("multicast", 0) < 4
        assert set(Batch.objects.values_list("state", flat=True)) == {"sent", "stopped"}


def test_a_batch_is_never_counted_in_the_ledger(line: Sandbox) -> None:
    """On the way of sending no statement counts the ledger (a count of all rows once took another house down)."""
    scene.friends(line, 3)
    frozen(scene.approved())
    seen: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        send_way(Way.LINE)
    assert not [one for one in seen if "messaging_addressee" in one and "count(" in one.lower()]
