"""Accounts that move or are given up: campaigns follow, or end."""

from datetime import timedelta

import pytest
from django.db import transaction

from yakuba.identity import api as identity
from yakuba.identity.models import Account, Resident
from yakuba.kernel.actor import Actor, system
from yakuba.messaging.actions.follow_email import follow_email
from yakuba.messaging.actions.gather_readers import gather_readers
from yakuba.messaging.actions.keep_date import keep_date
from yakuba.messaging.actions.keep_wishes import keep_wishes
from yakuba.messaging.actions.part_account import part_account
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.line_readers import take_over
from yakuba.messaging.models import LineChannel, LineFriend, Reader, ReaderAddress
from yakuba.messaging.queries.audience import reader_of
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import line_user_key, seal, unseal
from yakuba.messaging.tests.campaign_scene import NOON
from yakuba.messaging.tests.push.test_devices import WISHES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]
SENDER = system("t")


def resident(email: str) -> Actor:
    account = Account.objects.create_user(email, "x", kind="resident", email=email)
    return identity.actor_for_resident(Resident.objects.create(account=account, email=email))


def moved(actor: Actor, email: str) -> None:
    Resident.objects.filter(pk=actor.resident_id or 0).update(email=email)
    assert follow_email(SENDER, resident_id=actor.resident_id or 0)


class TestAnotherAddress:
    def test_mail_goes_there_and_the_old_address_is_nobody(self) -> None:
        """It may be another person's: they must neither get the mails nor see the wishes."""
        actor = resident("old@example.jp")
        keep_wishes(actor, wishes=WISHES)
        moved(actor, "new@example.jp")
        assert unseal(ReaderAddress.objects.get().address) == "new@example.jp"
        assert reader_of(identity.guest("old@example.jp")) is None
        assert reader_of(identity.guest("new@example.jp")) == Reader.objects.get()

    def test_a_guest_of_the_new_address_was_the_same_person(self) -> None:
        actor = resident("old@example.jp")
        keep_wishes(actor, wishes=WISHES)
        keep_wishes(identity.guest("new@example.jp"), wishes=WISHES)
        Reader.objects.filter(resident=None).update(declined=[1])
        moved(actor, "new@example.jp")
        assert Reader.objects.get().declined == [1] and ReaderAddress.objects.count() == 1

    def test_what_was_stopped_while_two_rows_become_one_stays_stopped(self) -> None:
        keep_wishes(resident("old@example.jp"), wishes=WISHES)
        keep_wishes(identity.guest("new@example.jp"), wishes=WISHES)
        own, guest = Reader.objects.get(resident__isnull=False), Reader.objects.get(resident=None)
        Reader.objects.filter(pk=own.pk).update(declined=[1])
        with transaction.atomic():
            take_over(own, guest, friend_id=None)
        assert Reader.objects.get().declined == [1]

    def test_who_wants_no_mail_gets_none_there_either(self) -> None:
        actor = resident("old@example.jp")
        keep_wishes(actor, wishes=WISHES)
        ReaderAddress.objects.all().delete()
        Reader.objects.update(ways=0)
        moved(actor, "new@example.jp")
        assert not ReaderAddress.objects.exists()


def test_a_closed_account_gets_nothing_and_its_friend_is_a_friend_alone(line: Sandbox) -> None:
    actor = resident("a@example.jp")
    keep_wishes(actor, wishes=WISHES)
    user = line.world.add_crowd(1)[0]
    friend = LineFriend.objects.create(
        channel=LineChannel.objects.get(), user_key=line_user_key(user), user_id=seal(user),
        resident_id=actor.resident_id, linked_at=NOON, decided_at=NOON, decided_by="x", written_at=NOON,
    )  # fmt: skip
    gather_readers(SENDER)
    assert Reader.objects.get().friend_id == friend.pk
    day = NOON.date() + timedelta(days=3)
    keep_date(SENDER, resident_id=actor.resident_id, mail_key="", kind="t.due", key="1", day=day, what="x")
    Resident.objects.update(left_at=NOON, email="")
    assert part_account(SENDER, resident_id=actor.resident_id or 0)
    assert not part_account(SENDER, resident_id=actor.resident_id or 0)
    while gather_readers(SENDER):
        pass
    row = Reader.objects.get()
    assert (row.resident_id, row.mail_key, row.ways, row.friend_id) == (None, None, Way.LINE.bit, friend.pk)
    assert not ReaderAddress.objects.exists() and not row.dates.exists()
