"""The page of options: who may change them, what is refused, that a change is in the trail and acts."""

import pytest
from django.test import Client, RequestFactory
from django.urls import set_urlconf

from yakuba.kernel import options
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.models import AuditEntry, OptionValue
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.portal.web import settings as pages

pytestmark = pytest.mark.django_db
CODE = "procedures.keep_drafts_days"


def staff(*permissions: str) -> Actor:
    return Actor(
        kind="staff",
        key="staff:1",
        label="情報政策課",
        assurance=Assurance.TWO_FACTOR,
        staff_id=1,
        grants={code: frozenset({1}) for code in permissions},
    )


def post(actor: Actor, code: str, value: str) -> int:
    request = RequestFactory().post(f"/settings/{code}", {"value": value})
    request.actor = actor  # type: ignore[attr-defined]
    return int(pages.setting(request, code).status_code)


def test_choose_is_refused_without_the_permission_and_nothing_changes() -> None:
    with pytest.raises(NotAllowed):
        options.choose(staff("cases.read"), code=CODE, value=3)
    with pytest.raises(NotAllowed):
        post(staff("cases.read"), CODE, "3")
    assert not OptionValue.objects.exists()


@pytest.mark.parametrize("value", [True, "3", ""])
def test_choose_refuses_a_value_of_another_type(value: str | bool) -> None:
    with pytest.raises(Refusal):
        options.choose(staff("kernel.set_options"), code=CODE, value=value)
    with pytest.raises(Refusal):
        options.choose(staff("kernel.set_options"), code="no.such", value=3)
    assert not OptionValue.objects.exists()


def test_a_change_acts_and_is_in_the_trail() -> None:
    known = options.option(CODE)
    assert known is not None
    assert post(staff("kernel.set_options"), CODE, "7") == 302
    assert known.value() == 7
    assert AuditEntry.objects.get().text == "設定を変えた"


@pytest.mark.parametrize("value", ["", "たくさん", "-1", "3.5", "9" * 40])
def test_what_is_no_number_is_refused_with_a_sentence(value: str) -> None:
    assert post(staff("kernel.set_options"), CODE, value) == 422
    assert not OptionValue.objects.exists()


def test_every_option_is_listed_and_a_stranger_is_led_to_the_sign_in() -> None:
    set_urlconf(None)
    answer = Client().get("/settings/")
    assert answer.status_code == 302
    request = RequestFactory().get("/settings/")
    request.actor = staff("kernel.set_options")  # type: ignore[attr-defined]
    text = pages.settings_list(request).content.decode()  # type: ignore[attr-defined]
    for one in options.all_options():
        assert one.label in text
