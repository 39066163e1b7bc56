"""Put files to a campaign, take one away, choose how long their link opens."""

from collections.abc import Sequence

from yakuba.kernel import clock, files
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal
from yakuba.messaging import campaign_files
from yakuba.messaging.models import Campaign, CampaignFile
from yakuba.messaging.options import MOST_FILES_DAYS
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaigns import campaign_for


@action(permission=WRITE_CAMPAIGNS, audit="配信のファイルを変えた")
def change_campaign_files(
    actor: Actor,
    *,
    campaign_id: int,
    seen_version: int,
    days: int,
    add: Sequence[StoredFile] = (),
    remove: int | None = None,
) -> Campaign:
    """Change the files of a draft: stored ones are added, the one with the id `remove` is taken away; their link will
    open for `days` days from sending.

    Refuses what is no draft; a section for which the actor may not write; files of a campaign whose template takes none;
    too many; somebody else's; days beyond `messaging.most_files_days`; and (Conflict) a version that is not the last.
    """
    row = campaign_for(actor, campaign_id, lock=True)
    if row.section_id not in actor.sections_for(WRITE_CAMPAIGNS):
        raise NotAllowed()
    if row.version != seen_version:
        raise Conflict()
    if row.state != Campaign.State.DRAFT:
        raise Refusal("not_a_draft", "下書きの配信だけ変えられます。下書きに戻してから、変えてください。")
    most = MOST_FILES_DAYS.value()
    if not 1 <= days <= most:
        sentence = f"1日から{most}日までの数を入れてください。"
        raise Refusal("files_days", sentence, {"days": sentence})
    if remove is not None:
        _take_away(row, remove)
    if add:
        _put(actor, row, add)
    row.files_days, row.version = days, row.version + 1
    row.by_key, row.by_label, row.changed_at = actor.key, actor.label, clock.now()
    row.save(update_fields=["files_days", "version", "by_key", "by_label", "changed_at"])
    return row


def _take_away(row: Campaign, file_id: int) -> None:
    if not CampaignFile.objects.filter(campaign=row, file_id=file_id).delete()[0]:
        raise NotFound()
    campaign_files.let_go([file_id])


def _put(actor: Actor, row: Campaign, add: Sequence[StoredFile]) -> None:
    if row.template is not None and not row.template.files_allowed:
        sentence = "このひな形で書いた配信には、ファイルを付けられません。"
        raise Refusal("no_files_here", sentence, {"file": sentence})
    if any(one.owner_key != actor.key for one in add):
        raise NotFound()
    if CampaignFile.objects.filter(campaign=row).count() + len(add) > campaign_files.MOST_FILES:
        sentence = f"ファイルは{campaign_files.MOST_FILES}つまでです。"
        raise Refusal("too_many_files", sentence, {"file": sentence})
    CampaignFile.objects.bulk_create(CampaignFile(campaign=row, file=one) for one in add)
    files.keep(add)
