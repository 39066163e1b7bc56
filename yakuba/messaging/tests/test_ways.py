"""Where nobody takes short messages to telephones there are none: nothing is offered, promised, counted or written."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from yakuba.kernel.actor import system
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import ways
from yakuba.messaging.actions.approve_campaign import approve_campaign
from yakuba.messaging.actions.ask_approval import ask_approval
from yakuba.messaging.actions.fall_back import fall_back
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.keep_wishes import Wishes, keep_wishes
from yakuba.messaging.actions.resume_run import resume_run
from yakuba.messaging.actions.save_campaign import save_campaign
from yakuba.messaging.actions.save_campaign_template import Pattern, save_campaign_template
from yakuba.messaging.actions.send_test import send_test
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.models import Addressee, Batch, Campaign, Reader, Run
from yakuba.messaging.queries.audience import ways_of
from yakuba.messaging.rules.channels import ORDER, Way
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import TEXTS, officer
from yakuba.messaging.tests.test_audience import GUEST
from yakuba.messaging.tests.test_campaign_pages import ask, form, post, text

SENDER = system("t")
NUMBER = "+819012345678"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]


@pytest.fixture
def taken_away(settings: Settings, sms: Telephones) -> Any:
    """Takes the provider away, and `back=True` brings it back."""
    base = settings.SMS_URL

    def away(*, back: bool = False) -> None:
        settings.SMS_URL = base if back else ""

    return away


def wishes(phone: str | None) -> Wishes:
    return Wishes("ja", None, frozenset(), frozenset(), (), mail=True, phone=phone)


def test_the_ways_that_are_there(taken_away: Any) -> None:
    assert ways.offered() == ORDER
    taken_away()
    assert Way.SMS not in ways.offered() and not ways.open_bits() & Way.SMS.bit
    assert ways.usable([Way.SMS, Way.MAIL]) == [Way.MAIL] and ways.usable([Way.SMS]) == [Way.SMS]


@pytest.mark.urls("yakuba.config.urls_staff")
class TestWriting:
    def test_it_is_not_offered_and_refused_beside_the_field(self, taken_away: Any) -> None:
        assert post("campaign_new", **form(ways=["sms", "mail"])).status_code == 302
        row = Campaign.objects.get()
        taken_away()
        new = text(ask(reverse("campaign_new")))
        assert 'value="sms"' not in new and "SMS" not in new
        edit = text(ask(reverse("campaign_edit", args=[row.pk])))
        assert 'name="ways" value="sms" checked>SMS（いまは使えません）' in edit
        again = post("campaign_edit", row.pk, **form(version="1", ways=["sms", "mail"]))
        assert again.status_code == 422 and ways.CHOSEN_BEFORE in text(again)
        assert post("campaign_edit", row.pk, **form(version="1")).status_code == 302

    def test_nor_in_templates(self, taken_away: Any) -> None:
        pattern = Pattern("型", scene.section().pk, 1, [Way.SMS, Way.MAIL], TEXTS)
        row = save_campaign_template(officer(3), pattern=pattern)
        taken_away()
        with pytest.raises(Refusal) as refused:
            save_campaign_template(officer(3), pattern=pattern, template_id=row.pk, seen_version=1)
        assert refused.value.fields == {"ways": ways.CHOSEN_BEFORE}
        begun = text(ask(f"{reverse('campaign_new')}?template={row.pk}"))
        assert 'value="sms"' not in begun
        assert 'name="ways" value="sms"' not in text(ask(reverse("campaign_template_new")))

    def test_nobody_approves_what_cannot_leave(self, taken_away: Any) -> None:
        row = save_campaign(officer(3), written=scene.written(ways=[Way.SMS, Way.MAIL]))
        taken_away()
        with pytest.raises(Refusal) as refused:
            ask_approval(officer(3), campaign_id=row.pk, seen_version=1)
        assert refused.value.code == "way_missing"
        taken_away(back=True)
        ask_approval(officer(3), campaign_id=row.pk, seen_version=1)
        taken_away()
        with pytest.raises(Refusal) as refused:
            approve_campaign(officer(4), campaign_id=row.pk, seen_version=1)
        assert refused.value.code == "way_missing"


class TestSending:
    def test_the_bit_of_a_reader_does_not_count(self, taken_away: Any) -> None:
        both = scene.reader(1, mail="a@example.jp", phone=NUMBER)
        scene.reader(2, phone=NUMBER)
        campaign = scene.approved(ways=[Way.SMS, Way.MAIL])
        taken_away()
        assert freeze_run(SENDER, campaign_id=campaign.pk).recipients == 1
        assert Batch.objects.get().way == Way.MAIL
        assert ways_of([both.pk], None, None) == {both.pk: Way.MAIL.bit}

    def test_who_is_refused_by_mail_is_not_put_where_nothing_leaves(self, taken_away: Any) -> None:
        row = scene.reader(1, mail="a@example.jp", phone=NUMBER)
        freeze_run(SENDER, campaign_id=scene.approved(ways=[Way.MAIL, Way.SMS]).pk)
        taken_away()
        assert fall_back(SENDER, batch_id=Batch.objects.get().pk, members=[row.pk]) == 0
        assert Addressee.objects.get().fate == Addressee.Fate.REFUSED and Batch.objects.count() == 1

    def test_a_run_pauses_with_a_sentence_and_goes_on_later(self, taken_away: Any, sms: Telephones) -> None:
        for number in range(3):
            scene.reader(number, phone=NUMBER)
        runs = [freeze_run(SENDER, campaign_id=scene.approved(ways=[Way.SMS]).pk) for _ in range(2)]
        taken_away()
        send_way(Way.SMS)
        for run in runs:
            run.refresh_from_db()
            assert run.state == Run.State.PAUSED and run.last_error.startswith(ways.NO_SMS)
        assert not sms.all() and not Addressee.objects.exclude(fate=0).exists()
        taken_away(back=True)
        for run in runs:
            resume_run(officer(3), run_id=run.pk)
        send_way(Way.SMS)
        assert len(sms.all()) == 6
        assert set(Run.objects.values_list("state", flat=True)) == {Run.State.DONE}

    def test_a_campaign_by_sms_alone_stands_still_instead_of_reaching_nobody(self, taken_away: Any) -> None:
        scene.reader(1, phone=NUMBER, tester=True)
        campaign = scene.approved(ways=[Way.SMS])
        taken_away()
        with pytest.raises(Refusal):
            send_test(officer(3), campaign_id=campaign.pk)
        assert freeze_run(SENDER, campaign_id=campaign.pk).recipients == 1
        send_way(Way.SMS)
        assert Run.objects.get().state == Run.State.PAUSED


@pytest.mark.urls("yakuba.config.urls_public")
class TestMyNotices:
    def test_asks_for_no_number_and_shows_and_removes_the_one_that_is_held(self, taken_away: Any) -> None:
        keep_wishes(GUEST, wishes=wishes(NUMBER))
        assert 'id="phone"' in text(ask(reverse("my_notices"), actor=GUEST))
        taken_away()
        page = text(ask(reverse("my_notices"), actor=GUEST))
        assert 'id="phone"' not in page and "SMSを受け取る電話番号" not in page
        assert (
            "電話番号の登録が残っています" in page
            and 'name="no_phone"' in page
            and "あります（いまは使っていません）" in page
        )
        with pytest.raises(Refusal):
            keep_wishes(GUEST, wishes=wishes(NUMBER))
        assert Reader.objects.get().ways & Way.SMS.bit
        sent = {"language": "ja", "no_phone": "yes"}
        assert ask(reverse("my_notices"), sent, actor=GUEST, method="post").status_code == 302
        assert not Reader.objects.get().ways & Way.SMS.bit
        assert "電話番号" not in text(ask(reverse("my_notices"), actor=GUEST))
