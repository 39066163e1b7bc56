"""Files of campaigns: put to a draft, opened by the link of a run until a day, forgotten with it; and attacks on the link."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from yakuba.kernel import clock, options
from yakuba.kernel.actor import anonymous, system
from yakuba.kernel.files import remove_unkept, store
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.kernel.tests.test_files import pdf, png
from yakuba.messaging import campaign_files, leaving
from yakuba.messaging.actions.approve_campaign import approve_campaign
from yakuba.messaging.actions.ask_approval import ask_approval
from yakuba.messaging.actions.change_campaign_files import change_campaign_files
from yakuba.messaging.actions.count_download import count_download
from yakuba.messaging.actions.forget_old_runs import forget_old_runs
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.save_campaign import save_campaign
from yakuba.messaging.actions.save_campaign_template import Pattern, save_campaign_template
from yakuba.messaging.actions.send_back_campaign import send_back_campaign
from yakuba.messaging.actions.set_files_end import set_files_end
from yakuba.messaging.models import Batch, Campaign, CampaignFile, Run, RunFile
from yakuba.messaging.options import MOST_FILES_DAYS
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON, officer, written
from yakuba.messaging.tests.test_campaign_pages import ask, text
from yakuba.messaging.tests.test_campaign_templates import stranger

pytestmark = pytest.mark.usefixtures("noon")

SENDER = system("messaging")


def taken(name: str = "ちらし.pdf", content: bytes = b"", key: int = 3) -> StoredFile:
    stream = io.BytesIO(content or pdf())
    return store(officer(key), name=name, stream=stream, limits=campaign_files.LIMITS)


def draft(**changes: Any) -> Campaign:
    return save_campaign(officer(), written=written(**changes))


def change(row: Campaign, **changes: Any) -> Campaign:
    given: dict[str, Any] = {"campaign_id": row.pk, "seen_version": row.version, "days": 30, **changes}
    return change_campaign_files(officer(), **given)


def sent(*files: StoredFile, **changes: Any) -> Run:
    """A run that has gone out with these files."""
    if not Batch.objects.exists():
        scene.reader(1, mail="a@example.jp")
    row = change(draft(), add=list(files) or [taken()], **changes)
    return freeze_run(SENDER, campaign_id=approve(row).pk)


def approve(row: Campaign) -> Campaign:
    ask_approval(officer(3), campaign_id=row.pk, seen_version=row.version)
    return approve_campaign(officer(4), campaign_id=row.pk, seen_version=row.version)


def read(answer: HttpResponse) -> bytes:
    """The bytes of a download; closing the answer itself would close the test's connection too."""
    content = b"".join(answer)
    answer.file_to_stream.close()  # type: ignore[attr-defined]
    return content


@pytest.mark.django_db
class TestPutting:
    def test_is_a_change_that_is_written_down(self) -> None:
        row = change(draft(), add=[taken()], days=14)
        assert (row.version, row.files_days) == (2, 14)
        kept = CampaignFile.objects.get().file
        assert kept.kept_until is None
        row = change(row, remove=kept.pk)
        kept.refresh_from_db()
        assert not CampaignFile.objects.exists() and kept.kept_until == NOON

    def test_refuses_what_is_not_ones_own_and_nothing_changes(self) -> None:
        row, file = draft(), taken()
        here: dict[str, Any] = {"campaign_id": row.pk, "seen_version": 1, "days": 30, "add": [file]}
        with pytest.raises(NotFound):
            change_campaign_files(stranger(), **here)
        with pytest.raises(NotAllowed):
            change_campaign_files(officer(4, APPROVE_CAMPAIGNS.code), **here)
        with pytest.raises(NotFound):
            change_campaign_files(officer(4), **here)
        with pytest.raises(Conflict):
            change(row, seen_version=7, add=[file])
        with pytest.raises(NotFound):
            change(row, remove=file.pk)
        row.refresh_from_db()
        assert row.version == 1 and not CampaignFile.objects.exists()

    @pytest.mark.parametrize("days", [0, -1, 91, 10_000])
    def test_refuses_days_beyond_what_the_office_allows(self, days: int) -> None:
        with pytest.raises(Refusal) as refused:
            change(draft(), days=days)
        assert "days" in refused.value.fields
        options.choose(system("t"), code=MOST_FILES_DAYS.code, value=20_000)
        if days > 0:
            assert change(draft(), days=days).files_days == days

    def test_refuses_too_many_what_is_no_draft_and_templates_without_files(self) -> None:
        row = draft()
        with pytest.raises(Refusal) as refused:
            change(row, add=[taken() for _ in range(6)])
        assert refused.value.code == "too_many_files"
        ask_approval(officer(), campaign_id=row.pk, seen_version=1)
        with pytest.raises(Refusal) as refused:
            change(row, add=[taken()])
        assert refused.value.code == "not_a_draft"
        pattern = Pattern("x", scene.section().pk, 1, [Way.MAIL], scene.TEXTS, files_allowed=False)
        template = save_campaign_template(officer(), pattern=pattern)
        with pytest.raises(Refusal) as refused:
            change(draft(template_id=template.pk), add=[taken()])
        assert refused.value.code == "no_files_here"

    @pytest.mark.parametrize(("state", "code"), [("waiting", "file_waiting"), ("quarantined", "file_unsafe")])
    def test_what_is_not_found_clean_goes_nowhere(self, state: str, code: str) -> None:
        row = change(draft(), add=[taken()])
        StoredFile.objects.update(state=state)
        with pytest.raises(Refusal) as refused:
            ask_approval(officer(), campaign_id=row.pk, seen_version=row.version)
        assert refused.value.code == code


@pytest.mark.django_db
class TestGoingOut:
    def test_every_way_gets_the_link_and_none_the_file(self) -> None:
        run = sent()
        for language, part in (
            ("ja", "12月20日まで開けます"),
            ("ja-easy", "12月20日"),
            ("en", "until 2026-12-20"),
        ):
            batch = Batch.objects.get()
            for way in (Way.LINE, Way.SMS, Way.MAIL):
                batch.language, batch.way = language, way
                words = leaving.words_of(batch)
                assert words is not None and run.files_token in words.shared().body
                assert part in words.shared().body
        assert len(run.files_token) == campaign_files.TOKEN_LENGTH

    def test_each_time_has_a_link_of_its_own_and_none_without_files(self) -> None:
        first, second = sent(), sent()
        assert first.files_token != second.files_token
        plain = freeze_run(SENDER, campaign_id=scene.approved().pk)
        assert plain.files_token == "" and "ファイル" not in (leaving.words_of(
            Batch.objects.filter(run=plain)[0]).shared().body)  # type: ignore[union-attr]  # fmt: skip

    def test_a_later_change_of_the_campaign_leaves_it_alone(self) -> None:
        run = sent(taken("一.pdf"))
        row = run.campaign
        row.refresh_from_db()
        Campaign.objects.filter(pk=row.pk).update(state="approved", next_at=NOON + timedelta(days=1))
        row = send_back_campaign(officer(), campaign_id=row.pk)
        change(row, remove=CampaignFile.objects.get().file_id)
        assert RunFile.objects.get().file.kept_until is None

    def test_is_forgotten_with_the_run_and_the_file_goes(self) -> None:
        run = sent()
        file = RunFile.objects.get().file
        Campaign.objects.update(state="done", next_at=None)
        with clock.frozen(NOON + timedelta(days=400)):
            assert forget_old_runs(SENDER) == 1
            run.refresh_from_db()
            assert (
                run.files_token == "" and not RunFile.objects.exists() and not CampaignFile.objects.exists()
            )
            assert remove_unkept(before=clock.now() + timedelta(seconds=1)) == 1
        assert not default_storage.exists(file.path)

    def test_can_be_closed_at_once_and_opened_again(self) -> None:
        run = sent()
        today = clock.today()
        closed = set_files_end(officer(), run_id=run.pk, until=today - timedelta(days=1))
        assert not campaign_files.is_open(closed)
        assert campaign_files.is_open(set_files_end(officer(), run_id=run.pk, until=today))
        with pytest.raises(Refusal):
            set_files_end(officer(), run_id=run.pk, until=today + timedelta(days=91))
        with pytest.raises(NotFound):
            set_files_end(stranger(), run_id=run.pk, until=today)
        with pytest.raises(NotAllowed):
            set_files_end(officer(4, APPROVE_CAMPAIGNS.code), run_id=run.pk, until=today)
        plain = freeze_run(SENDER, campaign_id=scene.approved().pk)
        with pytest.raises(NotFound):
            set_files_end(officer(), run_id=plain.pk, until=today)


@pytest.mark.django_db
@pytest.mark.urls("yakuba.config.urls_public")
class TestLink:
    def open(self, token: str, *more: int) -> HttpResponse:
        return ask(reverse("notice_file" if more else "notice_files", args=[token, *more]), actor=anonymous())

    def test_names_every_file_and_gives_it_as_a_download(self) -> None:
        run = sent(taken("ちらし.pdf"), taken("地図.png", png()))
        page = self.open(run.files_token)
        assert page.status_code == 200 and page.headers["X-Robots-Tag"] == "none"
        assert "ちらし.pdf" in text(page) and "PDF 1 KB" in text(page) and "PNG" in text(page)
        got = self.open(run.files_token, 1)
        assert read(got).startswith(b"%PDF") and got.headers["Content-Type"] == "application/pdf"
        assert got.headers["Content-Disposition"].startswith("attachment;")
        assert got.headers["Cache-Control"] == "private, no-store"
        assert got.headers["Referrer-Policy"] == "no-referrer"
        counted = dict(RunFile.objects.values_list("number", "downloads"))
        assert counted == {1: 1, 2: 0}

    def test_looking_at_the_head_counts_nothing(self) -> None:
        run = sent()
        ask(
            reverse("notice_file", args=[run.files_token, 1]), actor=anonymous(), method="head"
        ).file_to_stream.close()  # type: ignore[attr-defined]
        count_download(anonymous(), run_file_id=10**6)
        with pytest.raises(NotAllowed):
            count_download(officer(), run_file_id=RunFile.objects.get().pk)
        assert RunFile.objects.get().downloads == 0

    @pytest.mark.parametrize(
        ("language", "parts"),
        [
            ("ja", ("2026年12月20日で終わりました", "防災危機管理課", "聞いてください")),
            ("ja-easy", ("今（いま）は", "防災危機管理課")),
            ("en", ("They are closed now", "2026-12-20", "please ask")),
        ],
    )
    def test_says_when_it_is_over_and_whom_to_ask(self, language: str, parts: tuple[str, ...]) -> None:
        run = sent()
        with clock.frozen(NOON + timedelta(days=30)):
            assert self.open(run.files_token).status_code == 200
        with clock.frozen(NOON + timedelta(days=31)), translation.override(language):
            for page in (self.open(run.files_token), self.open(run.files_token, 1)):
                assert page.status_code == 410 and all(part in text(page) for part in parts)
                assert "ちらし.pdf" not in text(page)
        assert RunFile.objects.get().downloads == 0

    @pytest.mark.parametrize(
        ("state", "part"), [("waiting", "確認しています"), ("quarantined", "安全でない")]
    )
    def test_opens_nothing_that_is_not_found_clean(self, state: str, part: str) -> None:
        run = sent()
        StoredFile.objects.update(state=state)
        assert part in text(self.open(run.files_token)) and '<a class="files__name"' not in text(
            self.open(run.files_token)
        )
        with pytest.raises(NotFound):
            self.open(run.files_token, 1)
        assert RunFile.objects.get().downloads == 0

    @pytest.mark.parametrize(
        "token",
        ["x", "A" * 32, "A" * 31 + "%00", "' OR 1=1 --", "..%2f..%2fetc%2fpasswd", "A" * 400, "%", "_" * 32],
    )
    def test_guesses_find_nothing(self, token: str) -> None:
        sent()
        freeze_run(SENDER, campaign_id=scene.approved().pk)
        with pytest.raises(NotFound):
            self.open(token)
        with pytest.raises(NotFound):
            self.open(token, 1)

    def test_one_link_opens_no_other_runs_files_nor_is_it_the_page_why(self) -> None:
        mine, other = sent(taken("一.pdf")), sent(taken("二.pdf"), taken("三.pdf"))
        with pytest.raises(NotFound):
            self.open(mine.files_token, 2)
        assert "二.pdf" not in text(self.open(mine.files_token))
        for guess in (str(other.public_id), str(uuid4()).replace("-", "")):
            with pytest.raises(NotFound):
                self.open(guess)

    def test_the_page_why_and_the_inbox_lead_there(self) -> None:
        run = sent()
        page = text(ask(reverse("why_notice", args=[run.public_id]), actor=anonymous()))
        assert reverse("notice_files", args=[run.files_token]) in page


@pytest.mark.django_db
@pytest.mark.urls("yakuba.config.urls_staff")
class TestStaffPages:
    def post(self, row: Campaign, **more: Any) -> HttpResponse:
        given = {"version": str(row.version), "days": "10", **more}
        return ask(reverse("campaign_files", args=[row.pk]), given, method="post")

    def test_files_are_put_and_taken_away(self) -> None:
        row = draft()
        upload = SimpleUploadedFile("../../etc/ちらし.pdf", pdf(), "text/html")
        assert self.post(row, file=upload).status_code == 302
        row.refresh_from_db()
        page = text(ask(reverse("campaign_files", args=[row.pk])))
        assert "ちらし.pdf" in page and "etc" not in page and 'value="10"' in page
        shown = text(ask(reverse("campaign", args=[row.pk])))
        assert "ちらし.pdf（PDF 1 KB）" in shown and "送ってから10日間" in shown and "まで開けます" in shown
        file = CampaignFile.objects.get().file_id
        assert self.post(row, change=f"remove:{file}").status_code == 302
        assert not CampaignFile.objects.exists()

    @pytest.mark.parametrize(
        "content", [b"<html><script>alert(1)</script>", b"\x89PNG\r\n\x1a\n<html>", b"", b"GIF89a", b"MZ\x90"]
    )
    def test_what_is_no_pdf_and_no_picture_is_refused(self, content: bytes) -> None:
        page = self.post(draft(), file=SimpleUploadedFile("a.pdf", content, "application/pdf"))
        assert page.status_code == 422 and not CampaignFile.objects.exists()

    @pytest.mark.parametrize("odd", [{"days": "x"}, {"days": ""}, {"days": "9" * 40}])
    def test_odd_input_never_falls_over(self, odd: dict[str, str]) -> None:
        assert self.post(draft(), **odd).status_code == 422

    def test_odd_removals_are_not_found(self) -> None:
        for odd in ("remove:x", "remove:-1", "x", "remove:99"):
            with pytest.raises(NotFound):
                self.post(draft(), change=odd)

    def test_what_went_out_shows_its_link_and_closes(self) -> None:
        run = sent()
        page = text(ask(reverse("campaign", args=[run.campaign_id])))
        assert run.files_token in page and "ファイルを今すぐ閉じる" in page and "0回" in page
        ask(reverse("run_files_end", args=[run.pk]), {"action": "close"}, method="post")
        page = text(ask(reverse("campaign", args=[run.campaign_id])))
        assert "閉じています" in page and "もう一度開ける" in page
        ask(reverse("run_files_end", args=[run.pk]), {"action": "open"}, method="post")
        run.refresh_from_db()
        assert campaign_files.is_open(run)


@pytest.mark.urls("yakuba.config.urls_public")
def test_the_link_works_with_the_rights_of_the_internet_face(transactional_db: None, request: Any) -> None:
    run = sent()
    request.getfixturevalue("as_public_role")
    page = ask(reverse("notice_files", args=[run.files_token]), actor=anonymous())
    assert "ちらし.pdf" in text(page)
    got = ask(reverse("notice_file", args=[run.files_token, 1]), actor=anonymous())
    assert read(got).startswith(b"%PDF") and RunFile.objects.get().downloads == 1
    for forbidden in (
        lambda: RunFile.objects.update(number=2),
        lambda: RunFile.objects.all().delete(),
        lambda: Run.objects.update(files_until=None),
        lambda: list(CampaignFile.objects.all()),
    ):
        with pytest.raises(Exception, match="permission denied"):
            forbidden()
