"""Files of campaigns: limits, the link of a run, and the letting go of what nothing refers to any more."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from secrets import token_urlsafe

from django.conf import settings

from yakuba.kernel import clock
from yakuba.kernel.files import SERVED, Limits
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import Campaign, CampaignFile, Run, RunFile
from yakuba.messaging.rules.campaign_words import FILES, day_in

LIMITS = Limits()
MOST_FILES = 5
TOKEN_BYTES = 24
TOKEN_LENGTH = 32
KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}


def files_of(campaign: Campaign) -> list[CampaignFile]:
    """The files of a campaign, in the order in which they came."""
    return list(CampaignFile.objects.filter(campaign=campaign).select_related("file").order_by("id"))


def refuse_unready(campaign: Campaign) -> None:
    """Refuse a campaign with a file that is not found clean."""
    for one in files_of(campaign):
        if one.file.state == StoredFile.State.WAITING:
            raise Refusal(
                "file_waiting",
                f"「{one.file.name}」の安全を確認しています。終わってから、承認を求めてください。",
            )
        if one.file.state not in SERVED:
            raise Refusal("file_unsafe", f"「{one.file.name}」は安全でないため使えません。外してください。")


def link_of(campaign: Campaign) -> dict[str, object]:
    """What a run of a campaign begins with: a link that nobody can guess, and its last day; nothing without files."""
    if not CampaignFile.objects.filter(campaign=campaign).exists():
        return {}
    return {
        "files_token": token_urlsafe(TOKEN_BYTES),
        "files_until": clock.today() + timedelta(days=campaign.files_days),
    }


def copy_to(run: Run) -> None:
    """Let a run show the files that its campaign has now."""
    if run.files_token:
        RunFile.objects.bulk_create(
            RunFile(run=run, number=number, file=one.file)
            for number, one in enumerate(files_of(run.campaign), 1)
        )


def is_open(run: Run) -> bool:
    """Whether the link of a run still opens its files."""
    return run.files_until is not None and clock.today() <= run.files_until


def url_of(token: str) -> str:
    """The page of a run's files: the same for all who got it."""
    return f"{settings.PUBLIC_URL}/notices/files/{token}"


def line_of(run: Run, language: str) -> str:
    """The line under the words of a run that leads to its files; "" where it has none."""
    if not run.files_token or run.files_until is None:
        return ""
    return said(url_of(run.files_token), run.files_until, language)


def said(url: str, until: date, language: str) -> str:
    """Such a line for an address and a last day."""
    return FILES[language].format(url=url, until=day_in(until, language))


def size_words(size: int) -> str:
    """A size in bytes as people read it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"


def kind_words(file: StoredFile) -> str:
    """The kind of a file and its size."""
    return f"{KINDS.get(file.content_type, '')} {size_words(file.size)}".strip()


def forget(*, runs: Collection[int] = (), campaigns: Collection[int] = ()) -> None:
    """Take the files away from these runs and campaigns."""
    of_runs, of_campaigns = (
        RunFile.objects.filter(run_id__in=runs),
        CampaignFile.objects.filter(campaign_id__in=campaigns),
    )
    held = {*of_runs.values_list("file_id", flat=True), *of_campaigns.values_list("file_id", flat=True)}
    of_runs.delete()
    of_campaigns.delete()
    let_go(held)


def let_go(file_ids: Iterable[int]) -> None:
    """Let the sweeper remove those of these files that no campaign and no run refers to."""
    ids = set(file_ids)
    for rows in (CampaignFile.objects, RunFile.objects):
        ids -= set(rows.filter(file_id__in=ids).values_list("file_id", flat=True))
    if ids:
        StoredFile.objects.filter(pk__in=ids).update(kept_until=clock.now())
