"""What is kept of friends: their wishes, by which ways they are told, that all of it can be removed; nobody else's."""

import pytest

from yakuba.identity import api as identity
from yakuba.identity.api import Resident
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import api as messaging
from yakuba.messaging.actions.forget_line_friend import forget_line_friend
from yakuba.messaging.actions.keep_friend_wishes import keep_friend_wishes
from yakuba.messaging.actions.set_line_only import set_line_only
from yakuba.messaging.models import LineChannel, LineFriend, Reader
from yakuba.messaging.sealing import seal

pytestmark = pytest.mark.django_db
HOUSE = system("test")


@pytest.fixture
def friend(quiet_channel: LineChannel) -> LineFriend:
    """Somebody who follows."""
    now = clock.now()
    return LineFriend.objects.create(
        channel=quiet_channel,
        user_key="k",
        user_id=seal("U1"),
        decided_at=now,
        decided_by="1",
        written_at=now,
    )


@pytest.fixture
def hanako(resident: Resident) -> Actor:
    """A resident with an account."""
    return identity.actor_for_resident(resident)


def test_wishes_are_kept_in_one_row(friend: LineFriend) -> None:
    keep_friend_wishes(HOUSE, friend_id=friend.pk, topics=[2, 1], chome=7)
    keep_friend_wishes(HOUSE, friend_id=friend.pk, topics=[2], chome=7)
    assert messaging.friend_wishes(friend.pk) == messaging.FriendWishes(frozenset({2}), 7)
    keep_friend_wishes(HOUSE, friend_id=friend.pk, topics=[], chome=7, stop=True)
    assert Reader.objects.get().declined == sorted(messaging.topics_offered("ja"))
    keep_friend_wishes(HOUSE, friend_id=friend.pk, topics=[3], chome=None)
    assert 3 not in Reader.objects.get().declined


def test_a_linked_friend_shares_the_row_of_the_account(friend: LineFriend, hanako: Actor) -> None:
    Reader.objects.create(resident_id=hanako.resident_id, topics=[4], rounding=1, changed_at=clock.now())
    LineFriend.objects.update(resident_id=hanako.resident_id, linked_at=clock.now())
    assert messaging.friend_wishes(friend.pk).topics == {4}
    keep_friend_wishes(HOUSE, friend_id=friend.pk, topics=[5], chome=None)
    assert Reader.objects.get().topics == [5]


def test_line_alone_is_the_residents_choice(friend: LineFriend, hanako: Actor) -> None:
    LineFriend.objects.update(resident_id=hanako.resident_id, linked_at=clock.now())
    set_line_only(hanako, friend_id=friend.pk, only=True)
    assert messaging.line_people_of(hanako)[0].line_only


def test_all_of_it_is_removed(friend: LineFriend, hanako: Actor) -> None:
    LineFriend.objects.update(resident_id=hanako.resident_id, linked_at=clock.now(), followed=False)
    assert forget_line_friend(HOUSE, friend_id=friend.pk, resident_id=hanako.resident_id or 0)
    friend.refresh_from_db()
    assert (friend.resident_id, bytes(friend.user_id)) == (None, b"")
    assert forget_line_friend(HOUSE, friend_id=friend.pk, resident_id=hanako.resident_id or 0) is None


def test_a_friend_of_somebody_else_is_refused(friend: LineFriend, hanako: Actor) -> None:
    with pytest.raises(Refusal):
        set_line_only(hanako, friend_id=friend.pk, only=True)
    with pytest.raises(Refusal):
        set_line_only(identity.guest("g@example.jp"), friend_id=friend.pk, only=True)
    with pytest.raises(Refusal):
        forget_line_friend(hanako, friend_id=friend.pk, resident_id=hanako.resident_id or 0)
    assert not LineFriend.objects.filter(line_only=True).exists()


@pytest.mark.parametrize(("topics", "chome"), [([99], None), ([], 9999)])
def test_what_the_ward_does_not_offer_is_refused(
    friend: LineFriend, topics: list[int], chome: int | None
) -> None:
    with pytest.raises(Refusal):
        keep_friend_wishes(HOUSE, friend_id=friend.pk, topics=topics, chome=chome)
    with pytest.raises(Refusal):
        keep_friend_wishes(HOUSE, friend_id=friend.pk + 1, topics=[], chome=None)
    assert not Reader.objects.exists()
