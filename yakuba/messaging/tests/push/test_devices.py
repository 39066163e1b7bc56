"""Devices: taken, shared, counted, taken out, forgotten; and everybody's own alone."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from yakuba.identity import api as identity
from yakuba.identity.models import Account, Resident
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, anonymous, system
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.messaging.actions.add_device import MOST_DEVICES, add_device
from yakuba.messaging.actions.forget_devices import forget_devices
from yakuba.messaging.actions.forget_reader import forget_reader
from yakuba.messaging.actions.gather_readers import gather_readers
from yakuba.messaging.actions.keep_wishes import Wishes, keep_wishes
from yakuba.messaging.actions.remove_device import remove_device
from yakuba.messaging.actions.write_device_notices import write_device_notices
from yakuba.messaging.gateways.push_sandbox.server import Sandbox
from yakuba.messaging.gateways.push_sandbox.state import subscription_of
from yakuba.messaging.models import Delivery, Message, PushDevice, Reader
from yakuba.messaging.queries.audience import reader_of
from yakuba.messaging.queries.push import device_of, devices_of, reader_with_devices
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.push import device_name
from yakuba.messaging.sealing import Unreadable, unseal
from yakuba.messaging.tests.push.conftest import AddDevice

pytestmark = pytest.mark.django_db
HANAKO, TARO = identity.guest("hanako@example.jp"), identity.guest("taro@example.jp")
SENDER = system("t")
WISHES = Wishes("ja", None, frozenset(), frozenset(), [], mail=True)


def resident(email: str) -> Actor:
    account = Account.objects.create_user(email, "x", kind="resident", email=email)
    return identity.actor_for_resident(Resident.objects.create(account=account, email=email))


def ways(actor: Actor) -> int:
    row = devices_of(actor).first()
    return row.reader.ways if row else Reader.objects.get().ways


class TestTaking:
    def test_it_is_sealed_and_opens_the_way(self, device: AddDevice) -> None:
        row, browser = device(HANAKO)
        row.refresh_from_db()
        assert browser.token.encode() not in bytes(row.subscription) and browser.token not in row.key
        assert browser.token in unseal(row.subscription)
        assert row.reader.ways == Way.PUSH.bit, "nothing else was asked for"
        assert [one.name for one in devices_of(HANAKO)] == ["Chrome（Android）"]

    def test_an_account_that_never_chose_keeps_its_mail(self, device: AddDevice) -> None:
        person = resident("sato@example.jp")
        device(person)
        assert ways(person) == Way.PUSH.bit | Way.MAIL.bit
        gather_readers(SENDER)
        assert Reader.objects.count() == 1 and ways(person) == Way.PUSH.bit | Way.MAIL.bit

    def test_wishes_and_devices_leave_each_other_alone(self, device: AddDevice) -> None:
        keep_wishes(HANAKO, wishes=WISHES)
        row, _ = device(HANAKO)
        assert keep_wishes(HANAKO, wishes=WISHES).ways == Way.PUSH.bit | Way.MAIL.bit
        remove_device(HANAKO, device_id=row.pk)
        assert Reader.objects.get().ways == Way.MAIL.bit

    def test_a_device_that_comes_while_wishes_are_saved_is_not_lost(
        self, device: AddDevice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep_wishes(HANAKO, wishes=WISHES)

        def slowly(actor: Actor) -> Reader | None:
            row = reader_of(actor)
            monkeypatch.undo()
            device(HANAKO)
            return row

        monkeypatch.setattr("yakuba.messaging.actions.keep_wishes.reader_of", slowly)
        keep_wishes(HANAKO, wishes=WISHES)
        assert Reader.objects.get().ways == Way.PUSH.bit | Way.MAIL.bit

    def test_the_same_browser_registers_once_and_belongs_to_who_was_last(
        self, stand_in: Sandbox, device: AddDevice
    ) -> None:
        _, browser = device(HANAKO)
        given = subscription_of(stand_in.base, browser.token)
        told = {"endpoint": given.endpoint, "p256dh": given.p256dh, "auth": given.auth, "name": "x"}
        add_device(HANAKO, **told)
        assert devices_of(HANAKO).count() == 1
        add_device(TARO, **told)
        assert not devices_of(HANAKO) and devices_of(TARO).count() == 1
        assert sorted(Reader.objects.values_list("ways", flat=True)) == [0, Way.PUSH.bit]

    def test_who_only_knows_the_address_takes_nothing_from_its_owner(
        self, stand_in: Sandbox, device: AddDevice
    ) -> None:
        _, browser = device(HANAKO)
        given, other = subscription_of(stand_in.base, browser.token), subscription_of("", "other")
        add_device(TARO, endpoint=given.endpoint, p256dh=other.p256dh, auth=other.auth, name="")
        assert devices_of(HANAKO).count() == 1

    def test_what_is_none_or_too_many_is_refused(self, stand_in: Sandbox, device: AddDevice) -> None:
        good = subscription_of(stand_in.base, "x")
        for endpoint in ("https://evil.example/x", "http://127.0.0.1:1/x", "", "x" * 5000):
            with pytest.raises(Refusal):
                add_device(HANAKO, endpoint=endpoint, p256dh=good.p256dh, auth=good.auth, name="")
        with pytest.raises(NotAllowed):
            add_device(anonymous(), endpoint=good.endpoint, p256dh=good.p256dh, auth=good.auth, name="")
        assert not PushDevice.objects.exists() and not Reader.objects.exists()
        for _ in range(MOST_DEVICES):
            device(HANAKO)
        with pytest.raises(Refusal) as refused:
            device(HANAKO)
        assert "10台" in str(refused.value.sentence)
        assert devices_of(HANAKO).count() == MOST_DEVICES

    def test_outside_of_the_demo_the_stand_in_is_a_stranger(self, stand_in: Sandbox, settings: Any) -> None:
        settings.PUSH_SANDBOX = ""
        good = subscription_of(stand_in.base, "x")
        with pytest.raises(Refusal):
            add_device(HANAKO, endpoint=good.endpoint, p256dh=good.p256dh, auth=good.auth, name="")


class TestTakingOut:
    def test_another_ones_is_not_found_and_stays(self, device: AddDevice) -> None:
        row, _ = device(HANAKO)
        for stranger in (TARO, resident("sato@example.jp")):
            with pytest.raises(NotFound):
                remove_device(stranger, device_id=row.pk)
            with pytest.raises(NotFound):
                device_of(stranger, row.pk)
        with pytest.raises(NotFound):
            remove_device(HANAKO, device_id=uuid4())
        with pytest.raises(NotAllowed):
            remove_device(anonymous(), device_id=row.pk)
        assert devices_of(HANAKO).count() == 1 and not devices_of(TARO)

    def test_the_last_one_closes_the_way(self, device: AddDevice) -> None:
        first, second = (device(HANAKO)[0] for _ in range(2))
        remove_device(HANAKO, device_id=first.pk)
        assert ways(HANAKO) == Way.PUSH.bit
        remove_device(HANAKO, device_id=second.pk)
        assert Reader.objects.get().ways == 0

    def test_what_is_gone_is_forgotten_by_the_worker_alone(self, device: AddDevice) -> None:
        row, _ = device(HANAKO)
        for stranger in (HANAKO, anonymous()):
            with pytest.raises(NotAllowed):
                forget_devices(stranger, devices=[row.pk])
        assert forget_devices(SENDER, devices=[row.pk]) == 1
        assert Reader.objects.get().ways == 0 and forget_devices(SENDER, devices=[row.pk]) == 0

    def test_who_removes_all_that_is_held_loses_the_devices(self, device: AddDevice) -> None:
        person = resident("sato@example.jp")
        for who in (HANAKO, person):
            device(who)
            assert forget_reader(who)
            assert not devices_of(who)
        assert not PushDevice.objects.exists()
        assert Reader.objects.get().ways == 0

    def test_a_delivery_keeps_nothing_of_it(self, device: AddDevice) -> None:
        row, _ = device(HANAKO)
        message = Message.objects.create(
            id=uuid4(), key="k", template="t", language="ja", words=b"", written_at=clock.now()
        )
        with pytest.raises(NotAllowed):
            write_device_notices(HANAKO, message=message, devices=[row])
        assert not Delivery.objects.exists()
        for _ in range(2):
            write_device_notices(SENDER, message=message, devices=[row])
        delivery = Delivery.objects.get()
        with pytest.raises(Unreadable):
            unseal(delivery.address)
        assert delivery.address_key == row.key


def test_who_hears_of_a_message(device: AddDevice) -> None:
    person = resident("sato@example.jp")
    row, _ = device(person)
    guest, _ = device(HANAKO)
    assert reader_with_devices("other@example.jp", person.resident_id) == row.reader_id
    assert reader_with_devices("HANAKO@example.jp", None) == guest.reader_id
    for email in ("", "no address", "taro@example.jp"):
        assert reader_with_devices(email, None) is None


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36", "Chrome（Android）"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge（Windows）"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18.5 Safari/604.1", "Safari（iPhone）"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox（Mac）"),
        ("<script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_its_owner_calls_it(agent: str, name: str) -> None:
    assert device_name(agent) == name


@pytest.mark.django_db(transaction=True)
def test_the_internet_face_cannot_read_where_a_device_is_reached(
    device: AddDevice, as_public_role: None
) -> None:
    row, _ = device(HANAKO)
    assert [one.pk for one in devices_of(HANAKO)] == [row.pk]
    for statement in (
        "SELECT subscription FROM messaging_pushdevice",
        "UPDATE messaging_pushdevice SET name = 'x'",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()
    remove_device(HANAKO, device_id=row.pk)
    assert not devices_of(HANAKO)
    device(HANAKO)
    assert forget_reader(HANAKO)
