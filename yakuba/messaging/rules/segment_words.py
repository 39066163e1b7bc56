"""A segment said in words: to officers while they choose, to residents who ask why they got a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yakuba.messaging.rules.channels import LABELS, ORDER
from yakuba.messaging.rules.segments import Ages, Group, Segment

MOST_NAMED = 12
"""More 町丁目 than this are named in part."""


@dataclass(frozen=True, slots=True)
class Names:
    """What numbers are called, in one language. `within` says which 町丁目 a drawn area chose."""

    chome: Mapping[int, str] = field(default_factory=dict)
    topics: Mapping[int, str] = field(default_factory=dict)
    facts: Mapping[int, str] = field(default_factory=dict)


LANGUAGE_NAMES = {
    "ja": {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "英語"},
    "ja-easy": {"ja": "日本語（にほんご）", "ja-easy": "やさしい 日本語（にほんご）", "en": "英語（えいご）"},
    "en": {"ja": "Japanese", "ja-easy": "Easy Japanese", "en": "English"},
}
_SAID = {
    "ja": {
        "area": "{names}に住んでいる方",
        "topics": "「{names}」のお知らせを希望した方",
        "ages": "{day}に{ages}のお子さんがいる方",
        "today": "送る日",
        "age": "{one}歳",
        "ages_of": "{one}歳から{two}歳",
        "languages": "お知らせの言葉に{names}を選んだ方",
        "ways": "{names}で届く方",
        "everybody": "区からのお知らせが届くすべての方",
        "and": "で、",
        "or": "。または、",
        "comma": "・",
        "more": "など{count}の町丁目",
        "day": "{y}年{m}月{d}日",
    },
    "ja-easy": {
        "area": "{names}に 住（す）んでいる 人（ひと）",
        "topics": "「{names}」の お知（し）らせが ほしいと 言（い）った 人（ひと）",
        "ages": "{day}に {ages}の 子（こ）どもが いる 人（ひと）",
        "today": "お知（し）らせを 送（おく）る 日（ひ）",
        "age": "{one}歳（さい）",
        "ages_of": "{one}歳（さい）から {two}歳（さい）",
        "languages": "{names}を 選（えら）んだ 人（ひと）",
        "ways": "{names}で 届（とど）く 人（ひと）",
        "everybody": "区（く）の お知（し）らせが 届（とど）く 人（ひと） みんな",
        "and": "。そして、",
        "or": "。または、",
        "comma": "・",
        "more": "など {count}の 町（まち）",
        "day": "{y}年（ねん）{m}月（がつ）{d}日（にち）",
    },
    "en": {
        "area": "people who live in {names}",
        "topics": "people who asked for news on {names}",
        "ages": "people with a child aged {ages} on {day}",
        "today": "the day of sending",
        "age": "{one}",
        "ages_of": "{one} to {two}",
        "languages": "people who chose {names}",
        "ways": "people reached by {names}",
        "everybody": "everybody who receives news from the ward",
        "and": " and are ",
        "or": "; or ",
        "comma": ", ",
        "more": " and others, {count} neighbourhoods in all",
        "day": "{y}-{m:02}-{d:02}",
    },
}
_WAYS = {
    "ja-easy": {"端末への通知": "スマホなどの 通知（つうち）"},
    "en": {
        "LINE": "LINE",
        "端末への通知": "notifications on a device",
        "SMS": "SMS",
        "メール": "e-mail",
        "郵便（宛名の一覧）": "post",
    },
}


def in_words(segment: Segment, names: Names, language: str, *, drawn: Sequence[frozenset[int]] = ()) -> str:
    """The segment as a sentence without its full stop. `drawn` are the 町丁目 that each group's area chose."""
    said = _SAID[language]
    if segment.everybody:
        return said["everybody"]
    areas = [*drawn, *[frozenset[int]()] * len(segment.groups)]
    parts = [_group(one, areas[at], names, language) for at, one in enumerate(segment.groups)]
    return said["or"].join(dict.fromkeys(parts))


def _group(group: Group, drawn: frozenset[int], names: Names, language: str) -> str:
    said = _SAID[language]
    parts = []
    if group.chome or group.ring:
        parts.append(said["area"].format(names=_area(group.chome | drawn, names, language)))
    if group.topics:
        parts.append(said["topics"].format(names=_list(sorted(group.topics), names.topics, language)))
    if group.ages:
        parts.append(said["ages"].format(day=_day(group.ages, language), ages=_ages(group.ages, language)))
    if group.languages:
        known = LANGUAGE_NAMES[language]
        parts.append(
            said["languages"].format(names=said["comma"].join(known[x] for x in sorted(group.languages)))
        )
    if group.ways:
        ways = [_WAYS.get(language, {}).get(LABELS[one], LABELS[one]) for one in ORDER if one in group.ways]
        parts.append(said["ways"].format(names=said["comma"].join(ways)))
    return said["and"].join(parts)


def _area(numbers: frozenset[int], names: Names, language: str) -> str:
    said = _SAID[language]
    if not numbers:
        return {"en": "no neighbourhood"}.get(language, "該当する町丁目なし")
    ordered = sorted(numbers)
    if len(ordered) <= MOST_NAMED:
        return _list(ordered, names.chome, language)
    return _list(ordered[:3], names.chome, language) + said["more"].format(count=len(ordered))


def _list(numbers: Sequence[int], names: Mapping[int, str], language: str) -> str:
    return _SAID[language]["comma"].join(names.get(one, str(one)) for one in numbers)


def _ages(ages: Ages, language: str) -> str:
    said = _SAID[language]
    shape = said["age"] if ages.youngest == ages.oldest else said["ages_of"]
    return shape.format(one=ages.youngest, two=ages.oldest)


def _day(ages: Ages, language: str) -> str:
    said = _SAID[language]
    day = ages.on
    return said["day"].format(y=day.year, m=day.month, d=day.day) if day else said["today"]
