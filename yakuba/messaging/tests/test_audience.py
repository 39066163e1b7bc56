"""Readers: what people choose, what is held about them and shown to them, how it goes away; who is counted."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.budgets import QueryBudget
from yakuba.identity import api as identity
from yakuba.identity.actions.remember_facts import remember_facts
from yakuba.identity.models import Account, Resident
from yakuba.kernel.actor import Actor, anonymous, system
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.messaging import api, campaign_texts, ward_audience
from yakuba.messaging.actions.drop_date import drop_date
from yakuba.messaging.actions.forget_past_dates import forget_past_dates
from yakuba.messaging.actions.forget_reader import forget_reader
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.gather_readers import gather_readers
from yakuba.messaging.actions.keep_date import keep_date
from yakuba.messaging.actions.keep_friend_wishes import keep_friend_wishes
from yakuba.messaging.actions.keep_wishes import Wishes, keep_wishes
from yakuba.messaging.actions.renew_facts import renew_facts
from yakuba.messaging.actions.stop_by_link import stop_by_link
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.line_readers import merge_friend
from yakuba.messaging.models import LineChannel, LineFriend, Reader, ReaderAddress, ReaderDate
from yakuba.messaging.queries.audience import counted
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.segments import Ages, Group, Segment
from yakuba.messaging.sealing import seal
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
SENDER = system("t")
TODAY = date(2026, 11, 20)
GUEST = identity.guest("hanako@example.jp")


def wishes(**changes: object) -> Wishes:
    given: dict[str, object] = {
        "language": "ja", "chome": 30, "topics": frozenset({2}), "declined": frozenset(), "births": [2024 * 12],
        "mail": True, **changes,
    }  # fmt: skip
    return Wishes(**given)  # type: ignore[arg-type]


def resident(email: str = "taro@example.jp", town: str = "池袋一丁目") -> Resident:
    account = Account.objects.create_user(email, "x", kind="resident", email=email)
    person = Resident.objects.create(account=account, email=email, language="en")
    values = {"person.address": {"town": town}, "children.births": ["2024-05-14", "nonsense"]}
    remember_facts(SENDER, resident=person, values=values, source="申請")
    return person


def friend(user: str, person: Resident | None = None) -> LineFriend:
    channel, _made = LineChannel.objects.get_or_create(
        code="ward",
        defaults={"name": "区", "channel_id": "1", "secret": b"", "token": b"", "written_at": NOON},
    )
    return LineFriend.objects.create(
        channel=channel, user_key=user, user_id=seal(user), resident=person, linked_at=NOON if person else None,
        decided_at=NOON, decided_by="e", written_at=NOON,
    )  # fmt: skip


class TestRemoval:
    def test_nothing_is_gathered_again_for_who_removed_everything_until_they_choose(self) -> None:
        person = resident()
        one = friend("U1", person)
        gather_readers(SENDER)
        actor = identity.actor_for_resident(person)
        assert Reader.objects.get().ways & Way.LINE.bit and forget_reader(actor)
        second = friend("U2", person)
        while gather_readers(SENDER):
            pass
        renew_facts(SENDER)
        row = Reader.objects.get()
        assert (row.ways, row.friend_id, row.held_facts) == (0, None, [])
        keep_friend_wishes(SENDER, friend_id=second.pk, topics=[1], chome=None)
        gather_readers(SENDER)
        row = Reader.objects.get()
        assert row.friend_id in (one.pk, second.pk) and row.ways & Way.LINE.bit
        forget_reader(actor)
        keep_wishes(actor, wishes=wishes())
        gather_readers(SENDER)
        assert Reader.objects.get().ways & (Way.LINE.bit | Way.MAIL.bit) == Way.LINE.bit | Way.MAIL.bit

    def test_linking_afterwards_alone_brings_no_campaigns(self) -> None:
        person = resident()
        gather_readers(SENDER)
        forget_reader(identity.actor_for_resident(person))
        alone = friend("U1")
        gather_readers(SENDER)
        LineFriend.objects.filter(pk=alone.pk).update(resident=person, linked_at=NOON)
        merge_friend(alone.pk)
        gather_readers(SENDER)
        row = Reader.objects.get()
        assert (row.ways, row.friend_id, row.wants_none) == (0, None, True)


class TestWishes:
    def test_are_kept_for_a_guest_with_the_address_sealed(self, sms: Telephones) -> None:
        row = keep_wishes(GUEST, wishes=wishes(phone="+81312345678"))
        assert (row.declared_chome, row.topics, row.ways) == (30, [2], Way.MAIL.bit | Way.SMS.bit)
        assert b"hanako" not in b"".join(bytes(one.address) for one in ReaderAddress.objects.all())
        again = keep_wishes(GUEST, wishes=wishes(mail=False, declined=frozenset({2})))
        assert (
            again.pk == row.pk and again.ways == Way.SMS.bit and again.topics == [] and again.declined == [2]
        )

    def test_what_the_ward_does_not_offer_is_refused(self) -> None:
        for wrong in (
            {"language": "fr"},
            {"chome": 999},
            {"topics": frozenset({99})},
            {"quiet_from": 24},
            {"births": [1] * 20},
        ):
            with pytest.raises(Refusal):
                keep_wishes(GUEST, wishes=wishes(**wrong))
        with pytest.raises(NotAllowed):
            keep_wishes(anonymous(), wishes=wishes())
        assert not Reader.objects.exists()

    def test_a_guest_who_makes_an_account_stays_one_person(self) -> None:
        before = keep_wishes(GUEST, wishes=wishes())
        person = resident("hanako@example.jp")
        row = keep_wishes(identity.actor_for_resident(person), wishes=wishes(chome=31))
        assert row.pk == before.pk and row.resident_id == person.pk

    def test_are_forgotten_and_an_account_is_not_taken_in_again(self) -> None:
        keep_wishes(GUEST, wishes=wishes())
        assert forget_reader(GUEST) and not forget_reader(GUEST)
        assert not Reader.objects.exists() and not ReaderAddress.objects.exists()
        person = resident()
        gather_readers(SENDER)
        assert forget_reader(identity.actor_for_resident(person))
        row = Reader.objects.get(resident=person)
        assert (row.ways, row.held_chome, row.topics) == (0, None, [])
        renew_facts(SENDER)
        assert gather_readers(SENDER) == 0 and Reader.objects.get().held_chome is None
        with pytest.raises(NotAllowed):
            forget_reader(anonymous())


class TestStoppingByLink:
    def test_declines_the_topic_of_the_mail(self) -> None:
        row = keep_wishes(GUEST, wishes=wishes(topics=frozenset({2, 3})))
        token = campaign_texts.stop_token(row.pk, 2)
        assert "hanako" not in token and str(row.pk) != token
        for _ in range(2):
            assert stop_by_link(anonymous(), token=token)
        row.refresh_from_db()
        assert row.declined == [2] and row.topics == [3]

    def test_any_other_link_is_refused_and_changes_nothing(self) -> None:
        row = keep_wishes(GUEST, wishes=wishes())
        for token in ("", "x", "あ", campaign_texts.stop_token(row.pk, 2)[:-3] + "AAA"):
            assert not stop_by_link(anonymous(), token=token)
        with pytest.raises(NotAllowed):
            stop_by_link(scene.officer(), token="x")
        row.refresh_from_db()
        assert row.declined == []

    @pytest.mark.urls("yakuba.config.urls_public")
    def test_the_mail_program_posts_without_a_token_and_a_person_is_asked_first(self) -> None:
        row = keep_wishes(GUEST, wishes=wishes())
        address = reverse("stop_notice", args=[campaign_texts.stop_token(row.pk, 2)])
        client = Client(enforce_csrf_checks=True)
        assert "止めますか" in client.get(address).content.decode()
        row.refresh_from_db()
        assert row.declined == []
        done = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200 and "止めました" in done.content.decode()
        row.refresh_from_db()
        assert row.declined == [2]
        assert client.post(reverse("stop_notice", args=["nonsense"])).status_code == 403
        assert client.get(reverse("stop_notice", args=["nonsense"])).status_code == 404


class TestGathering:
    def test_accounts_get_a_row_with_what_the_ward_holds(self) -> None:
        person = resident()
        assert gather_readers(SENDER) == 1 and gather_readers(SENDER) == 0
        row = Reader.objects.get()
        assert row.held_chome == ward_audience.chome_called("池袋一丁目")
        assert row.held_births == [2024 * 12 + 4] and row.held_facts == [1, 2]
        assert row.ways == Way.MAIL.bit | Way.LETTER.bit and row.language == "en"
        remember_facts(
            SENDER, resident=person, values={"person.address": {"town": "巣鴨四丁目"}}, source="届出"
        )
        assert renew_facts(SENDER) == row.pk and renew_facts(SENDER, after=row.pk) == 0
        row.refresh_from_db()
        assert row.held_chome == ward_audience.chome_called("巣鴨四丁目")

    def test_friends_on_line_are_one_person_with_their_account(self) -> None:
        person = resident()
        alone, linked = friend("U1"), friend("U2", person)
        gather_readers(SENDER)
        assert Reader.objects.count() == 2
        assert Reader.objects.get(resident=person).friend_id == linked.pk
        LineFriend.objects.filter(pk=linked.pk).update(followed=False)
        gather_readers(SENDER)
        assert not Reader.objects.get(resident=person).ways & Way.LINE.bit
        other = resident("jiro@example.jp")
        gather_readers(SENDER)
        LineFriend.objects.filter(pk=alone.pk).update(resident=other, linked_at=NOON)
        gather_readers(SENDER)
        row = Reader.objects.get(resident=other)
        assert row.friend_id == alone.pk and Reader.objects.count() == 2 and row.ways & Way.LINE.bit

    def test_dates_are_kept_moved_and_taken_away(self) -> None:
        person = resident()
        gather_readers(SENDER)
        for day in (TODAY, TODAY + timedelta(days=1)):
            keep_date(
                SENDER, resident_id=person.pk, mail_key="", kind="t.due", key="1", day=day, what="現況届"
            )
        assert ReaderDate.objects.get().day == TODAY + timedelta(days=1)
        keep_date(SENDER, resident_id=None, mail_key="nobody", kind="t.due", key="1", day=TODAY, what="x")
        drop_date(SENDER, kinds=["t.due"], key="2")
        drop_date(SENDER, kinds=["t.other"], key="1")
        assert ReaderDate.objects.count() == 1
        drop_date(SENDER, kinds=["t.due"], key="1")
        assert not ReaderDate.objects.exists()

    def test_whoever_nothing_reaches_is_kept_no_day(self) -> None:
        person = resident()
        gather_readers(SENDER)
        Reader.objects.update(ways=0)
        given: dict[str, Any] = {"kind": "t.due", "key": "1", "day": TODAY, "what": "x"}
        assert not keep_date(SENDER, resident_id=person.pk, mail_key="", **given)
        assert not keep_date(SENDER, resident_id=None, mail_key="", **given)
        assert not ReaderDate.objects.exists()

    def test_days_long_past_are_forgotten(self) -> None:
        person = resident()
        gather_readers(SENDER)
        for key, ago in (("1", 31), ("2", 30)):
            keep_date(
                SENDER, resident_id=person.pk, mail_key="", kind="t.due", key=key,
                day=TODAY - timedelta(days=ago), what="x",
            )  # fmt: skip
        assert forget_past_dates(SENDER) == 1 and ReaderDate.objects.get().key == "2"


class TestCounting:
    def test_a_segment_counts_who_meets_it(self, query_budget: QueryBudget) -> None:
        scene.reader(1, mail="a@example.jp", declared_chome=30, topics=[1, 2])
        scene.reader(2, mail="b@example.jp", held_chome=30, declared_births=[2024 * 12])
        scene.reader(3, mail="c@example.jp", declared_chome=31, held_births=[2024 * 12], language="en")
        scene.reader(4, declared_chome=30)
        with query_budget(1):
            assert counted(Segment((Group(chome=frozenset({30})),)), TODAY).count == 1
        held = frozenset({1, 2})
        cases = [
            (Group(chome=frozenset({30})), held, 2),
            (Group(topics=frozenset({2, 8})), frozenset(), 1),
            (Group(ages=Ages(2, 2)), frozenset(), 1),
            (Group(ages=Ages(2, 2)), held, 2),
            (Group(ages=Ages(3, 9)), held, 0),
            (Group(languages=frozenset({"en"})), frozenset(), 1),
            (Group(ways=frozenset({Way.LINE})), frozenset(), 0),
            (Group(chome=frozenset({31}), languages=frozenset({"ja"})), frozenset(), 0),
            (Group(), frozenset(), 3),
        ]
        for group, facts, count in cases:
            assert counted(Segment((group,), facts), TODAY).count == count, group
        either = Segment((Group(chome=frozenset({31})), Group(topics=frozenset({1}))))
        assert counted(either, TODAY).count == 2

    def test_a_drawn_area_names_the_places_it_touches(self) -> None:
        one = ward_audience.chome()[29]
        x, y = one.centre
        ring = ((x - 1e-4, y - 1e-4), (x + 1e-4, y - 1e-4), (x, y + 1e-4))
        assert ward_audience.drawn(Group(ring=ring)) == {one.number}
        assert (
            len(ward_audience.chome()) == 83 and sum(one.people for one in ward_audience.chome()) == 291_167
        )


@pytest.mark.urls("yakuba.config.urls_public")
class TestInbox:
    def sent(self) -> Actor:
        row = keep_wishes(GUEST, wishes=wishes())
        assert freeze_run(SENDER, campaign_id=scene.approved(topic=1).pk).recipients == 1
        assert row.pk
        return GUEST

    def test_a_campaign_lies_in_the_inbox_of_those_it_was_sent_to(self) -> None:
        found = api.inbox(self.sent())
        assert [one.subject for one in found] == ["防災訓練のお知らせ"]
        assert api.message(GUEST, message_id=found[0].id).url == found[0].url
        other = identity.guest("other@example.jp")
        assert api.inbox(other) == []
        with pytest.raises(NotFound):
            api.message(other, message_id=found[0].id)

    def test_its_link_says_why_in_every_language(self) -> None:
        address = api.inbox(self.sent())[0].url.partition("/notices/")[2]
        for language, words in (("ja", "すべての方"), ("ja-easy", "みんな"), ("en", "everybody")):
            client = Client()
            client.cookies["language"] = language
            page = client.get(reverse("why_notice", args=[address])).content.decode()
            assert words in page and reverse("my_notices") in page
        assert Client().get("/notices/00000000-0000-0000-0000-000000000000").status_code == 404
