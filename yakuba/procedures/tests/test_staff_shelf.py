"""The staff's shelf: what is there, what a version says, taking in, opening, pausing; each in one's own sections only."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.budgets import QueryBudget
from yakuba.kernel import clock
from yakuba.kernel.actor import ANONYMOUS, Actor
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.procedures import shelf
from yakuba.procedures.actions.load_definition import load_definition
from yakuba.procedures.actions.pause import pause
from yakuba.procedures.actions.publish import publish
from yakuba.procedures.models import Draft, Procedure, Submission, Version
from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.tests.conftest import (
    EXAMPLE,
    HANAKO,
    SLUG,
    SYSTEM,
    WARD,
    Opened,
    at_the_desk,
    changed,
    face,
    guest,
    handed_in,
    loaded,
    section_of,
    staff_member,
)
from yakuba.procedures.tests.visitor import Page, Visitor, read, upload

pytestmark = pytest.mark.django_db
READING = ("procedures.read",)
ALL = ("procedures.read", "procedures.edit", "procedures.publish")
HERE = "/procedures/"
MINE = f"{HERE}{SLUG}/"
NEWER = changed(EXAMPLE, ('label.ja = "昨年の所得"', 'label.ja = "一昨年の所得"'))


@pytest.fixture
def desk(benefit: Version, settings: LazySettings) -> Client:
    """Somebody who may do everything with the procedures of the receiving section."""
    return seated(settings, "kosodate-shien", *ALL)


def seated(settings: LazySettings, section: str, *permissions: str) -> Client:
    face(settings, "staff")
    return at_the_desk(staff_member(section, *permissions))


def seen(client: Client, url: str) -> Page:
    return read(client.get(url, follow=True))


def definition_of(text: str) -> Definition:
    found = load_toml(text)
    assert isinstance(found, Definition)
    return found


class TestReading:
    """What is on the shelf."""

    def test_the_list(self, desk: Client, opened: Opened) -> None:
        loaded(NEWER)
        opened(
            changed(
                EXAMPLE, (f'slug = "{SLUG}"', 'slug = "gone"'), ("until = 2027-03-31", "until = 2026-11-01")
            )
        )
        page = seen(desk, HERE)
        assert "こども応援給付金の申請" in page.text and "第1版を公開中" in page.text
        assert "第2版（未公開）" in page.text and "受付期間外" in page.text
        assert "2026-04-01〜2027-03-31" in page.text and "0件" in page.text
        assert "kosodate-shien課" in page.text
        assert "こども応援" in seen(desk, f"{HERE}?q=応援").text
        assert "該当" in seen(desk, f"{HERE}?q=犬").text or "ありません" in seen(desk, f"{HERE}?q=犬").text

    def test_how_many_applied(self, benefit: Version, settings: LazySettings) -> None:
        handed_in(guest(HANAKO))
        handed_in(guest("jiro@example.jp"))
        assert "2件" in seen(seated(settings, "kosodate-shien", *READING), HERE).text

    def test_only_of_ones_own_sections(self, benefit: Version, settings: LazySettings) -> None:
        client = seated(settings, "other", *ALL)
        assert "こども応援" not in seen(client, HERE).text
        for rest in ("", "1/", "1/differences", "1/export.toml", "1/preview/applicant", "1/publish", "pause"):
            assert client.get(f"{MINE}{rest}").status_code == 404, rest
        assert client.post(f"{MINE}1/publish").status_code == client.post(f"{MINE}pause").status_code == 404
        assert Procedure.objects.get().current_id == benefit.pk

    def test_nobody_without_the_permission(self, benefit: Version, settings: LazySettings) -> None:
        client = seated(settings, "kosodate-shien", "cases.read")
        assert client.get(HERE).status_code == 403
        assert Client().get(HERE)["Location"].startswith("/sign-in")

    def test_who_may_only_read_sees_no_way_to_change(self, benefit: Version, settings: LazySettings) -> None:
        client = seated(settings, "kosodate-shien", *READING)
        for url in (HERE, MINE, f"{MINE}1/"):
            links = "".join(seen(client, url).links)
            assert not any(word in links for word in ("load", "publish", "pause"))
        for url in (f"{HERE}load", f"{MINE}1/publish", f"{MINE}pause"):
            assert client.get(url).status_code == client.post(url).status_code == 403

    def test_a_procedure(self, desk: Client) -> None:
        loaded(NEWER)
        page = seen(desk, MINE)
        assert "第1版を公開しています" in page.text and "コマンド" in page.text
        assert f"{MINE}2/publish" in page.links and f"{MINE}2/differences" in page.links

    def test_a_version_in_words(self, desk: Client) -> None:
        page = seen(desk, f"{MINE}1/")
        for text in (
            "「配偶者はいますか」が「はい」",
            "「お子さんの生年月日」の満年齢が6以上",
            "次のとき必須：「昨年の所得」が9,600,000以上",
            "選択肢：同居している／別居している",
            "申請する日の15年前まで",
            "「別居の理由」に「その他」がある",
            "「お子さんの年額」の合計",
            "次の方だけ：「お子さんとの暮らし方」が「別居している」",
        ):
            assert text in page.text, text

    def test_what_differs(self, desk: Client) -> None:
        loaded(NEWER)
        page = seen(desk, f"{MINE}2/differences")
        assert "1か所が違います" in page.text
        assert "一昨年の所得" in page.text and "質問 › income › 見出し" in page.text
        assert desk.get(f"{MINE}1/differences").status_code == 404

    def test_the_file(self, desk: Client) -> None:
        answer = desk.get(f"{MINE}1/export.toml")
        assert answer["Content-Disposition"] == f'attachment; filename="{SLUG}-1.toml"'
        assert load_toml(answer.content.decode()) == definition_of(EXAMPLE)

    @pytest.mark.parametrize("rest", ["9/", "0/", "99999999999999999999/", "1/preview/nothing", "nothing"])
    def test_what_is_not_there(self, rest: str, desk: Client) -> None:
        assert desk.get(f"{MINE}{rest}").status_code == 404

    def test_every_procedure_of_the_ward_can_be_read(
        self, db: None, opened: Opened, settings: LazySettings
    ) -> None:
        for path in sorted((WARD / "procedures").glob("*.toml")):
            version = opened(path.read_text("utf-8"))
            code = definition_of(path.read_text("utf-8")).section
            page = seen(seated(settings, code, *READING), f"{HERE}{path.stem}/{version.number}/")
            assert page.status == 200 and "次のとき表示" in page.text


class TestPreview:
    """The pages of residents on the staff face."""

    def test_shows_the_page_in_every_language_and_keeps_nothing(self, desk: Client) -> None:
        page = seen(desk, f"{MINE}1/preview/applicant")
        assert "職員用の見本です" in page.text and "applicant.family" in page.names
        english = seen(desk, f"{MINE}1/preview/applicant?language=en")
        assert "Date of birth" in english.text and "職員用の見本です" in english.text
        answer = desk.post(f"{MINE}1/preview/applicant", {"spouse": "yes", "applicant.family": "山田"})
        page = read(answer)
        assert page.status == 422 and set(page.errors) <= page.ids and "q-spouse_name-family" in page.errors
        assert page.inputs["applicant.family"] == ["山田"]
        assert not Draft.objects.exists() and not Submission.objects.exists()

    def test_its_buttons_work(self, desk: Client) -> None:
        page = read(desk.post(f"{MINE}1/preview/family", {"change": "add:children"}))
        assert page.status == 200 and "children.0.name.family" in page.names
        page = read(desk.post(f"{MINE}1/preview/applicant", {"home.postcode": "1710022", "change": "home"}))
        assert page.inputs["home.town"] == ["南池袋"]

    def test_conditional_questions_can_all_be_shown(self, desk: Client) -> None:
        hidden = desk.get(f"{MINE}1/preview/applicant").content.decode()
        shown = desk.get(f"{MINE}1/preview/applicant?all").content.decode()
        assert 'data-question="spouse_name" hidden' in hidden
        assert 'data-question="spouse_name">' in shown

    def test_no_file_is_taken_in(self, desk: Client) -> None:
        from yakuba.kernel.models import StoredFile

        desk.post(f"{MINE}1/preview/money", {"proof": upload("a.pdf", b"%PDF-1.7")})
        assert not StoredFile.objects.exists()


def given(text: str | bytes, name: str = "x.toml") -> dict[str, Any]:
    return {"definition": upload(name, text.encode() if isinstance(text, str) else text)}


class TestTakingIn:
    """A definition file becomes an unpublished version, or nothing."""

    def test_a_new_version(self, desk: Client, benefit: Version) -> None:
        answer = desk.post(f"{HERE}load", given(NEWER))
        assert answer["Location"] == f"{MINE}2/"
        row = Version.objects.get(number=2)
        assert row.published_at is None and row.made_by.startswith("staff:")
        assert Procedure.objects.get().current_id == benefit.pk
        assert AuditEntry.objects.filter(
            text="手続の定義を取り込んだ", noun="Version", object_id=str(row.pk)
        ).exists()

    def test_the_same_again_makes_none(self, desk: Client) -> None:
        assert desk.post(f"{HERE}load", given(EXAMPLE))["Location"] == f"{MINE}1/"
        assert Version.objects.count() == 1

    def test_mistakes_are_said_by_line_and_nothing_is_kept(self, desk: Client) -> None:
        faulty = changed(
            EXAMPLE, ('kind = "phone"', 'kind = "telephone"'), ("standard_days = 30", "standard_days = -1")
        )
        page = read(desk.post(f"{HERE}load", given(faulty)))
        number = faulty.split("\n").index('kind = "telephone"') + 1
        assert page.status == 422 and page.errors == ["definition"] and "definition" in page.ids
        assert f"{number}行目" in page.text and "「phone」の間違いですか" in page.text
        assert "standard_days = -1" in page.text
        assert Version.objects.count() == 1

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "取り込んでいません"),
            (b"\xff\xfe\x00", "UTF-8"),
            ("これは TOML ではない".encode(), "行目"),
            (b"\x00" * 50, "行目"),
            (b"a = 1\n" * 200_000, "大きすぎます"),
            (b"[" * 5000, "行目"),
            (b"PK\x03\x04zip", "行目"),
        ],
        ids=["empty", "not utf-8", "not toml", "NUL", "huge", "deep", "zip"],
    )
    def test_what_is_no_definition(self, content: bytes, said: str, desk: Client) -> None:
        page = read(desk.post(f"{HERE}load", given(content)))
        assert page.status == 422 and said in page.text
        assert Version.objects.count() == 1

    def test_an_unknown_section(self, desk: Client) -> None:
        text = changed(EXAMPLE, ('section = "kosodate-shien"', 'section = "nowhere"'), (SLUG, "new-one"))
        page = read(desk.post(f"{HERE}load", given(text)))
        assert page.status == 422 and "「nowhere」の課はありません" in page.text
        assert not Procedure.objects.filter(slug="new-one").exists()

    def test_not_into_a_section_of_others(self, desk: Client) -> None:
        section_of("other")
        text = changed(EXAMPLE, ('section = "kosodate-shien"', 'section = "other"'), (SLUG, "new-one"))
        page = read(desk.post(f"{HERE}load", given(text)))
        assert page.status == 422 and "権限がありません" in page.text
        assert not Procedure.objects.filter(slug="new-one").exists()

    def test_not_the_procedure_of_others_into_ones_own(self, benefit: Version) -> None:
        stranger = staff_member("other", *ALL)
        taken = definition_of(changed(EXAMPLE, ('section = "kosodate-shien"', 'section = "other"')))
        with pytest.raises(NotAllowed):
            load_definition(stranger, definition=taken)
        assert Version.objects.count() == 1
        assert Procedure.objects.get().section_id == section_of("kosodate-shien").pk


class TestOpening:
    """A version is opened to residents, a procedure rests."""

    def test_asks_first_then_opens(self, desk: Client, visitor: Visitor, settings: LazySettings) -> None:
        newer = loaded(NEWER)
        page = seen(desk, f"{MINE}2/publish")
        assert "違うところ 1か所" in page.text and Procedure.objects.get().current_id != newer.pk
        assert desk.post(f"{MINE}2/publish")["Location"] == MINE
        row = Procedure.objects.get()
        assert row.current_id == newer.pk
        newer.refresh_from_db()
        assert newer.published_at == clock.now() and newer.published_by.startswith("staff:")
        face(settings, "public")
        assert visitor.get(f"/procedures/{SLUG}/").status == 200

    def test_again_changes_nothing(self, benefit: Version) -> None:
        before = Version.objects.get().published_at
        with clock.frozen(clock.now().replace(hour=15)):
            publish(SYSTEM, version=benefit)
        assert Version.objects.get().published_at == before

    def test_an_older_version_can_be_opened_again(
        self, desk: Client, benefit: Version, opened: Opened
    ) -> None:
        opened(NEWER)
        assert f"{MINE}1/publish" in seen(desk, f"{MINE}1/").links
        desk.post(f"{MINE}1/publish")
        assert Procedure.objects.get().current_id == benefit.pk

    def test_the_procedure_goes_to_the_section_the_version_names(self, benefit: Version) -> None:
        moved = loaded(changed(EXAMPLE, ('section = "kosodate-shien"', 'section = "other"')))
        assert Procedure.objects.get().section_id == section_of("kosodate-shien").pk
        publish(SYSTEM, version=moved)
        assert Procedure.objects.get().section_id == section_of("other").pk

    def test_not_without_leave_in_both_sections(self, benefit: Version) -> None:
        moved = loaded(changed(EXAMPLE, ('section = "kosodate-shien"', 'section = "other"')))
        for section in ("kosodate-shien", "other"):
            with pytest.raises(NotAllowed):
                publish(staff_member(section, *ALL), version=moved)
        assert Procedure.objects.get().current_id == benefit.pk

    @pytest.mark.parametrize("permissions", [(), READING, ("procedures.edit",)])
    def test_refused_without_the_permission(self, permissions: tuple[str, ...], benefit: Version) -> None:
        actor = staff_member("kosodate-shien", *permissions)
        newer = loaded(NEWER)
        for attempt in (ANONYMOUS, actor):
            with pytest.raises(NotAllowed):
                publish(attempt, version=newer)
            with pytest.raises(NotAllowed):
                pause(attempt, procedure=benefit.procedure)
        assert Procedure.objects.get().current_id == benefit.pk
        assert Version.objects.get(number=2).published_at is None

    def test_no_faulty_version(self, benefit: Version) -> None:
        stored = dict(benefit.definition)
        stored["pages"] = [{**stored["pages"][0], "visible_if": 'spouse == "yes"'}, *stored["pages"][1:]]
        faulty = Version.objects.create(
            procedure=benefit.procedure, number=2, definition=stored, made_at=clock.now(), made_by="x"
        )
        with pytest.raises((Refusal, ValueError)):
            publish(SYSTEM, version=faulty)
        assert Procedure.objects.get().current_id == benefit.pk

    def test_resting_and_opening_again(self, desk: Client, benefit: Version) -> None:
        assert desk.get(f"{MINE}pause").status_code == 200
        assert Procedure.objects.get().current_id == benefit.pk
        assert desk.post(f"{MINE}pause")["Location"] == MINE
        assert Procedure.objects.get().current_id is None and not shelf.open_versions()
        assert "休止中" in seen(desk, HERE).text and "受付を休止しています" in seen(desk, MINE).text
        assert desk.get(f"{MINE}pause").status_code == 404
        desk.post(f"{MINE}1/publish")
        assert SLUG in shelf.open_versions()

    def test_not_of_another_section(self, benefit: Version) -> None:
        stranger: Actor = staff_member("other", *ALL)
        for verb in (
            lambda: pause(stranger, procedure=benefit.procedure),
            lambda: publish(stranger, version=benefit),
        ):
            with pytest.raises(NotAllowed):
                verb()
        assert Procedure.objects.get().current_id == benefit.pk


def test_the_list_costs_the_same_with_many_procedures(
    desk: Client, opened: Opened, query_budget: QueryBudget
) -> None:
    for number in range(25):
        opened(changed(EXAMPLE, (f'slug = "{SLUG}"', f'slug = "p{number}"')))
    seen(desk, HERE)
    with query_budget(3, page="procedures"):
        desk.get(HERE)


def test_the_list_of_versions_costs_the_same_with_many(
    desk: Client, opened: Opened, query_budget: QueryBudget
) -> None:
    for number in range(8):
        opened(changed(EXAMPLE, ("standard_days = 30", f"standard_days = {number + 1}")))
    seen(desk, MINE)
    with query_budget(4, page="versions"):
        desk.get(MINE)
