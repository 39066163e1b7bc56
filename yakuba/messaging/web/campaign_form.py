"""The form of a campaign: what was entered becomes `Written`, what is kept becomes what was entered."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from yakuba.identity import api as identity
from yakuba.kernel.actor import Actor
from yakuba.kernel.clock import TOKYO
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import campaign_texts, dates, ward_audience, ways
from yakuba.messaging.actions.save_campaign import Written
from yakuba.messaging.models import Campaign, CampaignTemplate
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.rules.areas import BadArea, as_geojson, parse_area
from yakuba.messaging.rules.campaign_timing import Repeat
from yakuba.messaging.rules.campaign_words import Text, free_names, is_personal
from yakuba.messaging.rules.channels import CODES, LANGUAGES, NAMES, Way
from yakuba.messaging.rules.segments import MOST_GROUPS
from yakuba.messaging.rules.wording import tidy
from yakuba.messaging.sealing import Unreadable

Given = Mapping[str, Sequence[str]]
LONGEST = 20_000


def given_of(sent: QueryDict) -> dict[str, list[str]]:
    """What a form sent, with no text longer than any field and no zero bytes."""
    return {name: [one.replace("\x00", "")[: LONGEST * 6] for one in sent.getlist(name)] for name in sent}


def one(given: Given, name: str) -> str:
    """The one value of a field, "" where it was not sent."""
    values = given.get(name) or [""]
    return values[0].strip()


def number_in(text: str) -> int:
    """A number as it stands in addresses and hidden fields; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def groups_in(given: Given) -> int:
    """How many groups of conditions the form shows."""
    text = one(given, "groups")
    return min(max(int(text), 1), MOST_GROUPS) if text.isdecimal() and len(text) < 3 else 1


def rules_of(given: Given) -> dict[str, Any]:
    """The segment that the form describes, as JSON; mistakes are found where it is read.

    Raises Refusal where a pasted area cannot be read at all.
    """
    faults: dict[str, str] = {}
    groups = [_group(given, f"g{number}", faults) for number in range(groups_in(given))]
    if faults:
        raise Refusal("segment", "届ける先に、直すところがあります。", faults)
    filled = [group for number, group in enumerate(groups) if group or not number]
    return {"groups": filled, "facts": [int(text) for text in given.get("facts", ()) if text.isdecimal()]}


def _group(given: Given, at: str, faults: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "chome": [int(text) for text in given.get(f"{at}-chome", ()) if text.isdecimal()],
        "topics": [int(text) for text in given.get(f"{at}-topics", ()) if text.isdecimal()],
        "languages": list(given.get(f"{at}-languages", ())),
        "ways": list(given.get(f"{at}-ways", ())),
        "centre": one(given, f"{at}-centre") == "yes",
    }
    if text := one(given, f"{at}-ring"):
        try:
            said["ring"] = [list(point) for point in parse_area(text)]
        except BadArea as bad:
            faults[f"{at}-ring"] = str(bad)
    youngest, oldest = one(given, f"{at}-youngest"), one(given, f"{at}-oldest")
    if youngest or oldest:
        said["ages"] = [youngest or "0", oldest or youngest, one(given, f"{at}-on")]
    return {name: value for name, value in said.items() if value}


def written_of(given: Given) -> Written:
    """The campaign that the form describes. Raises Refusal for an area that cannot be read."""
    section, topic, days = one(given, "section"), one(given, "topic"), one(given, "days_before")
    repeat = one(given, "repeat")
    return Written(
        title=one(given, "title"),
        section_id=int(section) if section.isdecimal() and len(section) < 10 else 0,
        topic=int(topic) if topic.isdecimal() and len(topic) < 5 else 0,
        rules=rules_of(given),
        ways=[way for code, way in CODES.items() if code in given.get("ways", ())],
        texts=texts_of(given),
        values=values_of(given),
        template_id=number_in(one(given, "template")) or None,
        account_id=number_in(one(given, "account")) or None,
        urgent=one(given, "urgent") == "yes",
        repeat=Repeat(repeat) if repeat in set(Repeat) else Repeat.ONCE,
        first_at=_moment(given) if repeat != "now" else None,
        until=_day(one(given, "until")),
        date_kind=one(given, "date_kind"),
        days_before=int(days) if days.isdecimal() and len(days) < 4 else 0,
        known_dates=frozenset(kind.code for kind in dates.all_dates()),
    )


def texts_of(given: Given) -> dict[str, Text]:
    """The words in their languages as they were entered."""
    return {language: _text(given, language) for language in LANGUAGES}


def values_of(given: Given) -> dict[str, dict[str, str]]:
    """What was entered for the writer's own places: language → name → value."""
    names = free_names(texts_of(given))
    return {
        language: {name: one(given, f"{language}-value-{name}") for name in names} for language in LANGUAGES
    }


def _text(given: Given, language: str) -> Text:
    values = [tidy(one(given, f"{language}-{name}")) for name in ("subject", "body", "sms")]
    return Text(*values)


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _moment(given: Given) -> datetime | None:
    """The first time; what cannot be read is a moment long past, which the verb refuses."""
    day, clock_time = one(given, "first_date"), one(given, "first_time")
    if not day and not clock_time:
        return None
    try:
        return datetime.fromisoformat(f"{day}T{clock_time or '10:00'}").replace(tzinfo=TOKYO)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=TOKYO)


def blank(actor: Actor) -> dict[str, list[str]]:
    """A new campaign: by LINE, on devices, then mail, as soon as it is approved."""
    sections = sorted(
        actor.sections & actor.sections_for(WRITE_CAMPAIGNS) or actor.sections_for(WRITE_CAMPAIGNS)
    )
    return {
        "section": [str(sections[0])] if sections else [],
        "ways": ["line", "push", "mail"],
        "repeat": ["now"],
        "first_time": ["10:00"],
        "groups": ["1"],
    }


def given_by(row: Campaign) -> dict[str, list[str]]:
    """A campaign as the form shows it."""
    try:
        texts, values = campaign_texts.unseal_draft(row.words)
    except Unreadable:
        texts, values = {}, {}
    first = row.first_at.astimezone(TOKYO) if row.first_at else None
    found: dict[str, list[str]] = {
        "title": [row.title],
        "section": [str(row.section_id)],
        "topic": [str(row.topic)],
        "ways": [NAMES[Way(way)] for way in row.ways],
        "urgent": ["yes"] if row.urgent else [],
        "account": [str(row.account_id or "")],
        "repeat": [row.repeat if first or row.repeat != Repeat.ONCE else "now"],
        "first_date": [first.date().isoformat()] if first else [],
        "first_time": [f"{first:%H:%M}"] if first else ["10:00"],
        "until": [row.until.isoformat()] if row.until else [],
        "date_kind": [row.date_kind],
        "days_before": [str(row.days_before)] if row.repeat == Repeat.BEFORE else [],
        **given_by_rules(row.rules),
    }
    found |= given_by_texts(texts)
    for language, named in values.items():
        found |= {f"{language}-value-{name}": [value] for name, value in named.items()}
    return found


def given_by_texts(texts: Mapping[str, Text]) -> dict[str, list[str]]:
    """The words in their languages as the form shows them."""
    found: dict[str, list[str]] = {}
    for language, text in texts.items():
        found |= {
            f"{language}-subject": [text.subject],
            f"{language}-body": [text.body],
            f"{language}-sms": [text.sms],
        }
    return found


def given_by_template(row: CampaignTemplate) -> dict[str, list[str]]:
    """What a campaign begins with that is begun from a template; a template that names a date is a reminder."""
    texts = campaign_texts.texts_in(row.texts)
    found = {
        "template": [str(row.pk)],
        "title": [row.name],
        "topic": [str(row.topic)] if row.topic else [],
        "ways": [NAMES[Way(way)] for way in row.ways if ways.is_offered(Way(way))],
        **given_by_texts(texts),
    }
    if any(is_personal(text) for text in texts.values()) and dates.all_dates():
        found["repeat"] = ["before"]
    return found


def given_by_rules(rules: Mapping[str, Any]) -> dict[str, list[str]]:
    """A segment as the form shows it."""
    found = {"groups": [str(len(rules["groups"]))], "facts": [str(fact) for fact in rules.get("facts", ())]}
    for number, group in enumerate(rules["groups"]):
        at = f"g{number}"
        for name in ("chome", "topics", "languages", "ways"):
            found[f"{at}-{name}"] = [str(value) for value in group.get(name, ())]
        if group.get("ring"):
            found[f"{at}-ring"] = [as_geojson([(x, y) for x, y in group["ring"]])]
        if group.get("centre"):
            found[f"{at}-centre"] = ["yes"]
        if ages := group.get("ages"):
            found |= {f"{at}-youngest": [str(ages[0])], f"{at}-oldest": [str(ages[1])], f"{at}-on": [ages[2]]}
    return found


def sections_for(actor: Actor) -> list[tuple[str, str]]:
    """The sections for which this officer may write, by name."""
    names = identity.section_names(actor.sections_for(WRITE_CAMPAIGNS))
    return sorted(((str(pk), name) for pk, name in names.items() if name), key=lambda pair: pair[1])


def topics() -> list[tuple[str, str]]:
    """The topics to choose from."""
    return [(str(topic.number), topic.label("ja")) for topic in ward_audience.topics()]
