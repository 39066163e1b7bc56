"""Several official accounts: each reaches its own friends, and one person gets one message."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from yakuba.identity.models import Account, Resident
from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import campaign_jobs, freezing
from yakuba.messaging.actions.fall_back import fall_back
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.gather_readers import gather_readers
from yakuba.messaging.actions.keep_friend_wishes import keep_friend_wishes
from yakuba.messaging.actions.save_campaign import save_campaign
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.sandbox import Mailbox, capturing
from yakuba.messaging.gateways.stand_in import running
from yakuba.messaging.line_readers import _fresh, part_friend
from yakuba.messaging.models import Addressee, Batch, LineChannel, LineFriend, Reader, ReaderAddress, Run
from yakuba.messaging.queries.audience import account_asked, may_get, reader_of_friend
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import line_user_key, seal
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON, officer, written
from yakuba.messaging.tests.test_campaign_pages import ask, form, post, text

pytestmark = pytest.mark.django_db(transaction=True)
SENDER = system("t")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def ward() -> Iterator[Sandbox]:
    with scene.line() as sandbox:
        yield sandbox


@pytest.fixture
def library(ward: Sandbox) -> Iterator[Sandbox]:
    """A second account of the ward."""
    with running(Sandbox()) as sandbox:
        told = sandbox.credentials()
        LineChannel.objects.create(
            code="library", name="図書館", channel_id=told.channel_id, secret=seal(told.channel_secret),
            token=seal(told.access_token), api_base=told.api_base, data_base=told.data_base, written_at=NOON,
        )  # fmt: skip
        yield sandbox


@pytest.fixture
def mailbox(tmp_path: Path, settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox(tmp_path / "mail")
    with capturing(box, port=0) as port:
        settings.EMAIL_PORT = port
        yield box


def account(code: str) -> LineChannel:
    return LineChannel.objects.get(code=code)


def friend(sandbox: Sandbox, code: str, number: int, person: Resident | None = None) -> LineFriend:
    """The person with a number at LINE follows an account; the same number is the same person everywhere."""
    user = sandbox.world.add_crowd(number + 1)[number]
    return LineFriend.objects.create(
        channel=account(code), user_key=line_user_key(user), user_id=seal(user), resident=person,
        linked_at=NOON if person else None, decided_at=NOON, decided_by="x", written_at=NOON,
    )  # fmt: skip


def resident(email: str) -> Resident:
    made = Account.objects.create_user(email, "x", kind="resident")
    return Resident.objects.create(account=made, email=email)


def gather() -> None:
    while gather_readers(SENDER):
        pass


def sent(code: str, **changes: Any) -> Run:
    """A campaign from an account that went out by every way."""
    run = freeze_run(SENDER, campaign_id=scene.approved(account_id=account(code).pk, **changes).pk)
    send_way(Way.LINE)
    if Batch.objects.filter(run=run, way=Way.MAIL).exists():
        send_way(Way.MAIL)
    run.refresh_from_db()
    return run


def received(sandbox: Sandbox) -> int:
    return sum(one.received for one in sandbox.world.people.values() if not one.phone)


class TestReach:
    def test_each_account_reaches_its_own_friends_and_the_others_go_by_mail(
        self, ward: Sandbox, library: Sandbox, mailbox: Mailbox
    ) -> None:
        friend(ward, "ward", 0)
        both_ways = resident("b@example.jp")
        friend(library, "library", 1, both_ways)
        friend(library, "library", 2)
        gather()
        assert Reader.objects.count() == 3
        run = sent("ward")
        assert (run.state, run.recipients) == ("done", 2)
        assert (received(ward), received(library), len(mailbox.all())) == (1, 0, 1)
        run = sent("library")
        assert run.recipients == 2
        assert (received(ward), received(library), len(mailbox.all())) == (1, 2, 1)

    def test_a_friend_of_both_is_one_reader_and_gets_one_message(
        self, ward: Sandbox, library: Sandbox, mailbox: Mailbox
    ) -> None:
        friend(ward, "ward", 0)
        gather()
        friend(library, "library", 0)
        gather()
        assert Reader.objects.count() == 1
        sent("ward")
        assert (received(ward), received(library)) == (1, 0)
        run = sent("library")
        assert (received(ward), received(library)) == (1, 1)
        assert run.state == "done" and Addressee.objects.filter(run_id=run.pk).count() == 1

    def test_two_telephones_of_one_account_of_ours_are_one_person(
        self, ward: Sandbox, library: Sandbox, mailbox: Mailbox
    ) -> None:
        person = resident("a@example.jp")
        friend(ward, "ward", 0, person)
        friend(library, "library", 5, person)
        gather()
        assert Reader.objects.count() == 1
        sent("library")
        assert (received(ward), received(library), len(mailbox.all())) == (0, 1, 0)

    def test_the_dry_run_foresees_what_the_freeze_does(self, ward: Sandbox, library: Sandbox) -> None:
        for number in range(3):
            friend(ward, "ward", number)
        for number in range(2, 9):
            friend(library, "library", number)
        gather()
        assert Reader.objects.count() == 9
        for code, count in (("ward", 3), ("library", 7)):
            row = scene.approved(account_id=account(code).pk, ways=[Way.LINE])
            asked = account_asked(row)
            who = may_get(row.topic, [Way.LINE], asked)
            found = freezing.foreseen(who, ways=[Way.LINE], languages={"ja": "ja"}, account=asked)
            assert [one[2] for one in found] == [count]
            assert freeze_run(SENDER, campaign_id=row.pk).recipients == count

    def test_who_blocked_the_account_is_not_reached_by_it(
        self, ward: Sandbox, library: Sandbox, mailbox: Mailbox
    ) -> None:
        person = resident("a@example.jp")
        first = friend(ward, "ward", 0, person)
        friend(library, "library", 0, person)
        gather()
        LineFriend.objects.filter(pk=first.pk).update(followed=False)
        gather()
        row = Reader.objects.get()
        assert row.friend_id != first.pk and row.ways & Way.LINE.bit
        sent("ward")
        assert (received(ward), received(library), len(mailbox.all())) == (0, 0, 1)
        sent("library")
        assert received(library) == 1

    def test_a_ward_with_one_account_asks_nobody(self, ward: Sandbox) -> None:
        assert account_asked(scene.approved()) is None
        assert freeze_run(SENDER, campaign_id=scene.approved().pk).account_id == account("ward").pk

    def test_falling_back_never_leads_to_an_account_one_is_no_friend_of(
        self, ward: Sandbox, library: Sandbox
    ) -> None:
        friend(library, "library", 0, resident("a@example.jp"))
        gather()
        row = scene.approved(account_id=account("ward").pk, ways=[Way.MAIL, Way.LINE])
        run = freeze_run(SENDER, campaign_id=row.pk)
        batch = Batch.objects.get(run=run)
        assert batch.way == Way.MAIL and fall_back(SENDER, batch_id=batch.pk, members=batch.members) == 0
        assert Addressee.objects.get(run_id=run.pk).fate == Addressee.Fate.REFUSED


class TestOutOfUse:
    def test_nobody_is_reached_by_an_account_that_is_not_in_use(
        self, ward: Sandbox, library: Sandbox, mailbox: Mailbox
    ) -> None:
        friend(library, "library", 0, resident("a@example.jp"))
        gather()
        row = scene.approved(account_id=account("library").pk)
        LineChannel.objects.filter(code="library").update(active=False)
        run = freeze_run(SENDER, campaign_id=row.pk)
        assert (run.account_id, Batch.objects.get().way) == (None, Way.MAIL)

    def test_what_is_under_way_pauses_and_goes_on(self, ward: Sandbox, library: Sandbox) -> None:
        friend(ward, "ward", 0)
        friend(library, "library", 1)
        gather()
        runs = [
            freeze_run(SENDER, campaign_id=scene.approved(account_id=account(code).pk).pk)
            for code in ("library", "ward")
        ]
        LineChannel.objects.filter(code="library").update(active=False)
        send_way(Way.LINE)
        runs[0].refresh_from_db()
        assert runs[0].state == "paused" and "使われていません" in runs[0].last_error
        assert (received(ward), received(library)) == (1, 0)
        LineChannel.objects.filter(code="library").update(active=True)
        campaign_jobs.resume(officer(), run_id=runs[0].pk)
        send_way(Way.LINE)
        assert (received(ward), received(library)) == (1, 1)

    def test_an_account_that_is_not_there_is_refused(self, ward: Sandbox, library: Sandbox) -> None:
        LineChannel.objects.filter(code="library").update(active=False)
        for number in (account("library").pk, 10**6):
            with pytest.raises(Refusal) as refused:
                save_campaign(officer(), written=written(account_id=number))
            assert "account" in refused.value.fields


class TestOnePerson:
    def test_rows_that_turn_out_to_be_one_person_are_merged(self, ward: Sandbox, library: Sandbox) -> None:
        for code, sandbox, topics in (("ward", ward, [1]), ("library", library, [])):
            Reader.objects.create(
                friend=friend(sandbox, code, 0),
                ways=Way.LINE.bit,
                rounding=0,
                changed_at=NOON,
                topics=topics,
                declined=[5],
            )
        gather()
        row = Reader.objects.get()
        assert (row.topics, row.declined) == ([1], [5])

    def test_one_who_links_by_one_account_is_known_by_the_other_too(
        self, ward: Sandbox, library: Sandbox
    ) -> None:
        alone = friend(ward, "ward", 0)
        gather()
        Reader.objects.update(topics=[2])
        person = resident("a@example.jp")
        linked = friend(library, "library", 0, person)
        gather()
        row = Reader.objects.get()
        assert (row.resident_id, row.friend_id, row.topics) == (person.pk, linked.pk, [2])
        assert reader_of_friend(alone.pk) == row and ReaderAddress.objects.count() == 1
        LineFriend.objects.filter(pk=linked.pk).update(resident=None, linked_at=None)
        part_friend(linked.pk, keep=True)
        gather()
        assert Reader.objects.count() == 2
        assert reader_of_friend(alone.pk) == Reader.objects.get(resident=None)

    def test_nobody_who_has_a_row_is_looked_at_again(self, ward: Sandbox, library: Sandbox) -> None:
        person = resident("a@example.jp")
        friend(ward, "ward", 0, person)
        friend(ward, "ward", 1, person)
        friend(library, "library", 0)
        friend(library, "library", 2)
        gather()
        assert _fresh(several=True) == []

    def test_wishes_of_either_friend_are_one_persons(self, ward: Sandbox, library: Sandbox) -> None:
        first = friend(ward, "ward", 0)
        gather()
        second = friend(library, "library", 0)
        keep_friend_wishes(SENDER, friend_id=second.pk, topics=[1], chome=None)
        assert Reader.objects.get().topics == [1] and reader_of_friend(first.pk) == Reader.objects.get()


@pytest.mark.urls("yakuba.config.urls_staff")
class TestPages:
    def test_the_account_is_chosen_only_where_there_are_several(self, ward: Sandbox) -> None:
        assert "公式アカウント" not in text(ask(reverse("campaign_new")))
        LineChannel.objects.create(
            code="library", name="図書館", channel_id="1", secret=b"", token=b"", written_at=NOON
        )
        page = text(ask(reverse("campaign_new")))
        assert "送るLINE公式アカウント" in page and "図書館" in page
        number = str(account("library").pk)
        saved = post("campaign_new", **form(account=number))
        assert "図書館" in text(ask(saved["Location"]))
        LineChannel.objects.filter(code="library").update(active=False)
        assert "LINEではだれにも届きません" in text(ask(saved["Location"]))
        assert post("campaign_new", **form(account=number)).status_code == 422
        assert post("campaign_new", **form(account="x" * 40)).status_code == 302
