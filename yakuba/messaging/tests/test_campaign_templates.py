"""Templates of a section: writing, whose they are, versions, retiring, and the campaigns that are begun from them."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tests.budgets import QueryBudget
from yakuba.kernel import audit
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.messaging import campaign_texts
from yakuba.messaging.actions.ask_approval import ask_approval
from yakuba.messaging.actions.restore_campaign_template import restore_campaign_template
from yakuba.messaging.actions.retire_campaign_template import retire_campaign_template
from yakuba.messaging.actions.save_campaign import save_campaign
from yakuba.messaging.actions.save_campaign_template import Pattern, save_campaign_template
from yakuba.messaging.actions.send_test import send_test
from yakuba.messaging.models import Campaign, CampaignTemplate, CampaignTemplateVersion, Run
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import officer, written
from yakuba.messaging.tests.test_campaign_pages import ask, form, post, text

TEXTS = {
    "ja": Text("説明会", "{会場}で{日時}に開きます。{section}"),
    "en": Text("Meeting", "At {会場}, {日時}."),
}
FILLED = {"ja": {"会場": "区役所", "日時": "1月5日"}, "en": {"会場": "City hall"}}

pytestmark = [
    pytest.mark.usefixtures("noon"),
    pytest.mark.django_db,
    pytest.mark.urls("yakuba.config.urls_staff"),
]


def pattern(**changes: Any) -> Pattern:
    given: dict[str, Any] = {
        "name": "説明会",
        "section_id": scene.section().pk,
        "topic": 1,
        "ways": [Way.LINE, Way.MAIL],
        "texts": TEXTS,
        **changes,
    }
    return Pattern(**given)


def saved(**changes: Any) -> CampaignTemplate:
    return save_campaign_template(officer(), pattern=pattern(**changes))


def stranger() -> Actor:
    """An officer of another section who writes campaigns there."""
    return Actor(
        kind="staff", key="staff:9", label="別の課", assurance=officer().assurance, staff_id=9,
        grants={WRITE_CAMPAIGNS.code: frozenset({scene.section().pk + 999})},
    )  # fmt: skip


class TestWriting:
    def test_keeps_every_version_with_who_and_an_entry(self) -> None:
        row = saved()
        save_campaign_template(officer(4), pattern=pattern(name="別"), template_id=row.pk, seen_version=1)
        assert list(
            CampaignTemplateVersion.objects.order_by("version").values_list("version", "name", "by_key")
        ) == [(1, "説明会", "staff:3"), (2, "別", "staff:4")]
        assert [one.text for one in audit.history(row)] == ["配信のひな形を書いた"] * 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "長" * 101}, "name"),
            ({"ways": []}, "ways"),
            ({"topic": 99}, "topic"),
            ({"texts": {}}, "ja-subject"),
            ({"texts": {"ja": Text("a", "{会場")}}, "ja-body"),
            ({"texts": {**TEXTS, "en": Text("a", "{会場}")}}, "en-body"),
        ],
    )
    def test_refuses_mistakes_beside_their_field(self, changes: dict[str, Any], field: str) -> None:
        with pytest.raises(Refusal) as refused:
            saved(**changes)
        assert field in refused.value.fields and not CampaignTemplate.objects.exists()

    def test_refuses_what_is_not_ones_own_and_nothing_changes(self) -> None:
        row = saved()
        with pytest.raises(NotAllowed):
            save_campaign_template(stranger(), pattern=pattern(name="x"))
        elsewhere = pattern(section_id=scene.section().pk + 999)
        with pytest.raises(NotFound):
            save_campaign_template(stranger(), pattern=elsewhere, template_id=row.pk, seen_version=1)
        for verb in (retire_campaign_template, restore_campaign_template):
            with pytest.raises(NotFound):
                verb(stranger(), template_id=row.pk)
            with pytest.raises(NotAllowed):
                verb(officer(3, "messaging.read_deliveries"), template_id=row.pk)
        with pytest.raises(Conflict):
            save_campaign_template(officer(), pattern=pattern(), template_id=row.pk, seen_version=0)
        row.refresh_from_db()
        assert (row.version, row.retired_at) == (1, None)

    def test_a_name_is_taken_once_but_a_retired_one_frees_it(self) -> None:
        row = saved()
        with pytest.raises(Refusal) as refused:
            saved()
        assert "name" in refused.value.fields
        retire_campaign_template(officer(), template_id=row.pk)
        with pytest.raises(Refusal):
            save_campaign_template(officer(), pattern=pattern(), template_id=row.pk, seen_version=1)
        other = saved()
        with pytest.raises(Refusal) as refused:
            restore_campaign_template(officer(), template_id=row.pk)
        assert refused.value.code == "name_taken"
        retire_campaign_template(officer(), template_id=other.pk)
        assert restore_campaign_template(officer(), template_id=row.pk).retired_at is None


class TestCampaignsBegunFromOne:
    def test_wait_for_every_place_to_be_filled(self) -> None:
        row = save_campaign(officer(), written=written(texts=TEXTS, values={}, template_id=saved().pk))
        for verb in (
            lambda: ask_approval(officer(), campaign_id=row.pk, seen_version=row.version),
            lambda: send_test(officer(), campaign_id=row.pk),
        ):
            with pytest.raises(Refusal) as refused:
                verb()
            assert refused.value.code == "unfilled" and "会場、日時" in str(refused.value.sentence)
        row.refresh_from_db()
        assert row.state == "draft" and not Run.objects.exists()

    def test_leave_filled_in_every_language(self) -> None:
        row = save_campaign(officer(), written=written(texts=TEXTS, values=FILLED))
        assert ask_approval(officer(), campaign_id=row.pk, seen_version=1).state == "asked"
        texts = campaign_texts.unseal_texts(row.words)
        assert texts["ja"].body == "区役所で1月5日に開きます。{section}"
        assert texts["en"].body == "At City hall, 1月5日."

    def test_keep_no_value_of_a_place_that_is_gone_and_refuse_odd_ones(self) -> None:
        plain = {"ja": Text("a", "b")}
        row = save_campaign(officer(), written=written(texts=plain, values=FILLED))
        assert campaign_texts.unseal_draft(row.words) == (plain, {})
        with pytest.raises(Refusal) as refused:
            save_campaign(officer(), written=written(texts=TEXTS, values={"ja": {"会場": "{ward}"}}))
        assert "ja-value-会場" in refused.value.fields

    def test_are_not_begun_from_a_template_that_is_not_there(self) -> None:
        with pytest.raises(NotFound):
            save_campaign(officer(), written=written(template_id=99))


class TestPages:
    def fields(self, **changes: Any) -> dict[str, Any]:
        return {
            "name": "説明会", "section": str(scene.section().pk), "topic": "1", "ways": ["line"], "files": "yes",
            "version": "0", "ja-subject": "説明会", "ja-body": "{会場}です。", **changes,
        }  # fmt: skip

    def send(self, page: str, *args: object, **changes: Any) -> HttpResponse:
        return ask(reverse(page, args=args), self.fields(**changes), method="post")

    def test_one_is_written_read_changed_retired_and_taken_back(self) -> None:
        assert self.send("campaign_template_new").status_code == 302
        row = CampaignTemplate.objects.get()
        page = text(ask(reverse("campaign_template", args=[row.pk])))
        assert "このひな形で配信を書く" in page and "第1版" in page and "会場" in page
        wrong = self.send("campaign_template_edit", row.pk, **{"ja-body": "{会場"}, version="1")
        assert wrong.status_code == 422 and "組が合いません" in text(wrong)
        done = self.send("campaign_template_edit", row.pk, **{"ja-body": "新しい"}, version="1")
        assert done.status_code == 302
        earlier = text(ask(f"{reverse('campaign_template_edit', args=[row.pk])}?version=1"))
        assert "{会場}です。" in earlier and 'value="2"' in earlier
        post("campaign_template_retire", row.pk)
        assert "もう一度使う" in text(ask(reverse("campaign_template", args=[row.pk])))
        assert "説明会</a>" not in text(ask(reverse("campaign_templates")))
        assert "説明会</a>" in text(ask(f"{reverse('campaign_templates')}?use=retired"))
        post("campaign_template_restore", row.pk)
        assert "説明会</a>" in text(ask(f"{reverse('campaign_templates')}?q=新しい"))
        assert "説明会</a>" not in text(ask(f"{reverse('campaign_templates')}?q=ほかの"))

    def test_another_section_reads_and_copies_but_does_not_write(self) -> None:
        row, other = saved(), stranger()
        assert "説明会</a>" not in text(ask(reverse("campaign_templates"), actor=other))
        assert "説明会</a>" in text(ask(f"{reverse('campaign_templates')}?whose=all", actor=other))
        page = text(ask(reverse("campaign_template", args=[row.pk]), actor=other))
        assert "写す" in page and "直す</a>" not in page and "使うのをやめる" not in page
        copied = text(ask(f"{reverse('campaign_template_new')}?from={row.pk}", actor=other))
        assert "説明会の写し" in copied and "{会場}で{日時}に開きます。" in copied
        with pytest.raises(NotFound):
            ask(reverse("campaign_template_edit", args=[row.pk]), actor=other)
        with pytest.raises(NotAllowed):
            ask(reverse("campaign_templates"), actor=officer(3, "messaging.read_deliveries"))

    def test_a_campaign_is_begun_filled_in_and_kept_as_a_template(self) -> None:
        row = saved()
        page = text(ask(f"{reverse('campaign_new')}?template={row.pk}"))
        assert 'id="ja-value-会場"' in page and 'id="en-value-日時"' in page and "{会場}で" in page
        words = {"ja-subject": "説明会", "ja-body": "{会場}です。", "en-subject": "", "en-body": ""}
        post("campaign_new", **form(template=str(row.pk), **words))
        campaign = Campaign.objects.get()
        assert campaign.template_id == row.pk
        shown = text(ask(reverse("campaign", args=[campaign.pk])))
        assert "空欄をうめる" in shown and "承認を求める</button>" not in shown
        asked = post("campaign_ask", campaign.pk, version="1")
        assert asked.status_code == 422 and "まだ書いていない空欄" in text(asked)
        post("campaign_edit", campaign.pk, **form(version="1", **words, **{"ja-value-会場": "区役所"}))
        shown = text(ask(reverse("campaign", args=[campaign.pk])))
        assert "承認を求める" in shown and "区役所です。" in shown
        wrong = text(
            post("campaign_edit", campaign.pk, **form(version="2", **{**words, "ja-body": "{会場}{"}))
        )
        assert 'id="words" open' in wrong
        again = text(ask(reverse("campaign_edit", args=[campaign.pk])))
        assert "文面を見る・直す" in again and 'id="words" open' not in again
        assert 'value="区役所"' in again
        kept = text(ask(f"{reverse('campaign_template_new')}?campaign={campaign.pk}"))
        assert "{会場}です。" in kept and "区役所です。" not in kept

    @pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "１"])
    def test_odd_addresses_never_fall_over(self, odd: str) -> None:
        for name in ("campaign_template_new", "campaign_new"):
            for key in ("from", "campaign", "template", "segment"):
                try:
                    assert ask(reverse(name), {key: odd}).status_code == 200
                except NotFound:
                    assert odd == "１"

    def test_the_list_campaign_templates_keeps_its_budget(self, query_budget: QueryBudget) -> None:
        for number in range(25):
            saved(name=f"ひな形{number}")
        ask(reverse("campaign_templates"))
        with query_budget(3):
            ask(reverse("campaign_templates"))
