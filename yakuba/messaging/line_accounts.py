"""Official accounts at LINE as campaigns see them: which one is written from, and whom it reaches.

A campaign is sent from one account, and LINE reaches those of its friends who follow that one (docs/adr/0023).
"""

from yakuba.messaging.models import Campaign, LineChannel, Run


def in_use() -> list[LineChannel]:
    """The accounts that may be written from, the ward's own first."""
    return list(LineChannel.objects.filter(active=True).order_by("pk"))


def several() -> bool:
    """Whether there is, or was, more than one account: only then must anybody ask whose friend somebody is."""
    return LineChannel.objects.count() > 1


def account_of(campaign: Campaign | Run) -> int | None:
    """The account a campaign (or a run of it) is sent from: the one that was chosen, else the ward's first; None where it is not in
    use (any more), so that LINE reaches nobody."""
    rows = LineChannel.objects.filter(active=True)
    if campaign.account_id is not None:
        rows = rows.filter(pk=campaign.account_id)
    return rows.order_by("pk").values_list("pk", flat=True).first()
