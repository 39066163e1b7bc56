"""Which ways this installation has. Short messages are there only where somebody takes them to telephones."""

from collections.abc import Collection, Iterable

from django.conf import settings

from yakuba.kernel.refusals import Refusal
from yakuba.messaging.rules.channels import LABELS, NAMES, ORDER, Way, reach

NO_SMS = "SMSを送る事業者が、設定されていません。"
CHOSEN_BEFORE = f"{NO_SMS}SMSを外してください。"


def is_offered(way: Way) -> bool:
    """Whether a message can leave by this way at all. The Internet face needs no secret of the provider to know."""
    return way is not Way.SMS or bool(settings.SMS_URL and settings.SMS_FROM)


def offered() -> tuple[Way, ...]:
    """The ways to choose from, in the order in which they are tried."""
    return tuple(way for way in ORDER if is_offered(way))


def open_bits() -> int:
    """The sum of the ways that are there: no other bit of a reader counts."""
    return reach(offered())


def usable(ways: Iterable[int]) -> list[Way]:
    """Those of a campaign's ways that are there; all of them where none is: then its run stands still and says why,
    instead of reaching nobody."""
    wanted = [Way(one) for one in ways]
    return [way for way in wanted if is_offered(way)] or wanted


def missing(ways: Iterable[int]) -> str:
    """What is to be said of chosen ways that are not there; "" where all are."""
    return "" if all(is_offered(Way(one)) for one in ways) else CHOSEN_BEFORE


def refuse_missing(ways: Iterable[int]) -> None:
    """Refuse a campaign with a way that is not there."""
    if sentence := missing(ways):
        raise Refusal("way_missing", sentence)


def label(way: Way) -> str:
    """What a way is called in a campaign that has it, whether it is there or not."""
    return LABELS[way] if is_offered(way) else f"{LABELS[way]}（いまは使えません）"


def choices(ticked: Collection[str]) -> list[tuple[str, str, bool]]:
    """Code, label and tick of each way to choose from; one that is not there only where it was chosen before."""
    return [
        (NAMES[way], label(way), NAMES[way] in ticked)
        for way in ORDER
        if is_offered(way) or NAMES[way] in ticked
    ]
