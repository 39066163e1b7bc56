"""The verbs of drafts, called straight: whom they refuse, and that nothing changes then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import ANONYMOUS, Actor, Assurance
from yakuba.kernel.refusals import NotAllowed, NotFound
from yakuba.messaging.models import Delivery
from yakuba.procedures.actions.adopt_draft import adopt_draft
from yakuba.procedures.actions.start_draft import start_draft
from yakuba.procedures.models import Draft, Version
from yakuba.procedures.tests.conftest import HANAKO

pytestmark = pytest.mark.django_db
TARO = "taro@example.jp"
OFFICER = Actor(kind="staff", key="staff:1", label="子育て支援課", assurance=Assurance.TWO_FACTOR)


def started(actor: Actor, version: Version, token: str = "t" * 40) -> Draft:
    return start_draft(
        actor,
        version_id=version.pk,
        token=token,
        language="ja",
        kept_until=clock.now() + timedelta(days=1),
    )


def test_staff_are_refused_and_no_draft_begins(benefit: Version) -> None:
    with pytest.raises(NotAllowed):
        started(OFFICER, benefit)
    assert not Draft.objects.exists()


def test_a_draft_is_adopted_once_and_stays_whose_it_is(benefit: Version) -> None:
    draft = started(ANONYMOUS, benefit)
    hanako, taro = identity.guest(HANAKO), identity.guest(TARO)
    adopt_draft(hanako, draft=draft, go_on_path="/go-on")
    adopt_draft(hanako, draft=draft, go_on_path="/go-on")
    assert Draft.objects.get().owner_key == hanako.key
    assert Delivery.objects.count() == 1
    with pytest.raises(NotFound):
        adopt_draft(taro, draft=Draft.objects.get(), go_on_path="/go-on")
    assert Draft.objects.get().owner_key == hanako.key
    assert Delivery.objects.count() == 1


def test_two_who_adopt_at_one_moment_get_it_once(benefit: Version) -> None:
    """Both read it as nobody's; the second is refused."""
    draft = started(ANONYMOUS, benefit)
    seen_by_taro = Draft.objects.get()
    adopt_draft(identity.guest(HANAKO), draft=draft, go_on_path="/go-on")
    with pytest.raises(NotFound):
        adopt_draft(identity.guest(TARO), draft=seen_by_taro, go_on_path="/go-on")
    assert Draft.objects.get().owner_key == identity.guest_key(HANAKO)


@pytest.mark.parametrize("who", [ANONYMOUS, OFFICER, replace(ANONYMOUS, key="anonymous:2")])
def test_nobody_who_is_not_known_adopts_and_nothing_changes(benefit: Version, who: Actor) -> None:
    draft = started(ANONYMOUS, benefit)
    with pytest.raises((NotAllowed, NotFound)):
        adopt_draft(who, draft=draft, go_on_path="/go-on")
    assert Draft.objects.get().owner_key == ""
    assert not Delivery.objects.exists()
