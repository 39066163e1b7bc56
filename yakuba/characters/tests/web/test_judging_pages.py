"""The pages on which 外字 are judged, without JavaScript: one by one, many at once, by hand."""

import re

import pytest
from django.test import Client

from tests.budgets import QueryBudget
from yakuba.characters.models import Bearer, Gaiji, Judgement, System
from yakuba.characters.tests.web.conftest import Seat, at, text
from yakuba.characters.tests.workshop import FIRST, SECOND, FakeIdentify, brought, font, gaiji, system_of

pytestmark = pytest.mark.django_db


def propose(desk: Client, code: str = "U+E000", **given: str):  # type: ignore[no-untyped-def]
    sent = {"outcome": "same", "glyph": FIRST, "seen": "0"} | given
    return desk.post(at("gaiji_propose", gaiji(code).pk), sent)


def confirm(client: Client, code: str = "U+E000"):  # type: ignore[no-untyped-def]
    return client.post(at("gaiji_confirm", gaiji(code).pk), {"judgement": gaiji(code).judgement_id})


def test_an_officer_goes_from_one_to_the_next(juki: System, desk: Client) -> None:
    answer = desk.get(at("gaiji_next", "propose"), follow=True)
    page = text(answer)
    assert "U+E000" in page and 'data-pick="1"' in page and FIRST in page and "あと3字" in page
    answer = propose(desk)
    assert answer["Location"] == at("gaiji", gaiji("U+E001").pk) + "?done=proposed"
    assert "提案しました" in text(desk.get(answer["Location"]))
    propose(desk, "U+E001")
    answer = propose(desk, "U+E002")
    assert answer["Location"] == at("characters") + "?ended=propose"
    assert "もうありません" in text(desk.get(answer["Location"]))


def test_nobody_confirms_their_own(juki: System, desk: Client, other: Client) -> None:
    propose(desk)
    page = text(desk.get(at("gaiji", gaiji().pk)))
    assert "あなたの提案です" in page and "確認して次へ" not in page
    answer = confirm(desk)
    assert answer.status_code == 422 and "自分の提案は、自分では確認できません" in text(answer)
    assert gaiji().state == "proposed"
    assert "確認して次へ" in text(other.get(at("gaiji", gaiji().pk)))
    assert confirm(other)["Location"].endswith("?ended=confirm")
    assert gaiji().state == "agreed"
    assert confirm(other).status_code == 422


def test_objection_withdrawal_and_review(juki: System, desk: Client, other: Client) -> None:
    propose(desk)
    one = gaiji()
    sent = {"judgement": one.judgement_id, "reason": ""}
    answer = other.post(at("gaiji_object", one.pk), sent)
    assert answer.status_code == 422 and "理由を書いてください" in text(answer)
    other.post(at("gaiji_object", one.pk), sent | {"reason": "点が多い"})
    page = text(desk.get(at("gaiji", one.pk)))
    assert "異議があります" in page and page.count("点が多い") == 2 and gaiji().state == "disputed"
    page = text(desk.get(at("gaiji_conflicts")))
    assert "U+E000" in page
    propose(other, seen="1", outcome="design", reason="はね", glyph=SECOND)
    other.post(at("gaiji_withdraw", one.pk), {"judgement": gaiji().judgement_id})
    propose(other, seen="2", glyph=SECOND)
    confirm(desk)
    desk.post(at("gaiji_reopen", one.pk), {"judgement": gaiji().judgement_id, "reason": "もう一度"})
    assert gaiji().state == "open" and Judgement.objects.count() == 3


def test_what_was_typed_stays_when_it_is_refused(juki: System, desk: Client) -> None:
    answer = propose(desk, outcome="similar", glyph=SECOND, reason="")
    page = text(answer)
    assert answer.status_code == 422 and "理由を書いてください" in page
    assert re.search(rf'value="{SECOND}"[^>]*checked', page) and re.search(
        r'value="similar"[^>]*checked', page
    )
    stale = propose(desk, seen="7", reason="書いた理由")
    assert stale.status_code == 422 and "ほかの人が先に" in text(stale) and "書いた理由" in text(stale)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=MJ022336", SECOND),
        ("words=葛", FIRST),
        ("reading=かつら", "MJ"),
        ("radical=140&strokes=12", "MJ"),
        ("words=ない", "条件に合う文字がありません"),
        ("radical=x&strokes=99999999999999999999", "手で探す"),
    ],
)
def test_glyphs_are_found_by_hand(
    juki: System, desk: Client, fake: FakeIdentify, query: str, found: str
) -> None:
    fake.index = False
    page = text(desk.get(at("gaiji", gaiji().pk) + "?" + query))
    assert found in page


def test_the_search_is_ranked_by_the_picture_where_it_can_be(
    juki: System, desk: Client, fake: FakeIdentify
) -> None:
    desk.get(at("gaiji", gaiji().pk) + "?strokes=11&parts=日")
    assert fake.asked[-1].strokes == (10, 12) and fake.asked[-1].parts == "日"


def test_without_pictures_everything_else_works(desk: Client, other: Client, fake: FakeIdentify) -> None:
    fake.index = False
    brought(system_of(), font({"U+E000": 12}))
    page = text(desk.get(at("gaiji", gaiji().pk)))
    assert "字形の画像が用意されていない" in page and "/over/" not in page
    assert "まだ用意されていません" in text(desk.get(at("characters")))
    assert desk.get(at("glyph_picture", FIRST)).status_code == 404
    propose(desk)
    confirm(other)
    assert gaiji().state == "agreed"


def test_pictures_are_served_to_those_who_work_here(juki: System, desk: Client, seat: Seat) -> None:
    picture = gaiji().picture_id
    for address in (
        at("gaiji_picture", picture),
        at("glyph_picture", FIRST),
        at("gaiji_overlay", picture, FIRST),
    ):
        answer = desk.get(address)
        assert answer["Content-Type"] == "image/png" and answer["Cache-Control"].startswith("private")
        assert seat("characters.run").get(address).status_code == 403
    assert desk.get(at("gaiji_picture", 0)).status_code == 404


def test_many_are_proposed_and_confirmed_on_the_sheet(juki: System, desk: Client, other: Client) -> None:
    page = text(desk.get(at("gaiji_sheet", "propose")))
    assert len(re.findall(r'name="selected" value="\d+" checked', page)) == 2
    ticked = [gaiji("U+E001").pk, gaiji("U+E002").pk]
    sent: dict[str, object] = {"selected": ticked}
    for one in ticked:
        sent |= {f"glyph.{one}": FIRST, f"seen.{one}": "0"}
    answer = desk.post(at("gaiji_sheet", "propose"), sent, follow=True)
    assert "2字を済ませました" in text(answer)
    assert "いま、まとめて見る外字はありません" in text(desk.get(at("gaiji_sheet", "confirm")))
    page = text(other.get(at("gaiji_sheet", "confirm")))
    assert len(re.findall(r'name="selected" value="\d+" checked', page)) == 2
    sent = {"selected": ticked} | {f"judgement.{one}": gaiji_of(one).judgement_id for one in ticked}
    assert "2字は、できませんでした" in text(desk.post(at("gaiji_sheet", "confirm"), sent, follow=True))
    assert not Gaiji.objects.filter(state="agreed").exists()
    assert "2字を済ませました" in text(other.post(at("gaiji_sheet", "confirm"), sent, follow=True))
    assert Gaiji.objects.filter(state="agreed").count() == 2
    nothing = other.post(at("gaiji_sheet", "confirm"), {})
    assert nothing.status_code == 422


def gaiji_of(pk: int) -> Gaiji:
    return Gaiji.objects.get(pk=pk)


def test_what_was_decided_elsewhere_is_suggested(juki: System, desk: Client, other: Client) -> None:
    zei = system_of("zei", "税")
    brought(zei, font({"U+E200": 12}))
    twin = gaiji("U+E200", "zei")
    desk.post(at("gaiji_propose", twin.pk), {"outcome": "same", "glyph": "MJ000005", "seen": "0"})
    other.post(at("gaiji_confirm", twin.pk), {"judgement": gaiji("U+E200", "zei").judgement_id})
    page = text(desk.get(at("gaiji", gaiji().pk)))
    assert re.search(r'value="MJ000005"[^>]*checked', page) and "税 U+E200と同じ字形" in page
    assert "ほかで違う決定" in text(desk.get(at("gaiji_sheet", "propose")))
    assert gaiji().state == "open"


def test_names_are_seen_by_those_who_may(juki: System, desk: Client, chief: Client) -> None:
    brought(juki, "外字,宛名番号,氏名\nU+E000,7,\ue000田花子\n".encode(), kind="usage")
    assert desk.get(at("gaiji_persons", gaiji().pk)).status_code == 403
    assert "だれか見る" not in text(desk.get(at("gaiji", gaiji().pk)))
    assert "\ue000田花子" in text(chief.get(at("gaiji_persons", gaiji().pk)))
    assert desk.post(at("gaiji_forget", juki.pk), {"sure": "yes"}).status_code == 403
    assert chief.post(at("gaiji_forget", juki.pk)).status_code == 422 and Bearer.objects.exists()
    chief.post(at("gaiji_forget", juki.pk), {"sure": "yes"})
    assert not Bearer.objects.exists() and gaiji().persons == 1


@pytest.mark.parametrize(
    "name",
    ["characters", "gaiji_list", "gaiji_conflicts", "gaiji_intakes", "gaiji_tables", "gaiji_intake_new"],
)
def test_strangers_enter_nowhere(juki: System, seat: Seat, name: str) -> None:
    assert seat("characters.run", "characters.convert").get(at(name)).status_code == 403
    assert Client().get(at(name)).status_code == 302


def test_odd_addresses_are_answered(juki: System, desk: Client) -> None:
    for address in (
        at("gaiji", 10**14),
        at("gaiji_next", "sideways"),
        at("gaiji_sheet", "sideways"),
        at("gaiji_next", "propose") + "?after=99999",
    ):
        assert desk.get(address).status_code == 404
    for address in (
        at("gaiji_list") + "?system=x&state=nonsense&order=nothing&page=-1",
        at("gaiji_next", "propose") + "?system=99999999999999999999999",
        at("gaiji_sheet", "propose") + "?page=abc&system=1.5",
        at("characters") + "?ended=nonsense",
    ):
        assert desk.get(address).status_code in (200, 302)
    assert desk.post(at("gaiji_propose", gaiji().pk), {}).status_code == 422
    assert desk.post(at("gaiji_confirm", gaiji().pk), {"judgement": "x"}).status_code == 404


def test_lists_cost_the_same_with_many(juki: System, desk: Client, query_budget: QueryBudget) -> None:
    zei = system_of("zei", "税")
    brought(zei, font({f"U+E1{at:02X}": 20 + at for at in range(60)}))
    brought(zei, font({"U+E000": 12}))
    Judgement.objects.bulk_create(
        Judgement(
            gaiji=one,
            number=1,
            outcome="same",
            glyph=glyph,
            by_key="staff:0",
            by_label="x",
            at=zei.registered_at,
        )
        for one, glyph in ((gaiji(), FIRST), (gaiji("U+E000", "zei"), SECOND))
    )
    for judgement in Judgement.objects.all():
        Gaiji.objects.filter(pk=judgement.gaiji_id).update(state="disputed", judgement=judgement)
    with query_budget(9, page="gaiji"):
        assert desk.get(at("gaiji_list") + "?size=100&order=code").status_code == 200
    with query_budget(9, page="gaiji_disputed"):
        assert "U+E000" in text(desk.get(at("gaiji_conflicts")))
    with query_budget(10, page="gaiji_systems"):
        assert "税" in text(desk.get(at("characters")))
    with query_budget(10, page="the contact sheet"):
        assert desk.get(at("gaiji_sheet", "propose")).status_code == 200
    Gaiji.objects.update(state="proposed")
    assert "同じ字形なのに" in text(desk.get(at("gaiji_conflicts")))
