"""The words of a batch as they leave: opened once for the batch, filled for each person only where they name one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yakuba.messaging import campaign_files, campaign_texts
from yakuba.messaging.models import Batch, Run
from yakuba.messaging.queries import campaigns
from yakuba.messaging.rules.campaign_words import Text, day_in, is_personal, leaving
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.wording import Words
from yakuba.messaging.sealing import Unreadable, unseal

TEST = "【試し送り】"
LONGEST_WHAT = 300
MORE = {"ja": "ほか{}件", "ja-easy": "ほか{}つ", "en": " and {} more"}


@dataclass(frozen=True, slots=True)
class BatchWords:
    """What the members of a batch are told."""

    run: Run
    text: Text
    way: Way
    language: str

    @property
    def personal(self) -> bool:
        """Whether every member gets words of their own."""
        return is_personal(self.text)

    def shared(self) -> Words:
        """The words for everybody. Raises KeyError where they are personal."""
        return self._filled({})

    def each(self, readers: Sequence[int]) -> Mapping[int, Words]:
        """The words for each of these readers."""
        known = campaigns.personal_of(self.run.pk, readers)
        return {one: self._filled(own_values(known.get(one), self.language)) for one in readers}

    def _filled(self, own: Mapping[str, str]) -> Words:
        values = {**campaign_texts.values(self.run.sender_in(self.language), self.language), **own}
        url = campaign_texts.why_url(self.run.public_id)
        files = campaign_files.line_of(self.run, self.language)
        return leaving(self.text, self.way, self.language, values, url, files)


def own_values(known: tuple[date, Sequence[bytes]] | None, language: str) -> dict[str, str]:
    """What a reminder says of one person: the date as it is written, and what falls due then; empty where nothing is known."""
    if known is None:
        return {"date": "", "what": ""}
    day, sealed = known
    return {
        "date": day_in(day, language),
        "what": _things([*map(unseal, sealed)], language),
    }


def _things(names: Sequence[str], language: str) -> str:
    """What falls due, in one line that stays short: whoever has a hundred things must not make a message too long."""
    shown: list[str] = []
    for name in names:
        if shown and sum(map(len, shown)) + len(name) > LONGEST_WHAT:
            break
        shown.append(name)
    said = (", " if language == "en" else "・").join(shown)
    left = len(names) - len(shown)
    return said + MORE.get(language, MORE["ja"]).format(left) if left else said


def words_of(batch: Batch) -> BatchWords | None:
    """The words of a batch; None once they are forgotten."""
    try:
        texts = campaign_texts.unseal_texts(batch.run.words)
    except Unreadable:
        return None
    text = texts.get(batch.language) or texts["ja"]
    if batch.run.test:
        text = Text(f"{TEST}{text.subject}", text.body, f"{TEST}{text.sms}" if text.sms else "")
    return BatchWords(batch.run, text, Way(batch.way), batch.language)
