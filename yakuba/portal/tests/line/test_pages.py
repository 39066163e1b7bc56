"""The resident's pages about LINE, with the rights of the Internet face: linking, what is held, ending it, removing it."""

import pytest
from django.conf import LazySettings
from django.test import Client

from yakuba.identity import api as identity
from yakuba.identity.actions.open_account import open_account
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import LineChannel, LineFriend, LineNonce, Reader
from yakuba.messaging.sealing import seal
from yakuba.messaging.tests.line.conftest import connected
from yakuba.portal.models import Talk
from yakuba.procedures.tests.conftest import face, public_role, resident, section_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hanako() -> Actor:
    """A resident with an account."""
    return identity.actor_for_resident(
        open_account(identity.guest("hanako@example.jp"), password="ひまわり-37-ことり")
    )


@pytest.fixture
def browser(hanako: Actor, settings: LazySettings) -> Client:
    """Hanako's, signed in on the Internet face."""
    face(settings, "public")
    return resident(hanako).client


@pytest.fixture
def friend(hanako: Actor) -> LineFriend:
    """Hanako's telephone, with a talk."""
    now = clock.now()
    found = LineFriend.objects.create(
        channel=connected(None), user_key="k", user_id=seal("U1"), resident_id=hanako.resident_id, linked_at=now,
        decided_at=now, decided_by="1", written_at=now,
    )  # fmt: skip
    Reader.objects.create(
        friend=found, resident_id=hanako.resident_id, topics=[2], ways=4, rounding=1, changed_at=now
    )
    Talk.objects.create(
        friend=found,
        section=section_of("hygiene"),
        about="犬の登録",
        language="ja",
        opened_at=now,
        last_at=now,
    )
    return found


def read(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_what_is_held_is_shown_changed_and_ended(browser: Client, friend: LineFriend) -> None:
    with public_role():
        assert "区の公式アカウント" in read(browser, "/my/")
        page = read(browser, "/my/line")
        assert "区の公式アカウント" in page and "子育て" in page and "犬の登録" in page
        assert browser.post(f"/my/line/{friend.pk}/only", {"only": "1"}).status_code == 302
        assert "LINEだけに届きます" in read(browser, "/my/line?changed")
        assert browser.post(f"/my/line/{friend.pk}/forget").status_code == 302
        assert browser.post(f"/my/line/{friend.pk}/unlink").status_code == 302
        assert "つながっているLINEはありません" in read(browser, "/my/line?unlinked")
    friend.refresh_from_db()
    assert friend.resident_id is None and Reader.objects.count() == 2


def test_whoever_has_no_friend_there_is_led_to_the_account(browser: Client) -> None:
    row = connected(None)
    LineChannel.objects.update(basic_id="@toshima", api_base="https://api.line.me")
    with public_role():
        page = read(browser, "/my/line")
    assert f"「{row.name}」を友だちに追加する" in page and "https://line.me/R/ti/p/%40toshima" in page
    LineChannel.objects.update(active=False)
    assert "友だちに追加する</a>" not in read(browser, "/my/line")


def test_linking_gives_a_word_and_leads_back_to_line(browser: Client) -> None:
    connected(None)
    with public_role():
        page = read(browser, "/my/line/link?linkToken=abc&channel=ward")
        assert "hanako@example.jp" in page and "accountLink" not in page
        answer = browser.post("/my/line/link", {"linkToken": "abc", "channel": "ward"})
        assert "/dialog/bot/accountLink?linkToken=abc&amp;nonce=" in answer.content.decode()
    assert LineNonce.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?linkToken=abc", "?linkToken=abc&channel=nobody", f"?linkToken={'x' * 201}&channel=ward"])  # fmt: skip
def test_an_address_that_is_none_is_not_found(browser: Client, query: str) -> None:
    connected(None)
    given = dict(pair.split("=") for pair in query[1:].split("&") if pair)
    assert browser.post("/my/line/link", given).status_code == 404


def test_somebody_elses_is_not_found(browser: Client, friend: LineFriend) -> None:
    LineFriend.objects.update(resident_id=None, linked_at=None)
    for name in ("unlink", "only", "forget"):
        assert browser.post(f"/my/line/{friend.pk}/{name}").status_code == 404


def test_without_an_account_one_has_to_sign_in(settings: LazySettings) -> None:
    face(settings, "public")
    answer = Client().get("/my/line/link?linkToken=abc&channel=ward")
    assert answer.status_code == 302 and "linkToken%3Dabc" in answer.headers["Location"]
