"""Writes the sample's campaigns and templates (`campaigns.toml` of a ward pack), by the hands of its staff."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from yakuba.identity import api as identity
from yakuba.identity.models import Staff
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.messaging import campaign_jobs, dates
from yakuba.messaging.actions.ask_approval import ask_approval
from yakuba.messaging.actions.keep_wishes import Wishes, keep_wishes
from yakuba.messaging.actions.save_campaign import Written, save_campaign
from yakuba.messaging.actions.save_campaign_template import Pattern, save_campaign_template
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.rules.campaign_timing import Repeat
from yakuba.messaging.rules.campaign_words import Text
from yakuba.messaging.rules.channels import CODES, LANGUAGES, Way

FILE = "campaigns.toml"
EVERYBODY: dict[str, Any] = {"groups": [{}], "facts": []}


def write(directory: Path, people: Mapping[str, Actor]) -> int:
    """Keep what the pack holds: what `people` (by the sample's keys) want to hear, templates, and campaigns, approved
    where somebody is named who does; returns how many campaigns."""
    file = directory / FILE
    told = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    for one in told.get("wish", ()):
        for key in one["people"]:
            wishes = Wishes(one["language"], None, frozenset(one["topics"]), frozenset(), (), mail=True)
            keep_wishes(people[key], wishes=wishes)
    for one in told.get("template", ()):
        writer = _officer(one["writer"])
        save_campaign_template(writer, pattern=Pattern(one["name"], _section(writer), *_common(one)))
    for one in told.get("campaign", ()):
        _write(one)
    return len(told.get("campaign", ()))


def _write(one: Mapping[str, Any]) -> None:
    writer = _officer(one["writer"])
    topic, ways, texts = _common(one)
    repeat = Repeat(one.get("repeat", Repeat.ONCE))
    written = Written(
        title=one["title"],
        section_id=_section(writer),
        topic=topic,
        rules=one.get("rules", EVERYBODY),
        ways=ways,
        texts=texts,
        repeat=repeat,
        first_at=None if repeat is Repeat.ONCE else _tomorrow(),
        date_kind=one.get("date_kind", ""),
        days_before=one.get("days_before", 0),
        known_dates=frozenset(kind.code for kind in dates.all_dates()),
    )
    row = save_campaign(writer, written=written)
    row = ask_approval(writer, campaign_id=row.pk, seen_version=row.version)
    if "chief" in one:
        campaign_jobs.approve(_officer(one["chief"]), campaign_id=row.pk, seen_version=row.version)


def _tomorrow() -> datetime:
    """Ten in the morning of the next day: when what repeats goes out first."""
    return datetime.combine(clock.today() + timedelta(days=1), time(10), clock.TOKYO)


def _common(one: Mapping[str, Any]) -> tuple[int, list[Way], dict[str, Text]]:
    """Topic, ways and words."""
    texts = {name: Text(one[name]["subject"], one[name]["body"].strip()) for name in LANGUAGES if name in one}
    return one["topic"], [CODES[way] for way in one["ways"]], texts


def _officer(login: str) -> Actor:
    return identity.actor_for_staff(Staff.objects.get(account__login=login))


def _section(writer: Actor) -> int:
    """The section for which somebody writes."""
    return min(writer.sections_for(WRITE_CAMPAIGNS))
