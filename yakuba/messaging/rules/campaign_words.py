"""The words of a campaign: what an officer writes once, checked at saving, and what leaves by each way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yakuba.messaging.rules import places, wording
from yakuba.messaging.rules.channels import LANGUAGES, Way
from yakuba.messaging.rules.wording import Words

VARIABLES = {"ward": "区の名前", "section": "担当課の名前", "phone": "区の電話番号"}
"""What every campaign may name: the same for all who get it."""
OF_A_DATE = {"date": "その方の期日（例：2027年1月15日）", "what": "手続の名前（例：児童手当の認定請求）"}
"""What a reminder of a date may name besides: a person's own."""
LONGEST_SUBJECT = 60
LONGEST_BODY = 3000
"""LINE takes 5,000 characters; the lines under the words need some."""
LONGEST_SMS = 200
FEET = {
    "ja": "このお知らせが届いた理由・停止：{url}",
    "ja-easy": "なぜ 届（とど）いた？ やめたいとき：{url}",
    "en": "Why you got this, and how to stop it: {url}",
}
FILES = {
    "ja": "ファイル（{until}まで開けます）：{url}",
    "ja-easy": "ファイル（{until}まで 見（み）られます）：{url}",
    "en": "Files (open until {until}): {url}",
}
SAMPLES_OF_WHAT = {
    "ja": "児童手当の認定請求",
    "ja-easy": "児童手当（じどうてあて）を はじめて もらう",
    "en": "Child allowance: first claim",
}
IN_WORDS = {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "英語"}
LONGEST_VALUE = 200
Values = Mapping[str, Mapping[str, str]]
"""Language → name of a place of the writer's own → what stands there."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is said in one language. `sms` is the short form; "" is the subject alone."""

    subject: str
    body: str
    sms: str = ""


def mistakes(texts: Mapping[str, Text], *, of_a_date: bool) -> dict[str, str]:
    """What is wrong with the words in their languages: `ja-subject` → sentence; empty when all is well.

    Japanese must be there; another language is whole or absent (its readers then get Japanese) and names what the
    others name. Refuses values that a campaign of this kind does not have, and over-long words.
    """
    found: dict[str, str] = {}
    known = [*VARIABLES, *(OF_A_DATE if of_a_date else {})]
    written = {
        language: texts[language]
        for language in LANGUAGES
        if texts.get(language, Text("", "")) != Text("", "")
    }
    for language in ("ja", *(one for one in written if one != "ja")):
        text = written.get(language, Text("", ""))
        wrong = wording.mistakes(Words(text.subject, text.body), known, free=True)
        if text.sms:
            wrong |= _short(text.sms, known)
        wrong |= _too_long(text)
        found |= {f"{language}-{name}": sentence for name, sentence in wrong.items()}
    return found or _missing(written)


def _missing(written: Mapping[str, Text]) -> dict[str, str]:
    """Languages that leave out what another one names; what is the same for everybody may be left out."""
    asked = {
        language: [one for one in _names(text, sms=False) if one not in VARIABLES]
        for language, text in written.items()
    }
    every = list(dict.fromkeys(name for names in asked.values() for name in names))
    found = {}
    for language, names in asked.items():
        lacking = [one for one in every if one not in names]
        if not lacking:
            continue
        said = "、".join(f"{{{one}}}" for one in lacking)
        alone = [
            one for one in names if all(one not in other for key, other in asked.items() if key != language)
        ]
        pairs = [(one, places.nearest(one, lacking)) for one in alone]
        meant = "".join(f"{{{one}}}は{{{near}}}のことですか。" for one, near in pairs if near)
        found[f"{language}-body"] = (
            f"ほかの言葉にある差し込みが、{IN_WORDS[language]}の文にありません：{said}。{meant}"
        )
    return found


def _names(text: Text, *, sms: bool = True) -> list[str]:
    return places.names_in("\n".join((text.subject, text.body, text.sms if sms else "")))


def free_names(texts: Mapping[str, Text]) -> list[str]:
    """The places of the writer's own, in the order in which they stand, Japanese first."""
    every = [name for language in LANGUAGES if language in texts for name in _names(texts[language])]
    return [one for one in dict.fromkeys(every) if one not in VARIABLES and one not in OF_A_DATE]


def unfilled(texts: Mapping[str, Text], values: Values) -> list[str]:
    """The places of the writer's own in which nothing stands yet."""
    japanese = values.get("ja", {})
    return [one for one in free_names(texts) if not japanese.get(one)]


def filled(texts: Mapping[str, Text], values: Values) -> dict[str, Text]:
    """The words with what stands in the writer's own places: Japanese where a language has nothing of its own, and the
    place itself where nothing stands yet. The house's places are left for sending."""
    names = free_names(texts)
    found = {}
    for language, text in texts.items():
        own = {**values.get("ja", {}), **{k: v for k, v in values.get(language, {}).items() if v}}
        known = {one: own.get(one) or f"{{{one}}}" for one in names}
        known |= {one: f"{{{one}}}" for one in (*VARIABLES, *OF_A_DATE)}
        words = wording.fill(Words(text.subject, text.body), known)
        short = wording.fill(Words("", text.sms), known).body
        found[language] = Text(words.subject, words.body, short)
    return found


def bad_values(texts: Mapping[str, Text], values: Values) -> dict[str, str]:
    """What is wrong with what stands in the writer's own places: `ja-value-会場` → sentence, or `ja-subject` where the
    words become too long by it. Nothing standing there yet is no mistake of a draft."""
    found = {}
    for language, named in values.items():
        for name, value in named.items():
            if len(value) > LONGEST_VALUE:
                found[f"{language}-value-{name}"] = f"{name}は{LONGEST_VALUE}文字までで書いてください。"
            elif set("{}｛｝") & set(value) or wording.clean(value) != value:
                found[f"{language}-value-{name}"] = f"{name}には、波かっこや改行は使えません。"
    if found:
        return found
    for language, text in filled(texts, values).items():
        for name, sentence in _too_long(text).items():
            found[f"{language}-{name}"] = f"空欄をうめると長すぎます。{sentence}"
    return found


def _short(sms: str, known: list[str]) -> dict[str, str]:
    wrong = wording.mistakes(Words("x", sms), known, free=True)
    return {"sms": wrong["body"].replace("本文", "短い文")} if "body" in wrong else {}


def _too_long(text: Text) -> dict[str, str]:
    limits = (
        ("subject", "件名", LONGEST_SUBJECT),
        ("body", "本文", LONGEST_BODY),
        ("sms", "短い文", LONGEST_SMS),
    )
    return {
        name: f"{label}は{most}文字までで書いてください（今は{len(getattr(text, name))}文字です）。"
        for name, label, most in limits
        if len(getattr(text, name)) > most
    }


def language_of(texts: Mapping[str, Text], language: str) -> str:
    """The language in which a reader of this language gets a campaign: Japanese where there is no other."""
    return language if texts.get(language, Text("", "")).body else "ja"


def is_personal(text: Text) -> bool:
    """Whether the words name something of the person, so that no two of them are the same."""
    return bool(wording.places(Words(text.subject, f"{text.body}{text.sms}")) & OF_A_DATE.keys())


def day_in(day: date, language: str) -> str:
    """A day as messages write it."""
    return f"{day:%Y-%m-%d}" if language == "en" else f"{day.year}年{day.month}月{day.day}日"


def samples(language: str) -> dict[str, str]:
    """What stands for a reminder's own values where nobody in particular is meant."""
    return {"date": day_in(date(2027, 1, 15), language), "what": SAMPLES_OF_WHAT[language]}


def leaving(
    text: Text, way: Way, language: str, values: Mapping[str, str], url: str, files: str = ""
) -> Words:
    """Subject and body as they leave by a way, with the line that leads to its `files` and the one that leads to why
    it came and how to stop it.

    LINE has no subject: its words begin with it. An SMS is one short text. A notification on a device is the subject
    alone: it stands on a locked screen, and a press opens the page with the words.
    """
    if way is Way.SMS:
        short = wording.fill(Words("x", text.sms or text.subject), values).body
        return Words("", "\n".join(one for one in (short, files, url) if one))
    filled = wording.fill(Words(text.subject, text.body), values)
    if way is Way.PUSH:
        return Words(filled.subject, "")
    foot = "\n".join(one for one in (files, FEET[language].format(url=url)) if one)
    if way is Way.LINE:
        return Words("", f"{filled.subject}\n\n{filled.body}\n\n{foot}")
    return Words(filled.subject, f"{filled.body}\n\n{foot}\n")
