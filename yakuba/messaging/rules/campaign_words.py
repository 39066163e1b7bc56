"""The words of a campaign: what an officer writes once, checked at saving, and what leaves by each way."""

from collections.abc import Mapping
from dataclasses import dataclass

from yakuba.messaging.rules import wording
from yakuba.messaging.rules.channels import LANGUAGES, Way
from yakuba.messaging.rules.wording import Words

VARIABLES = {"ward": "区の名前", "section": "担当課の名前", "phone": "区の電話番号"}
"""What every campaign may name: the same for all who get it."""
OF_A_DATE = {"date": "その方の期日（例：2027年1月15日）", "what": "期日の名前（例：現況届）"}
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
SAMPLES = {"date": "2027年1月15日", "what": "現況届"}


@dataclass(frozen=True, slots=True)
class Text:
    """What is said in one language. `sms` is the short form; "" is the subject alone."""

    subject: str
    body: str
    sms: str = ""


def mistakes(texts: Mapping[str, Text], *, of_a_date: bool) -> dict[str, str]:
    """What is wrong with the words in their languages: `ja-subject` → sentence; empty when all is well.

    Japanese must be there; another language is whole or absent (its readers then get Japanese). Refuses values
    that a campaign of this kind does not have, and over-long words.
    """
    found: dict[str, str] = {}
    known = [*VARIABLES, *(OF_A_DATE if of_a_date else {})]
    for language in LANGUAGES:
        text = texts.get(language, Text("", ""))
        if language != "ja" and text == Text("", ""):
            continue
        wrong = wording.mistakes(Words(text.subject, text.body), known)
        if text.sms:
            wrong |= _short(text.sms, known)
        wrong |= _too_long(text)
        found |= {f"{language}-{name}": sentence for name, sentence in wrong.items()}
    return found


def _short(sms: str, known: list[str]) -> dict[str, str]:
    wrong = wording.mistakes(Words("x", sms), known)
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


def leaving(text: Text, way: Way, language: str, values: Mapping[str, str], url: str) -> Words:
    """Subject and body as they leave by a way, with the line that leads to why and how to stop it.

    LINE has no subject: its words begin with it. An SMS is one short text.
    """
    if way is Way.SMS:
        short = wording.fill(Words("x", text.sms or text.subject), values).body
        return Words("", f"{short}\n{url}")
    filled = wording.fill(Words(text.subject, text.body), values)
    foot = FEET[language].format(url=url)
    if way is Way.LINE:
        return Words("", f"{filled.subject}\n\n{filled.body}\n\n{foot}")
    return Words(filled.subject, f"{filled.body}\n\n{foot}\n")
