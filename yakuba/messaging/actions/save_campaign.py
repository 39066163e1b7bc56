"""Write a campaign: what is said, to whom, by which ways, when. Checked as a whole; every change takes back approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, NotAllowed, Refusal
from yakuba.messaging import campaign_texts, line_accounts, ward_audience, ways
from yakuba.messaging.models import Campaign
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaign_templates import template_for
from yakuba.messaging.queries.campaigns import campaign_for
from yakuba.messaging.rules.campaign_timing import LONGEST_AHEAD, MOST_DAYS_BEFORE, Repeat
from yakuba.messaging.rules.campaign_words import Text, Values, bad_values, free_names, mistakes
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.segments import BadSegment, to_json

LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Written:
    """A campaign as somebody wrote it. `rules` is a segment as JSON; `first_at` None means as soon as approved."""

    title: str
    section_id: int
    topic: int
    rules: Mapping[str, Any]
    ways: Sequence[Way]
    texts: Mapping[str, Text]
    urgent: bool = False
    repeat: Repeat = Repeat.ONCE
    first_at: datetime | None = None
    until: date | None = None
    date_kind: str = ""
    days_before: int = 0
    known_dates: frozenset[str] = field(default_factory=frozenset)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language → place of the writer's own → what stands there; what is not filled in yet is left out."""
    template_id: int | None = None
    """What a new campaign was begun from."""
    account_id: int | None = None
    """The official account it is sent from at LINE; None for the ward's first."""


@action(permission=WRITE_CAMPAIGNS, audit="配信を書いた")
def save_campaign(
    actor: Actor, *, written: Written, campaign_id: int | None = None, seen_version: int = 0
) -> Campaign:
    """Keep a campaign, new or changed; it is a draft then, whatever it was before.

    Places of the writer's own may be empty in a draft. Refuses mistakes of words, segment and times, each tied to its
    field; a section for which the actor may not write;
    one that goes out or has gone out; and (Conflict) one that somebody else changed since it was read.
    """
    if written.section_id not in actor.sections_for(WRITE_CAMPAIGNS):
        raise NotAllowed()
    faults = _faults(written)
    try:
        rules = to_json(ward_audience.read_segment(written.rules))
    except BadSegment as bad:
        faults |= bad.fields
        rules = {}
    if faults:
        raise Refusal("campaign", "直すところがあります。", faults)
    row = Campaign(version=0) if campaign_id is None else campaign_for(actor, campaign_id, lock=True)
    if campaign_id is not None and (
        row.version != seen_version or row.section_id not in actor.sections_for(WRITE_CAMPAIGNS)
    ):
        raise Conflict()
    if row.state in (Campaign.State.DONE, Campaign.State.STOPPED):
        raise Refusal("campaign_over", "終わった配信は変えられません。写して新しい配信を作ってください。")
    _take(row, actor, written, rules)
    row.save()
    return row


def _take(row: Campaign, actor: Actor, written: Written, rules: dict[str, Any]) -> None:
    row.title, row.section_id, row.topic = written.title.strip(), written.section_id, written.topic
    row.account_id = written.account_id
    row.rules, row.ways = rules, [int(one) for one in written.ways]
    texts = {key: text for key, text in written.texts.items() if text.body}
    row.words = campaign_texts.seal_texts(texts, _values(texts, written.values))
    if not row.version and written.template_id is not None:
        row.template = template_for(actor, written.template_id)
    row.urgent, row.repeat, row.first_at, row.until = (
        written.urgent,
        written.repeat,
        written.first_at,
        written.until if written.repeat is not Repeat.ONCE else None,
    )
    before = written.repeat is Repeat.BEFORE
    row.date_kind, row.days_before = (written.date_kind, written.days_before) if before else ("", 0)
    row.state, row.version, row.next_at = Campaign.State.DRAFT, row.version + 1, None
    row.by_key, row.by_label, row.changed_at = actor.key, actor.label, clock.now()
    row.asked_by, row.asked_at = "", None
    row.approved_by, row.approved_label, row.approved_at = "", "", None


def _values(texts: Mapping[str, Text], values: Values) -> dict[str, dict[str, str]]:
    """What stands in places that the words have; a place that was taken out takes its value along."""
    names = free_names(texts)
    kept = {
        language: {name: values[language][name] for name in names if values.get(language, {}).get(name)}
        for language in texts
    }
    return {language: named for language, named in kept.items() if named}


def _faults(written: Written) -> dict[str, str]:
    texts = {key: text for key, text in written.texts.items() if text.body}
    faults = mistakes(written.texts, of_a_date=written.repeat is Repeat.BEFORE)
    faults = faults or bad_values(texts, _values(texts, written.values))
    if not 1 <= len(written.title.strip()) <= LONGEST_TITLE:
        faults["title"] = f"名前は1文字から{LONGEST_TITLE}文字までで書いてください。"
    if ward_audience.topic(written.topic) is None:
        faults["topic"] = "何についての配信かを選んでください。"
    if not written.ways:
        faults["ways"] = "届け方を1つ以上選んでください。"
    if sentence := ways.missing(written.ways):
        faults["ways"] = sentence
    if written.account_id not in {None, *(one.pk for one in line_accounts.in_use())}:
        faults["account"] = "送るLINE公式アカウントを選んでください。"
    return faults | _faults_of_times(written)


def _faults_of_times(written: Written) -> dict[str, str]:
    faults = {}
    now = clock.now()
    if written.first_at is not None and not now < written.first_at < now + LONGEST_AHEAD:
        faults["first_at"] = "これから400日以内の日時を入れてください。"
    repeats = written.repeat is not Repeat.ONCE
    if repeats and written.first_at is None:
        faults["first_at"] = "繰り返す配信には、はじめの日時が要ります。"
    if repeats and written.until and written.first_at and written.until < written.first_at.date():
        faults["until"] = "終わりの日は、はじめの日より後にしてください。"
    if written.repeat is Repeat.BEFORE:
        if written.date_kind not in written.known_dates:
            faults["date_kind"] = "どの期日の前に送るかを選んでください。"
        if not 0 <= written.days_before <= MOST_DAYS_BEFORE:
            faults["days_before"] = f"0日から{MOST_DAYS_BEFORE}日までの数を入れてください。"
    return faults
