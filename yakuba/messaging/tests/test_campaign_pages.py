"""The pages of campaigns: what an officer writes, sees, counts and presses; what the public role may do on residents'."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from tests.budgets import QueryBudget
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.refusals import NotAllowed, NotFound
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.save_campaign import save_campaign
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.models import Batch, Campaign, Reader, ReaderAddress, ReaderDate, Run, Segment
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import seal
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON, officer

FORM = {
    "title": "訓練", "topic": "1", "groups": "1", "g0-chome": ["30", "31"], "g0-topics": ["1"],
    "ja-subject": "訓練をします", "ja-body": "{ward}の訓練です。", "en-subject": "Drill", "en-body": "A drill.",
    "ways": ["line", "mail"], "repeat": "now", "version": "0", "action": "save",
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def ask(
    address: str, data: Mapping[str, Any] | None = None, *, actor: Actor | None = None, method: str = "get"
) -> HttpResponse:
    request = getattr(RequestFactory(), method)(address, data or {})
    request.actor = actor or officer()
    request.session = SessionBase()
    match = resolve(request.path)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


def post(name: str, *args: object, actor: Actor | None = None, **data: Any) -> HttpResponse:
    return ask(reverse(name, args=args), data, actor=actor, method="post")


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def form(**changes: Any) -> dict[str, Any]:
    return {**FORM, "section": str(scene.section().pk), **changes}


def read(count: int, **fields: Any) -> None:
    Reader.objects.bulk_create(
        Reader(ways=Way.MAIL.bit, rounding=0, changed_at=NOON, **fields) for _ in range(count)
    )


@pytest.mark.django_db
@pytest.mark.urls("yakuba.config.urls_staff")
class TestWriting:
    def test_a_campaign_is_written_read_again_and_copied(self) -> None:
        saved = post("campaign_new", **form())
        assert saved.status_code == 302
        row = Campaign.objects.get()
        assert row.rules == {"groups": [{"chome": [30, 31], "topics": [1]}], "facts": []}
        again = text(ask(reverse("campaign_edit", args=[row.pk])))
        assert 'value="訓練をします"' in again and "A drill." in again and again.count(" checked") >= 4
        copied = text(ask(f"{reverse('campaign_new')}?from={row.pk}"))
        assert 'value="訓練をします"' in copied
        assert post("campaign_edit", row.pk, **form(version="1", title="別")).status_code == 302

    def test_mistakes_stand_beside_what_was_written(self) -> None:
        page = post("campaign_new", **form(title="", **{"ja-body": "{nobody}", "g0-ring": "nonsense"}))
        assert page.status_code == 422 and "範囲を読めません" in text(page) and "訓練をします" in text(page)
        page = post("campaign_new", **form(title="", **{"ja-body": "{nobody}"}))
        assert "使えない差し込み" in text(page) and not Campaign.objects.exists()

    @pytest.mark.parametrize(
        "odd", [{"topic": "x"}, {"section": "99"}, {"groups": "999"}, {"g0-chome": ["x", "-1"]}, {"repeat": "never"},
                {"first_date": "x", "repeat": "once"}, {"g0-youngest": "９"}, {"days_before": "999999"}, {"version": "x" * 50}],
    )  # fmt: skip
    def test_odd_input_never_falls_over(self, odd: dict[str, Any]) -> None:
        try:
            assert post("campaign_new", **form(**odd)).status_code in (302, 422)
        except NotAllowed:
            assert odd == {"section": "99"}

    def test_smaller_buttons_stay_on_the_form(self) -> None:
        page = text(post("campaign_new", **form(action="add-group")))
        assert 'id="g1"' in page and "または、次のすべてに当てはまる人" in page
        post("campaign_new", **form(action="keep", segment_name="池袋の人"))
        assert "池袋の人" in text(ask(reverse("campaign_new")))
        kept = text(ask(f"{reverse('campaign_new')}?segment={Segment.objects.get().pk}"))
        assert kept.count('data-chome-box="30" checked') == 1
        assert "名前は1文字から" in text(post("campaign_new", **form(action="keep", segment_name="")))

    def test_the_live_count_is_rounded_and_never_below_five(self, query_budget: QueryBudget) -> None:
        read(4, declared_chome=30, topics=[1])
        actor, filled = officer(), form()
        with query_budget(1):
            assert "5人未満" in text(post("campaign_count", actor=actor, **filled))
        read(3, declared_chome=31, topics=[1])
        page = text(post("campaign_count", **form()))
        assert "約5人" in page and "に住んでいる方で、「防災・災害」のお知らせを希望した方" in page
        assert "年齢は0から" in text(post("campaign_count", **form(**{"g0-youngest": "9", "g0-oldest": "2"})))

    def test_who_may_not_write_is_refused(self) -> None:
        for name in ("campaigns", "campaign_new", "testers"):
            with pytest.raises(NotAllowed):
                ask(reverse(name), actor=officer(3, "messaging.read_deliveries"))


@pytest.mark.django_db
@pytest.mark.urls("yakuba.config.urls_staff")
class TestOneCampaign:
    def test_shows_how_it_arrives_whom_it_reaches_and_the_next_step(self) -> None:
        read(12, declared_chome=30, topics=[1])
        post("campaign_new", **form())
        row = Campaign.objects.get()
        page = text(ask(reverse("campaign", args=[row.pk])))
        assert "豊島区の訓練です。" in page and "A drill." in page and "約10人" in page
        assert "承認を求める" in page and "いますぐ止める" not in page

    def test_a_reminder_names_its_day_and_says_how_many_on_each(self) -> None:
        kind = "cases.correction"  # declared by a floor above
        assert "補正の期限" in text(ask(reverse("campaign_new")))
        for number in range(7):
            row = scene.reader(number, mail=f"a{number}@example.jp")
            ReaderDate.objects.create(
                reader=row,
                kind=kind,
                key=str(number),
                day=NOON.date() + timedelta(days=9),
                what=seal("現況届"),
            )
        row = scene.reader(8, mail="late@example.jp", declined=[1])
        ReaderDate.objects.create(
            reader=row, kind=kind, key="8", day=NOON.date() + timedelta(days=5), what=b""
        )
        given = form(
            repeat="before", date_kind=kind, days_before="3", first_date="2026-11-21", first_time="10:00",
            **{"g0-chome": [], "g0-topics": [], "ja-body": "{date}までに{what}を出してください。"},
            **{"en-subject": "By {date}", "en-body": "{what}"},
        )  # fmt: skip
        saved = post("campaign_new", **given)
        assert saved.status_code == 302, text(saved)
        shown = text(ask(saved["Location"]))
        assert "「補正の期限」の3日前の方に" in shown and "これから30日の見込み" in shown
        assert "2026年11月26日" in shown and "2026年11月29日" in shown and "2026年11月22日" not in shown
        assert "約5人" in shown or "約10人" in shown

    def test_is_handed_in_approved_by_another_and_stopped(self) -> None:
        read(12, declared_chome=30, topics=[1])
        post("campaign_new", **form())
        row = Campaign.objects.get()
        version = str(row.version)
        assert post("campaign_ask", row.pk, version=version).status_code == 302
        own = post("campaign_approve", row.pk, version=version)
        assert own.status_code == 422 and "ほかの人が承認します" in text(own)
        assert post("campaign_approve", row.pk, version=version, actor=officer(4)).status_code == 302
        run = freeze_run(system("t"), campaign_id=row.pk)
        page = text(ask(reverse("campaign", args=[row.pk])))
        assert "いますぐ止める" in page and "残り 12人" in page
        assert post("campaign_stop", row.pk).status_code == 302
        run.refresh_from_db()
        assert run.state == Run.State.STOPPED and Batch.objects.get().state == Batch.State.STOPPED
        assert post("campaign_back", row.pk).status_code == 422

    def test_the_list_costs_the_same_with_many(self, query_budget: QueryBudget) -> None:
        for _ in range(25):
            save_campaign(officer(), written=scene.written())
        actor = officer()
        with query_budget(2, page="campaigns"):
            page = text(ask(reverse("campaigns"), {"state": "draft"}, actor=actor))
        assert page.count("下書き") >= 20

    def test_letters_leave_as_csv_that_no_spreadsheet_computes(self) -> None:
        run = freeze_run(system("t"), campaign_id=scene.approved(ways=[Way.LETTER]).pk)
        answer = post("run_letters", run.pk)
        assert answer["Content-Type"].startswith("text/csv") and "氏名" in text(answer)
        with pytest.raises(NotAllowed):
            post("run_letters", run.pk, actor=officer(3, WRITE_CAMPAIGNS.code))
        with pytest.raises(NotFound):
            post("run_letters", 999_999)

    def test_the_test_group_is_changed_by_address(self) -> None:
        scene.reader(1, mail="a@example.jp", mail_key=identity.guest_key("a@example.jp"))
        assert post("testers", email="a@example.jp", action="add").status_code == 302
        assert "a***@example.jp" in text(ask(reverse("testers")))
        assert post("testers", email="b@example.jp", action="add").status_code == 422
        post("testers", remove=str(Reader.objects.get(tester=True).pk))
        assert not Reader.objects.filter(tester=True).exists()
        post("campaign_new", **form())
        assert post("campaign_test", Campaign.objects.get().pk).status_code == 422


@pytest.mark.urls("yakuba.config.urls_public")
def test_residents_pages_work_with_the_rights_of_the_internet_face(
    as_public_role: None, sms: Telephones
) -> None:
    """Keeping, showing, stopping and removing, as the public role: it may read no address."""
    guest = identity.guest("hanako@example.jp")
    assert "お知らせの希望" in text(ask(reverse("my_notices"), actor=guest))
    sent = {
        "language": "ja", "chome": "30", "topics": ["2"], "birth": ["2024-05", "", "x"], "mail": "yes",
        "phone": "090-1234-5678", "quiet_from": "22", "quiet_until": "7",
    }  # fmt: skip
    assert ask(reverse("my_notices"), sent, actor=guest, method="post").status_code == 302
    page = text(ask(reverse("my_notices"), actor=guest))
    assert (
        "東池袋四丁目" in page
        and "2024-05" in page
        and "1234" not in page.partition("footer")[0].replace("03-1234", "")
    )
    wrong = ask(reverse("my_notices"), {**sent, "phone": "x"}, actor=guest, method="post")
    assert wrong.status_code == 422 and "電話番号を確かめてください" in text(wrong)
    with pytest.raises(Exception, match="permission denied"):
        list(ReaderAddress.objects.values_list("address"))
    assert ask(reverse("my_notices_forget"), {}, actor=guest, method="post").status_code == 302
    assert "この登録をすべて消す" not in text(ask(reverse("my_notices"), actor=guest))
