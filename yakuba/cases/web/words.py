"""How the desk says days, due days, states and outcomes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from yakuba.cases import api as cases
from yakuba.cases.rules.clock import day_of
from yakuba.kernel import clock
from yakuba.ui.components.markup import NOTHING, joined, markup
from yakuba.ui.components.notices import TagKind, status_tag

WEEKDAYS = "月火水木金土日"
SOON = 3

TAGS: dict[str, TagKind] = {
    cases.Status.RECEIVED: "info",
    cases.Status.IN_REVIEW: "neutral",
    cases.Status.CORRECTION: "warning",
    cases.Status.DECIDED: "success",
    cases.Status.WITHDRAWN: "neutral",
}
NEWS = {"reply": "連絡が届きました", "corrected": "補正が届きました", "withdrawn": "取り下げられました"}
LANGUAGES = {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "英語"}


def day(on: date) -> str:
    """「11月20日（金）」; the year too where it is not this one."""
    year = "" if on.year == clock.today().year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日（{WEEKDAYS[on.weekday()]}）"


def moment(at: datetime) -> str:
    """「11月20日 10:05」 in Tokyo; the year too where it is not this one."""
    local = at.astimezone(clock.TOKYO)
    year = "" if local.year == clock.today().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def iso(at: datetime) -> str:
    """A moment for machines."""
    return at.astimezone(clock.TOKYO).isoformat(timespec="seconds")


def stamp(at: datetime) -> SafeString:
    """A moment as people read it, with the one for machines beside it."""
    return markup('<time datetime="{}">{}</time>', iso(at), moment(at))


@dataclass(frozen=True, slots=True)
class Due:
    """The due day in words: how long there is, and which day. `tone` is late, soon or calm."""

    left: str
    by: str
    tone: str = "calm"


def due(case: cases.Case) -> Due:
    """How much time a case has left."""
    if not case.is_open:
        return Due("終了", f"{day(day_of(case.closed_at))}に終わりました" if case.closed_at else "")
    if case.due_on is None:
        if case.status == cases.Status.CORRECTION:
            return Due("停止中", "補正の答えが届くまで、計算を止めています")
        return Due("期限なし", "標準処理期間の定めがありません")
    left = (case.due_on - clock.today()).days
    if left < 0:
        return Due(f"{-left}日超過", f"{day(case.due_on)}まででした", "late")
    words = {0: "今日まで", 1: "明日まで"}.get(left, f"あと{left}日")
    return Due(words, f"{day(case.due_on)}まで", "soon" if left <= SOON else "calm")


def state(case: cases.Case) -> SafeString:
    """The status as a tag, with the outcome where there is one."""
    label, kind = case.get_status_display(), TAGS[case.status]
    if case.status == cases.Status.DECIDED and case.outcome:
        label = case.get_outcome_display()
        if case.outcome in (cases.Outcome.REFUSED, cases.Outcome.DISMISSED):
            kind = "danger"
    return status_tag(label, kind)


def news(case: cases.Case) -> SafeString:
    """What came from the applicant and nobody has seen yet, as a mark in the list."""
    said = NEWS.get(case.news)
    return markup('<span class="news">{}</span>', said) if said else NOTHING


def applicant(case: cases.Case) -> SafeString:
    """The name as it was entered, its reading below."""
    reading = NOTHING
    if case.applicant_kana and case.applicant_kana != case.applicant_name:
        reading = markup('<span class="reading">{}</span>', case.applicant_kana)
    return joined((markup('<span class="person">{}</span>', case.applicant_name), reading))


def names(people: list[str]) -> str:
    """「佐藤さん、鈴木さん」."""
    return "、".join(f"{one}さん" for one in people if one)
