"""Options: who may choose, what can be chosen, what holds."""

from collections.abc import Iterator

import pytest

from yakuba.kernel import audit, options
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.models import AuditEntry, OptionValue
from yakuba.kernel.options import Option, choose
from yakuba.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Iterator[Option[int]]:
    """An option of this test alone, 30 by default."""
    monkeypatch.setattr(options, "_registry", {})
    options.forget_choices()
    yield Option("kernel.test_days", 30, "日数", "試すための日数です。")
    options.forget_choices()


@pytest.fixture
def chooser() -> Actor:
    """Staff who may choose."""
    grants = {options.SET_OPTIONS.code: frozenset({1})}
    return Actor(
        kind="staff", key="staff:1", label="情報管理課", assurance=Assurance.TWO_FACTOR, grants=grants
    )


def test_what_was_chosen_holds_and_leaves_an_entry(chooser: Actor, days: Option[int]) -> None:
    assert days.value() == 30
    row = choose(chooser, code=days.code, value=14)
    choose(chooser, code=days.code, value=7)
    assert days.value() == 7
    assert OptionValue.objects.count() == 1
    assert [one.detail["code"] for one in audit.history(row)] == [days.code, days.code]


@pytest.mark.parametrize(
    ("code", "value"), [("kernel.test_days", "14"), ("kernel.test_days", True), ("kernel.none", 14)]
)
def test_what_is_no_value_of_it_is_refused_and_nothing_changes(
    chooser: Actor, days: Option[int], code: str, value: int | str
) -> None:
    with pytest.raises(Refusal):
        choose(chooser, code=code, value=value)
    assert (days.value(), OptionValue.objects.count(), AuditEntry.objects.count()) == (30, 0, 0)


def test_who_may_not_choose_is_refused_and_nothing_changes(officer: Actor, days: Option[int]) -> None:
    with pytest.raises(NotAllowed):
        choose(officer, code=days.code, value=14)
    assert (days.value(), OptionValue.objects.count(), AuditEntry.objects.count()) == (30, 0, 0)


def test_a_typed_value_is_read_or_refused(days: Option[int]) -> None:
    assert days.read("14") == 14
    for typed in ("", "-1", "1.5", "十四", "1" * 10):
        with pytest.raises(Refusal):
            days.read(typed)
