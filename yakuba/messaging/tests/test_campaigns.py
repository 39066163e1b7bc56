"""Campaigns as people plan them: written, checked, approved by somebody else, stopped, tested; their letters."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yakuba.identity import api as identity
from yakuba.identity.actions.remember_facts import remember_facts
from yakuba.identity.models import Account, Resident, SectionTerm
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.messaging import campaign_jobs, campaign_texts, leaving
from yakuba.messaging.actions.add_tester import add_tester
from yakuba.messaging.actions.approve_campaign import approve_campaign
from yakuba.messaging.actions.ask_approval import ask_approval
from yakuba.messaging.actions.export_letters import export_letters
from yakuba.messaging.actions.forget_old_runs import forget_old_runs
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.record_bounce import record_bounce
from yakuba.messaging.actions.remove_tester import remove_tester
from yakuba.messaging.actions.resume_run import resume_run
from yakuba.messaging.actions.save_campaign import save_campaign
from yakuba.messaging.actions.save_segment import save_segment
from yakuba.messaging.actions.send_back_campaign import send_back_campaign
from yakuba.messaging.actions.send_test import send_test
from yakuba.messaging.actions.stop_campaign import stop_campaign
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.models import Addressee, Batch, Campaign, Reader, Run, Segment
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.reports import report_of
from yakuba.messaging.rules.campaign_timing import Repeat
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON, officer, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
SENDER = system("t")


def draft(**changes: Any) -> Campaign:
    return save_campaign(officer(), written=written(**changes))


def asked() -> Campaign:
    row = draft()
    return ask_approval(officer(), campaign_id=row.pk, seen_version=row.version)


def other_section() -> Actor:
    """Somebody who may do everything, elsewhere."""
    here = frozenset({scene.section().pk + 1})
    return Actor(
        kind="staff", key="staff:9", label="税務課", assurance=officer().assurance, staff_id=9,
        grants=dict.fromkeys(officer().grants, here),
    )  # fmt: skip


class TestWriting:
    def test_keeps_the_words_sealed_and_leaves_an_entry(self) -> None:
        row = draft()
        assert b"\xe8\xa8\x93" not in bytes(row.words)
        assert campaign_texts.unseal_texts(row.words)["ja"].subject == "防災訓練のお知らせ"
        assert AuditEntry.objects.filter(text="配信を書いた", object_id=str(row.pk)).count() == 1

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": " "}, "title"),
            ({"topic": 99}, "topic"),
            ({"ways": []}, "ways"),
            ({"texts": {"ja": Text("a", "{nobody}")}}, "ja-body"),
            ({"rules": {"groups": [{"chome": [999]}]}}, "g0-area"),
            ({"first_at": NOON - timedelta(days=1)}, "first_at"),
            ({"repeat": Repeat.WEEKLY}, "first_at"),
            (
                {"repeat": Repeat.WEEKLY, "first_at": NOON + timedelta(days=3), "until": date(2026, 11, 21)},
                "until",
            ),
            ({"repeat": Repeat.BEFORE, "first_at": NOON + timedelta(days=1)}, "date_kind"),
        ],
    )
    def test_mistakes_are_refused_by_field_and_nothing_is_kept(
        self, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Refusal) as refused:
            draft(**changes)
        assert field in refused.value.fields
        assert not Campaign.objects.exists()

    def test_is_refused_for_another_section_and_for_a_version_that_is_old(self) -> None:
        row = draft()
        with pytest.raises(NotAllowed):
            save_campaign(other_section(), written=written())
        with pytest.raises(Conflict):
            save_campaign(officer(), written=written(title="x"), campaign_id=row.pk, seen_version=0)
        with pytest.raises(NotFound):
            save_campaign(
                other_section(),
                written=written(section_id=scene.section().pk + 1),
                campaign_id=row.pk,
                seen_version=1,
            )
        row.refresh_from_db()
        assert row.title == "訓練"


class TestApproval:
    def test_needs_two_persons(self) -> None:
        row = asked()
        with pytest.raises(Refusal) as refused:
            approve_campaign(officer(), campaign_id=row.pk, seen_version=row.version)
        assert refused.value.code == "same_person"
        approved = approve_campaign(officer(4), campaign_id=row.pk, seen_version=row.version)
        assert approved.state == "approved" and approved.next_at == NOON

    def test_the_database_itself_refuses_one_person_alone(self) -> None:
        row = asked()
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=row.pk).update(approved_by=row.asked_by)

    def test_writing_it_and_approving_it_after_somebody_asked_is_refused_too(self) -> None:
        row = draft()
        ask_approval(officer(5), campaign_id=row.pk, seen_version=row.version)
        with pytest.raises(Refusal):
            approve_campaign(officer(3), campaign_id=row.pk, seen_version=row.version)

    def test_any_change_takes_the_approval_back(self) -> None:
        row = scene.approved(first_at=NOON + timedelta(days=1))
        changed = save_campaign(
            officer(), written=written(title="別の名"), campaign_id=row.pk, seen_version=row.version
        )
        assert (changed.state, changed.next_at, changed.approved_by, changed.asked_by) == (
            "draft",
            None,
            "",
            "",
        )
        with pytest.raises(Conflict):
            approve_campaign(officer(4), campaign_id=row.pk, seen_version=row.version)

    def test_only_a_draft_is_handed_in_and_only_what_was_handed_in_is_approved(self) -> None:
        row = draft()
        with pytest.raises(Refusal):
            approve_campaign(officer(4), campaign_id=row.pk, seen_version=row.version)
        with pytest.raises(Conflict):
            ask_approval(officer(), campaign_id=row.pk, seen_version=row.version + 1)
        ask_approval(officer(), campaign_id=row.pk, seen_version=row.version)
        with pytest.raises(Refusal):
            ask_approval(officer(), campaign_id=row.pk, seen_version=row.version)

    def test_a_time_that_has_passed_is_refused(self) -> None:
        row = draft(first_at=NOON + timedelta(hours=1))
        ask_approval(officer(), campaign_id=row.pk, seen_version=row.version)
        with clock.frozen(NOON + timedelta(hours=2)), pytest.raises(Refusal) as refused:
            approve_campaign(officer(4), campaign_id=row.pk, seen_version=row.version)
        assert refused.value.code == "too_late"

    def test_is_sent_back_and_refused_where_nothing_waits(self) -> None:
        row = asked()
        assert send_back_campaign(officer(), campaign_id=row.pk).state == "draft"
        with pytest.raises(Refusal):
            send_back_campaign(officer(), campaign_id=row.pk)

    def test_without_the_permission_of_approving_it_is_refused(self) -> None:
        row = asked()
        with pytest.raises(NotAllowed):
            approve_campaign(officer(4, WRITE_CAMPAIGNS.code), campaign_id=row.pk, seen_version=row.version)
        with pytest.raises(NotFound):
            approve_campaign(other_section(), campaign_id=row.pk, seen_version=row.version)


VERBS: list[Callable[[Actor, int], object]] = [
    lambda actor, pk: ask_approval(actor, campaign_id=pk, seen_version=1),
    lambda actor, pk: send_back_campaign(actor, campaign_id=pk),
    lambda actor, pk: stop_campaign(actor, campaign_id=pk),
    lambda actor, pk: send_test(actor, campaign_id=pk),
]


@pytest.mark.parametrize("verb", VERBS)
def test_people_of_other_sections_are_refused_as_if_it_were_not_there(
    verb: Callable[[Actor, int], object],
) -> None:
    row = draft()
    with pytest.raises(NotFound):
        verb(other_section(), row.pk)
    row.refresh_from_db()
    assert row.state == "draft" and not Run.objects.exists()


class TestGoingOut:
    def test_waits_for_the_morning_unless_it_is_urgent(self) -> None:
        scene.reader(1, mail="a@example.jp")
        night = NOON + timedelta(hours=11)
        with clock.frozen(night):
            scene.approved()
            assert campaign_jobs.start_due() == 0
            scene.approved(urgent=True)
            assert campaign_jobs.start_due() == 1
        with clock.frozen(night + timedelta(hours=10)):
            assert campaign_jobs.start_due() == 1

    def test_a_frozen_run_keeps_the_words_that_were_approved(self) -> None:
        scene.reader(1, mail="a@example.jp")
        row = scene.approved(repeat=Repeat.DAILY, first_at=NOON + timedelta(minutes=1))
        with clock.frozen(NOON + timedelta(minutes=2)):
            run = freeze_run(SENDER, campaign_id=row.pk)
            row.refresh_from_db()
            save_campaign(
                officer(),
                written=written(texts={"ja": Text("別", "別")}),
                campaign_id=row.pk,
                seen_version=row.version,
            )
        run.refresh_from_db()
        assert campaign_texts.unseal_texts(run.words)["ja"].subject == "防災訓練のお知らせ"
        assert run.why["ja"] == "区からのお知らせが届くすべての方"

    def test_the_section_is_named_in_the_language_of_the_reader(self) -> None:
        SectionTerm.objects.filter(section=scene.section()).update(name_en="Disaster", name_easy="ぼうさい")
        identity.forget_remembered()
        scene.reader(1, mail="a@example.jp", language="en")
        texts = {"ja": Text("a", "{section}"), "en": Text("a", "{section}")}
        run = freeze_run(SENDER, campaign_id=scene.approved(texts=texts).pk)
        words = leaving.words_of(Batch.objects.get())
        assert words is not None and "Disaster" in words.shared().body
        assert (run.sender_in("ja-easy"), run.sender_in("ja")) == ("ぼうさい", "防災危機管理課")
        run.senders = {}
        assert run.sender_in("en") == "防災危機管理課"

    def test_stopping_is_refused_where_there_is_nothing_to_stop(self) -> None:
        row = draft()
        with pytest.raises(Refusal):
            stop_campaign(officer(), campaign_id=row.pk)
        row = scene.approved()
        assert stop_campaign(officer(), campaign_id=row.pk).state == "stopped"
        assert campaign_jobs.start_due() == 0
        with pytest.raises(Refusal):
            save_campaign(officer(), written=written(), campaign_id=row.pk, seen_version=row.version)

    def test_resuming_is_refused_where_nothing_is_paused(self) -> None:
        scene.reader(1, mail="a@example.jp")
        run = freeze_run(SENDER, campaign_id=scene.approved().pk)
        with pytest.raises(Refusal):
            resume_run(officer(), run_id=run.pk)
        with pytest.raises(NotFound):
            resume_run(other_section(), run_id=run.pk)


class TestTestGroup:
    def test_gets_what_nobody_approved_yet(self) -> None:
        scene.reader(1, mail="a@example.jp", mail_key=identity.guest_key("a@example.jp"))
        scene.reader(2, mail="b@example.jp")
        row = draft()
        with pytest.raises(Refusal) as refused:
            send_test(officer(), campaign_id=row.pk)
        assert refused.value.code == "no_testers" and not Run.objects.exists()
        add_tester(officer(), email="A@example.jp")
        run = send_test(officer(), campaign_id=row.pk)
        assert run.test and run.recipients == 1
        row.refresh_from_db()
        assert row.state == "draft"

    def test_nobody_who_did_not_ask_for_news_is_taken_in(self) -> None:
        for email, refusal in (("nobody@example.jp", NotFound), ("@@@", Refusal)):
            with pytest.raises(refusal):
                add_tester(officer(), email=email)

    def test_who_is_not_in_it_is_not_taken_out(self) -> None:
        row = scene.reader(1, mail="a@example.jp", mail_key=identity.guest_key("a@example.jp"))
        with pytest.raises(NotFound):
            remove_tester(officer(), reader_id=row.pk)
        add_tester(officer(), email="a@example.jp")
        with pytest.raises(NotAllowed):
            remove_tester(officer(3, "messaging.read_deliveries"), reader_id=row.pk)
        assert not remove_tester(officer(), reader_id=row.pk).tester


class TestSegments:
    def test_are_kept_by_name_and_refused_where_they_are_wrong(self) -> None:
        here = scene.section().pk
        save_segment(officer(), name="池袋", section_id=here, rules={"groups": [{"chome": [30]}]})
        save_segment(officer(), name="池袋", section_id=here, rules={"groups": [{"chome": [31]}]})
        assert Segment.objects.get().rules["groups"] == [{"chome": [31]}]
        for name, rules in ((" ", {"groups": [{}]}), ("x", {"groups": [{"topics": [77]}]})):
            with pytest.raises(Refusal):
                save_segment(officer(), name=name, section_id=here, rules=rules)
        with pytest.raises(NotAllowed):
            save_segment(officer(), name="x", section_id=here + 1, rules={"groups": [{}]})


class TestLetters:
    def resident(self, number: int) -> Reader:
        account = Account.objects.create_user(f"r{number}@example.jp", "x", kind="resident")
        person = Resident.objects.create(account=account)
        values = {
            "person.name": {"family": "佐藤", "given": f"花{number}"},
            "person.address": {
                "postcode": f"170-000{number}",
                "prefecture": "東京都",
                "city": "豊島区",
                "town": "池袋一丁目",
                "street": "1",
                "building": "見本荘",
            },
        }
        remember_facts(SENDER, resident=person, values=values, source="申請")
        return scene.reader(number, ways=Way.LETTER.bit, resident=person)

    def test_are_listed_and_the_export_is_recorded(self) -> None:
        self.resident(2)
        self.resident(1)
        run = freeze_run(SENDER, campaign_id=scene.approved(ways=[Way.LETTER]).pk)
        assert run.state == Run.State.DONE and report_of(run).accepted == 2
        letters = export_letters(officer(), run_id=run.pk)
        assert [one.name for one in letters] == ["佐藤 花1", "佐藤 花2"]
        assert letters[0].address == "東京都豊島区池袋一丁目1 見本荘"
        entry = AuditEntry.objects.get(text="郵便で送る方の宛名を書き出した")
        assert entry.detail["letters"] == 2 and "佐藤" not in str(entry.detail)

    def test_are_refused_to_others(self) -> None:
        self.resident(1)
        run = freeze_run(SENDER, campaign_id=scene.approved(ways=[Way.LETTER]).pk)
        with pytest.raises(NotAllowed):
            export_letters(officer(4, WRITE_CAMPAIGNS.code), run_id=run.pk)
        with pytest.raises(NotFound):
            export_letters(other_section(), run_id=run.pk)


class TestAfterwards:
    def test_a_bounce_takes_the_next_way_once(self, sms: Telephones) -> None:
        row = scene.reader(1, mail="a@example.jp", phone="+81312345678")
        run = freeze_run(SENDER, campaign_id=scene.approved(ways=[Way.MAIL, Way.SMS]).pk)
        Batch.objects.update(state="sent", next_try=None, done=1)
        assert record_bounce(SENDER, run_id=run.pk, reader_id=row.pk)
        assert Batch.objects.filter(way=Way.SMS, state="waiting").count() == 1
        assert not record_bounce(SENDER, run_id=run.pk, reader_id=row.pk)
        row.refresh_from_db()
        assert row.ways == Way.SMS.bit

    def test_old_runs_are_forgotten_and_their_numbers_stay(self) -> None:
        scene.reader(1, mail="a@example.jp")
        run = freeze_run(SENDER, campaign_id=scene.approved().pk)
        with clock.frozen(NOON + timedelta(days=400)):
            assert forget_old_runs(SENDER) == 1
            assert forget_old_runs(SENDER) == 0
        run.refresh_from_db()
        assert bytes(run.words) == b"" and run.recipients == 1
        assert not Addressee.objects.exists() and Batch.objects.get().members == []
        assert bytes(Campaign.objects.get().words) == b""
