"""The list: views, search, filters, paging, what each may do from it, what it costs."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from tests.budgets import QueryBudget
from yakuba.cases import api as cases
from yakuba.cases.tests.conftest import FRIDAY, OFFICER, SINCE, Opener, make_section, make_staff
from yakuba.cases.tests.web.conftest import SeatOf, at, search, text
from yakuba.cases.web.asked import Asked, keep, read
from yakuba.identity import api as identity
from yakuba.identity.models import Appointment, Section
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry

DOG = {"title": "犬の登録", "kind": "dog"}


def shown(answer: str, *among: cases.Case) -> list[cases.Case]:
    """Which of these cases the page lists."""
    return [case for case in among if f">{case.receipt}</a>" in answer]


def test_open_cases_come_first_and_ended_ones_on_demand(
    opened: Opener, chief: Actor, chief_desk: Client
) -> None:
    one, two = opened(), opened()
    cases.decide(chief, case_id=two.pk, outcome="accepted", revision=1)
    assert shown(text(chief_desk.get(at("cases"))), one, two) == [one]
    assert shown(text(chief_desk.get(at("cases"), {"status": "decided"})), one, two) == [two]
    assert shown(text(chief_desk.get(at("cases"), {"status": "all"})), one, two) == [one, two]


def test_a_search_finds_ended_cases_too(opened: Opener, chief: Actor, chief_desk: Client) -> None:
    one, other = opened(), opened(applicant=cases.Applicant("鈴木 一郎", "スズキ イチロウ"))
    cases.decide(chief, case_id=one.pk, outcome="accepted", revision=1)
    address = search(chief_desk, "かつらぎ")
    found = text(chief_desk.get(address))
    assert shown(found, one, other) == [one]
    assert "「かつらぎ」に合う案件" in found
    within = text(chief_desk.get(address + "&status=open"))
    assert "条件に合う案件はありません" in within and "終わった案件も含める" in within


def test_the_views_show_what_their_numbers_count(opened: Opener, officer: Actor, desk: Client) -> None:
    with clock.frozen(FRIDAY - timedelta(days=40)):
        late = opened()
    with clock.frozen(FRIDAY - timedelta(days=10)):
        soon = opened()
    mine, today = opened(standard_days=60), opened(standard_days=60)
    cases.take(officer, case_id=mine.pk, revision=1)
    asked = {
        "mine=1": [mine],
        "unassigned=1": [late, soon, today],
        "overdue=1": [late],
        "due=week": [soon],
        "opened=today": [mine, today],
        "news=1": [],
    }
    for query, expected in asked.items():
        answer = text(desk.get(f"{at('cases')}?{query}"))
        assert shown(answer, late, soon, mine, today) == expected, query
        tab = answer.split('aria-current="page"', 2)[-1]
        assert f'tabs__count">{len(expected)}<' in tab, query


def test_overdue_is_said_in_words(opened: Opener, desk: Client) -> None:
    with clock.frozen(FRIDAY - timedelta(days=40)):
        opened()
    answer = text(desk.get(at("cases")))
    assert 'data-tone="late"' in answer and "日超過" in answer


def test_filters_and_order_hold_together(opened: Opener, desk: Client) -> None:
    one, dog = opened(), opened(**DOG)
    answer = text(desk.get(at("cases"), {"kind": "dog", "order": "newest"}))
    assert shown(answer, one, dog) == [dog]
    assert '<option value="dog" selected>' in answer and '<option value="newest" selected>' in answer


def test_news_is_marked(opened: Opener, guest: Actor, desk: Client) -> None:
    case = opened()
    cases.reply(guest, receipt=case.receipt, text="質問です")
    answer = text(desk.get(at("cases"), {"news": "1"}))
    assert shown(answer, case) == [case] and "連絡が届きました" in answer
    desk.get(at("case", case.pk))
    assert shown(text(desk.get(at("cases"), {"news": "1"})), case) == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "処理中の案件はありません"),
        ("mine=1", "担当している案件はありません"),
        ("kind=nothing", "条件に合う案件はありません"),
        ("after=WyIiLCA5OTldOw", "ここから先に案件はありません"),
    ],
)
def test_emptiness_says_what_it_means(desk: Client, query: str, sentence: str) -> None:
    answer = text(desk.get(f"{at('cases')}?{query}"))
    assert sentence in answer and "<table" not in answer


def test_a_search_that_finds_nothing_says_so(case: cases.Case, desk: Client) -> None:
    answer = text(desk.get(search(desk, "見つからない")))
    assert "条件に合う案件はありません" in answer and "<table" not in answer


def test_pages_follow_by_a_token(opened: Opener, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [opened() for _ in range(52)]
    first = desk.get(at("cases"))
    assert "続きを見る" in text(first)
    following = first.context["next"]
    second = text(desk.get(at("cases") + following))
    assert len(shown(text(first), *rows)) == 50
    assert len(shown(second, *rows)) == 2
    assert "最初から見る" in second and "続きを見る" not in second
    assert not set(map(_pk, shown(text(first), *rows))) & set(map(_pk, shown(second, *rows)))


def _pk(case: cases.Case) -> int:
    return case.pk


def test_who_may_do_what_from_the_list(
    case: cases.Case, viewer: Actor, officer: Actor, chief: Actor, seat: SeatOf
) -> None:
    for actor, bulk, export in ((viewer, False, False), (officer, False, False), (chief, True, True)):
        answer = text(seat(actor).get(at("cases")))
        assert ('name="selected"' in answer) is bulk
        assert ("書き出す" in answer) is export
        assert case.receipt in answer


def test_other_sections_see_nothing_of_it(case: cases.Case, stranger: Actor, seat: SeatOf) -> None:
    desk = seat(stranger)
    queries = ("", "?status=all", f"?section={case.section_id}")
    searched = (search(desk, case.receipt), search(desk, "葛城"))
    for address in (*(at("cases") + query for query in queries), *searched):
        answer = text(desk.get(address))
        assert f">{case.receipt}</a>" not in answer and "花子" not in answer


def test_nobody_without_a_role_enters(children: Section, seat: SeatOf) -> None:
    nobody = make_staff(children, ["procedures.read"])
    assert seat(nobody).get(at("cases")).status_code == 403
    assert Client().get(at("cases")).status_code == 302


def test_whoever_works_for_several_sections_sees_which(
    opened: Opener, children: Section, seat: SeatOf
) -> None:
    welfare = make_section("welfare", "福祉課")
    actor = make_staff(children, OFFICER)
    held = Appointment.objects.get(staff=actor.staff_id)
    Appointment.objects.create(staff=held.staff, section=welfare, role=held.role, since=SINCE)
    identity.forget_remembered()
    one, other = opened(), opened(section=welfare.pk)
    desk = seat(actor)
    answer = text(desk.get(at("cases")))
    assert shown(answer, one, other) == [one, other]
    assert "<td>福祉課</td>" in answer
    assert shown(text(desk.get(at("cases"), {"section": welfare.pk})), one, other) == [other]


def test_opinions_asked_of_us_are_listed(
    case: cases.Case, officer: Actor, stranger: Actor, tax: Section, seat: SeatOf
) -> None:
    cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="納税の状況を教えてください")
    answer = text(seat(stranger).get(at("cases_opinions")))
    assert case.receipt in answer and "納税の状況" in answer
    assert "答えを待っている意見照会はありません" in text(seat(officer).get(at("cases_opinions")))


def test_what_others_ask_of_us_is_no_work_of_ours(
    case: cases.Case, officer: Actor, stranger: Actor, tax: Section, seat: SeatOf
) -> None:
    """The views hold what their numbers count; a case asked about is listed among the opinions, and found by search."""
    cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="どうですか")
    desk = seat(stranger)
    for query in ("", "unassigned=1", "status=all"):
        answer = text(desk.get(f"{at('cases')}?{query}"))
        assert shown(answer, case) == [], query
    assert 'tabs__count">1<' in text(desk.get(at("cases"))).split("意見照会")[1][:120]
    assert shown(text(desk.get(search(desk, case.receipt))), case) == [case]


def test_a_withdrawal_is_news_until_somebody_looks(
    case: cases.Case, guest: Actor, officer: Actor, desk: Client
) -> None:
    cases.withdraw(guest, receipt=case.receipt)
    assert cases.numbers(officer).news == 1
    desk.get(at("case", case.pk))
    assert cases.numbers(officer).news == 0


def test_the_list_costs_the_same_for_many(
    opened: Opener, chief: Actor, chief_desk: Client, query_budget: QueryBudget
) -> None:
    for number in range(60):
        case = opened(**DOG) if number % 2 else opened()
        if number % 3 == 0:
            cases.take(chief, case_id=case.pk, revision=1)
    address = search(chief_desk, "カツラギ")
    chief_desk.get(at("cases"))
    with query_budget(8, page="cases"):
        chief_desk.get(address + "&status=all&order=oldest")
    with query_budget(4, page="cases"):
        search(chief_desk, "ハナコ")
    with query_budget(8, page="cases"):
        chief_desk.get(at("cases"))


def test_the_opinions_cost_the_same_for_many(
    opened: Opener, officer: Actor, stranger: Actor, tax: Section, seat: SeatOf, query_budget: QueryBudget
) -> None:
    for _ in range(25):
        cases.ask_opinion(officer, case_id=opened().pk, section=tax.pk, question="どうですか")
    desk = seat(stranger)
    desk.get(at("cases_opinions"))
    with query_budget(2, page="opinions"):
        desk.get(at("cases_opinions"))


def test_the_search_is_recorded_without_its_words(opened: Opener, desk: Client) -> None:
    opened()
    desk.get(search(desk, "花子"))
    entry = AuditEntry.objects.get(text="案件を検索した")
    assert "花子" not in str(entry.detail)


def test_the_words_of_a_search_never_stand_in_an_address(opened: Opener, chief_desk: Client) -> None:
    for _ in range(52):
        opened()
    address = search(chief_desk, " 葛󠄀城 花子 ")
    answer = chief_desk.get(address)
    assert address.startswith(at("cases") + "?find=") and "「葛󠄀城 花子」に合う案件" in text(answer)
    key = address.partition("=")[2]
    assert all(f"find={key}" in link for link in (answer.context["next"], answer.context["here"]))
    assert all(f"find={key}" in one.url for one in answer.context["exports"])
    assert f'name="find" value="{key}"' in text(answer) and 'name="words" value="葛󠄀城 花子"' in text(answer)
    following = text(chief_desk.get(at("cases") + answer.context["next"]))
    assert "「葛󠄀城 花子」に合う案件" in following and following.count('name="selected"') == 2


def test_words_in_the_address_are_not_searched_for(opened: Opener, chief_desk: Client) -> None:
    case = opened()
    answer = chief_desk.get(at("cases"), {"q": "見つからない"})
    assert shown(text(answer), case) == [case] and "見つからない" not in text(answer)


def test_an_empty_search_ends_the_search(desk: Client) -> None:
    assert search(desk, " 　") == at("cases")


def test_a_search_is_of_one_session_only(case: cases.Case, desk: Client, chief_desk: Client) -> None:
    address = search(desk, "見つからない")
    answer = text(chief_desk.get(address))
    assert shown(answer, case) == [case] and "もう残っていません" in answer
    assert "もう残っていません" not in text(desk.get(address))


def test_an_address_is_read_and_written_again() -> None:
    session = SessionBase()
    kept = keep(" 花子\x00 ", session)
    assert kept == Asked(words="花子", find=kept.find)
    given = {
        "find": kept.find,
        "status": "decided",
        "order": "newest",
        "after": "abc",
        "due": "x",
        "q": "次郎",
    }
    asked = read(given, session)
    assert asked == Asked(words="花子", find=kept.find, status="decided", order="newest", after="abc")
    assert asked.address() == f"?find={kept.find}&status=decided&order=newest"
    odd = {"mine": "1", "section": "9" * 30, "status": "x", "order": "y", "find": "nothing"}
    assert read(odd, session) == Asked(mine="1")
    assert len(keep("あ" * 500, session).words) == 100
