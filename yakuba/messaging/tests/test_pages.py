"""The staff's pages: what they show, refuse and record, and what they cost."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from yakuba.kernel.actor import ANONYMOUS, Actor, Assurance, system
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.messaging.api import EDIT_TEMPLATES, READ_DELIVERIES, Recipient, Template, notify
from yakuba.messaging.models import Delivery, Message, TemplateText
from yakuba.ui.pages import SignInFirst

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yakuba.config.urls_staff")]


def officer(*codes: str) -> Actor:
    return Actor(
        kind="staff",
        key="staff:3",
        label="情報政策課",
        assurance=Assurance.TWO_FACTOR,
        staff_id=3,
        grants={code: frozenset({1}) for code in codes},
    )


STAFF = officer(READ_DELIVERIES.code, EDIT_TEMPLATES.code)


def ask(
    address: str,
    data: Mapping[str, Any] | None = None,
    *,
    actor: Actor = STAFF,
    method: str = "get",
    session: SessionBase | None = None,
) -> HttpResponse:
    request = getattr(RequestFactory(), method)(address, data or {})
    request.actor = actor
    request.session = session or SessionBase()
    match = resolve(request.path)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


def search(words: str) -> HttpResponse:
    """What somebody finds who searches the deliveries for an address."""
    session = SessionBase()
    answer = ask(
        reverse("deliveries"), {"words": words, "template": "trial.receipt"}, method="post", session=session
    )
    assert words.strip() == "" or words.strip() not in unquote(answer["Location"])
    return ask(answer["Location"], session=session)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def tell(count: int = 1, email: str = "hanako@example.jp") -> Delivery:
    for number in range(count):
        notify(
            system("t"),
            recipient=Recipient(email),
            template="trial.receipt",
            context={"title": "犬の登録", "number": f"2026-{number}", "url": ""},
            key=f"{email}{number}",
        )
    row = Delivery.objects.select_related("message").order_by("-written_at").first()
    assert row is not None
    return row


class TestDeliveries:
    def test_are_listed_with_masked_addresses(self, receipt: Template) -> None:
        row = tell()
        page = text(ask(reverse("deliveries")))
        assert "h***@example.jp" in page
        assert "hanako" not in page
        assert receipt.label in page
        assert reverse("delivery", args=[row.pk]) in page
        assert "送信待ち" in page

    def test_are_narrowed_by_state_and_template(self, receipt: Template) -> None:
        tell(2)
        Delivery.objects.filter(pk=tell().pk).update(state="gave_up", next_try=None)
        assert text(ask(reverse("deliveries"), {"state": "gave_up"})).count("h***@") == 1
        assert text(ask(reverse("deliveries"), {"template": "trial.receipt"})).count("h***@") == 2
        assert text(ask(reverse("deliveries"), {"state": "nonsense", "page": "x"})).count("h***@") == 2

    def test_cost_the_same_for_one_and_for_many(
        self, receipt: Template, django_assert_num_queries: Any
    ) -> None:
        tell(20)
        with django_assert_num_queries(2):
            ask(reverse("deliveries"))

    def test_are_not_searched_for_words_in_the_address(self, receipt: Template) -> None:
        tell()
        page = text(ask(reverse("deliveries"), {"q": "taro@example.jp", "words": "taro@example.jp"}))
        assert "h***@" in page and "taro" not in page

    def test_are_found_by_the_whole_address_and_the_search_is_recorded(self, receipt: Template) -> None:
        tell(2)
        tell(1, "taro@example.jp")
        assert text(search(" Hanako@EXAMPLE.jp")).count("h***@") == 2
        assert text(search(Delivery.objects.all()[0].header_id)).count("***@") == 1
        for words in ("hanako", "@@@", "x" * 500, "%"):
            assert "***@" not in text(search(words))
        entries = AuditEntry.objects.filter(text="あて先からお知らせの送信状況を探した")
        assert entries.count() == 6
        assert "hanako" not in str(list(entries.values())).lower()
        for words in ("", " ", "\x00"):
            assert text(search(words)).count("***@") == 3
        assert entries.count() == 6

    def test_show_their_words_and_the_reading_is_recorded(self, receipt: Template) -> None:
        row = tell()
        page = text(ask(reverse("delivery", args=[row.pk])))
        assert "【受付】犬の登録（2026-0）" in page
        assert row.header_id.strip("<>") in page
        entry = AuditEntry.objects.get(noun="Delivery")
        assert (entry.text, entry.object_id) == ("お知らせの文面を見た", str(row.pk))
        Message.objects.update(words=b"")
        assert "文面は残っていない" in text(ask(reverse("delivery", args=[row.pk])))

    def test_are_sent_again_one_or_many(self, receipt: Template) -> None:
        row = tell(3)
        Delivery.objects.update(state="gave_up", next_try=None)
        answer = ask(reverse("retry_delivery", args=[row.pk]), method="post")
        assert answer.status_code == 302
        rows = [str(one.pk) for one in Delivery.objects.all()]
        Delivery.objects.filter(pk=rows[0]).update(state="sent")
        answer = ask(
            reverse("deliveries"),
            {"action": "retry", "selected": [*rows, "not a key", str(row.message_id)]},
            method="post",
        )
        page = text(ask(answer["Location"]))
        assert "2件を送り直します" in page
        assert "3件は送り直せませんでした" in page
        assert Delivery.objects.filter(state="waiting").count() == 2

    def test_that_were_sent_are_refused(self, receipt: Template) -> None:
        row = tell()
        Delivery.objects.update(state="sent", next_try=None)
        with pytest.raises(Refusal, match="already_sent"):
            ask(reverse("retry_delivery", args=[row.pk]), method="post")
        assert "もう一度送る</button>" not in text(ask(reverse("delivery", args=[row.pk])))


class TestTemplates:
    def test_are_listed(self, receipt: Template) -> None:
        page = text(ask(reverse("message_templates")))
        assert receipt.label in page
        assert "メール・マイページ" in page

    def test_show_three_languages_with_samples(self, receipt: Template) -> None:
        page = text(ask(reverse("message_template", args=["trial.receipt"])))
        for words in (
            "【受付】犬の登録",
            "うけつけました",
            "Received: 犬の登録",
            "sent automatically",
            "まだ書きかえていません",
        ):
            assert words in page

    def test_are_looked_at_before_they_are_saved(self, receipt: Template) -> None:
        address = reverse("message_text", args=["trial.receipt", "en"])
        typed = {"subject": "News: {title}", "body": "Line 1\r\n\r\nLine 2 {number}", "seen_version": "0"}
        assert "News: 犬の登録" in text(ask(address, {**typed, "action": "preview"}, method="post"))
        assert not TemplateText.objects.exists()
        assert ask(address, {**typed, "action": "save"}, method="post").status_code == 302
        assert TemplateText.objects.get().body == "Line 1\n\nLine 2 {number}"
        page = text(ask(reverse("message_template", args=["trial.receipt"])))
        assert "English：第1版" in page
        assert "情報政策課" in page

    @pytest.mark.parametrize("body", ["", "{who}", "{title", "x" * 9000, "a\x00b"])
    def test_that_are_not_sound_come_back_with_what_was_typed(self, receipt: Template, body: str) -> None:
        address = reverse("message_text", args=["trial.receipt", "ja"])
        for action in ("save", "preview"):
            typed = {"subject": "打った件名", "body": body, "seen_version": "0", "action": action}
            answer = ask(address, typed, method="post")
            assert answer.status_code == 422
            assert "打った件名" in text(answer)
            assert 'id="errors"' in text(answer)
        assert not TemplateText.objects.exists()

    @pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999"])
    def test_with_a_forged_version_are_refused(self, receipt: Template, seen: str) -> None:
        address = reverse("message_text", args=["trial.receipt", "ja"])
        for action in ("save", "restore"):
            typed = {"subject": "件名", "body": "本文", "seen_version": seen, "action": action}
            assert ask(address, typed, method="post").status_code == 422
        assert not TemplateText.objects.exists()

    def test_that_somebody_else_saved_first_lose_nothing(self, receipt: Template) -> None:
        address = reverse("message_text", args=["trial.receipt", "ja"])
        typed = {"subject": "一人目", "body": "一人目の本文", "seen_version": "0", "action": "save"}
        ask(address, typed, method="post")
        answer = ask(address, {**typed, "subject": "二人目", "body": "二人目の本文"}, method="post")
        assert answer.status_code == 409
        assert "一人目の本文" in text(answer)
        assert "二人目の本文" in text(answer)
        assert 'name="seen_version" value="1"' in text(answer)
        assert TemplateText.objects.count() == 1

    def test_go_back_to_the_words_shipped(self, receipt: Template) -> None:
        address = reverse("message_text", args=["trial.receipt", "ja"])
        ask(
            address, {"subject": "件名", "body": "本文", "seen_version": "0", "action": "save"}, method="post"
        )
        assert "元の文に戻す" in text(ask(address))
        answer = ask(
            address, {"subject": "", "body": "", "seen_version": "1", "action": "restore"}, method="post"
        )
        assert answer.status_code == 302
        assert "【受付】" in text(ask(address))

    @pytest.mark.parametrize("address", ["trial.none/ja", "trial.receipt/fr", "trial.none"])
    def test_that_are_unknown_are_not_found(self, receipt: Template, address: str) -> None:
        with pytest.raises(NotFound):
            ask(f"/messages/templates/{address}/")


@pytest.mark.parametrize(
    ("name", "args", "method", "permission"),
    [
        ("deliveries", [], "get", READ_DELIVERIES),
        ("deliveries", [], "post", READ_DELIVERIES),
        ("delivery", ["7b6d8a0e-2b0c-4b7a-9c61-6f1f0a3f2c11"], "get", READ_DELIVERIES),
        ("retry_delivery", ["7b6d8a0e-2b0c-4b7a-9c61-6f1f0a3f2c11"], "post", READ_DELIVERIES),
        ("message_templates", [], "get", EDIT_TEMPLATES),
        ("message_template", ["trial.receipt"], "get", EDIT_TEMPLATES),
        ("message_text", ["trial.receipt", "ja"], "post", EDIT_TEMPLATES),
    ],
)
def test_every_page_asks_for_its_permission(
    receipt: Template, name: str, args: list[str], method: str, permission: Any
) -> None:
    address = reverse(name, args=args)
    other = EDIT_TEMPLATES if permission is READ_DELIVERIES else READ_DELIVERIES
    with pytest.raises(NotAllowed):
        ask(address, actor=officer(other.code), method=method)
    with pytest.raises(SignInFirst):
        ask(address, actor=ANONYMOUS, method=method)
    if "7b6d8a0e" in address:
        with pytest.raises(NotFound):
            ask(address, method=method)
