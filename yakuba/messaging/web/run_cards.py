"""A run of a campaign in numbers: how far it is, what became of it by every way, its files."""

from yakuba.messaging import campaign_files
from yakuba.messaging.models import Run
from yakuba.messaging.queries import campaigns, reports
from yakuba.messaging.rules import figures
from yakuba.messaging.rules.channels import LABELS, Way
from yakuba.messaging.web.deliveries import when
from yakuba.ui.components.notices import TagKind, status_tag
from yakuba.ui.dates import day_words

RUN_KINDS: dict[str, TagKind] = {
    "sending": "info",
    "paused": "warning",
    "stopped": "danger",
    "done": "success",
}

NOT_ASKED = "まだ分かりません"
TOO_FEW = "20人未満"


def card(run: Run) -> dict[str, object]:
    """A run as the page of its campaign shows it."""
    report = reports.report_of(run)
    return {
        "run": run,
        "tag": status_tag(str(Run.State(run.state).label), RUN_KINDS[run.state]),
        "at": when(run.frozen_at),
        "recipients": figures.told(run.recipients),
        "accepted": figures.told(report.accepted),
        "unreached": figures.told(report.unreached),
        "waiting": figures.told(report.open),
        "ways": [
            (LABELS[one.way], *map(figures.told, (one.accepted, one.failed, one.unknown, one.stopped)))
            for one in report.ways
        ],
        "done": max(0, run.recipients - report.open),
        "all": max(run.recipients, 1),
        "asleep": run.state == Run.State.SENDING and not campaigns.leaves_now(run),
        "open": run.state in (Run.State.SENDING, Run.State.PAUSED),
        "line": of_line(run) if run.unit else None,
        "files": _files(run),
        "letters": reports.letters_in(run) if Way.LETTER in run.ways else 0,
    }


def of_line(run: Run) -> dict[str, str]:
    """What LINE counts of a run, and how many left after it, in words."""
    return {
        "opened": _counted(run, run.opened),
        "pressed": _counted(run, run.pressed),
        "blocked": figures.told(reports.blocked_after(run)),
    }


def _counted(run: Run, number: int | None) -> str:
    if run.opened_asked_at is None:
        return NOT_ASKED
    return TOO_FEW if number is None else figures.told(number)


def _files(run: Run) -> dict[str, object]:
    """The link of a run's files, until when it opens, how often each was opened; nothing where it has none."""
    if not run.files_token:
        return {}
    return {
        "url": campaign_files.url_of(run.files_token),
        "until": day_words(run.files_until),
        "opened": campaign_files.is_open(run),
        "each": [
            (one.file.name, figures.told(one.downloads).replace("人", "回"))
            for one in campaigns.files_of_run(run)
        ],
    }
