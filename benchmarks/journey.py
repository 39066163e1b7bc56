"""One resident's way through the 36-question form: three pages, summary, sending, receipt; nine requests."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.visitor import Answer, Visitor

DEFINITION = Path(__file__).with_name("after_school.toml")
SLUG = "gakudo-riyo"
PAGES = ("guardian", "child", "use")
REQUESTS = 9
_SURNAMES = ("山田", "佐藤", "鈴木", "髙橋", "渡邉", "齋藤", "小山内", "𠮷田")
_SCHOOLS = ("仰高小学校", "駒込小学校", "巣鴨小学校", "清和小学校", "西巣鴨小学校")


class WentWrong(Exception):
    """The house did not answer as it should."""


def answers(number: int) -> dict[str, list[tuple[str, str]]]:
    """What applicant `number` types, by page; every question is asked and answered."""
    surname = _SURNAMES[number % len(_SURNAMES)]
    return {
        "guardian": [
            ("applicant.family", surname), ("applicant.given", "花子"),
            ("applicant.family_kana", "ヤマダ"), ("applicant.given_kana", "ハナコ"),
            ("birth.era", ""), ("birth.year", str(1980 + number % 15)), ("birth.month", "5"), ("birth.day", "17"),
            ("home.postcode", "171-0022"), ("home.prefecture", "東京都"), ("home.city", "豊島区"),
            ("home.town", "南池袋"), ("home.street", f"{number % 9 + 1}丁目{number % 30 + 1}番"), ("home.building", ""),
            ("phone", f"03-1234-{number % 10000:04}"), ("mail", f"applicant{number}@example.jp"),
            ("works", "yes"), ("workplace", f"有限会社{surname}商店"), ("work_phone", "03-9876-5432"),
            ("work_hours", str(number % 9 + 4)), ("partner", "yes"), ("partner_name", f"{surname} 太郎"),
            ("partner_work", "池袋印刷株式会社"),
        ],
        "child": [
            ("child_name", f"{surname} さくら"), ("child_kana", "ヤマダ サクラ"),
            ("child_birth.era", "reiwa"), ("child_birth.year", "1"), ("child_birth.month", "6"),
            ("child_birth.day", str(number % 28 + 1)), ("school", _SCHOOLS[number % len(_SCHOOLS)]),
            ("grade", f"g{number % 6 + 1}"), ("allergy", "yes"),
            ("allergy_detail", f"卵と牛乳。給食では除いてもらっています。家では少量なら食べます（{number}）。"),
            ("medicine", "yes"), ("medicine_detail", "抗アレルギー薬、夕方1回"), ("siblings", str(number % 3 + 1)),
            ("sibling_club", "no"), ("handbook", "body"),
        ],
        "use": [
            ("from_day.era", ""), ("from_day.year", "2027"), ("from_day.month", "4"), ("from_day.day", "1"),
            ("weekdays", "mon"), ("weekdays", "wed"), ("weekdays", "fri"), ("until", "h18"),
            ("saturday", "yes"), ("saturday_reason", "土曜日も出勤のため"), ("holidays", "yes"), ("lunch", "box"),
            ("going_home", "fetched"), ("fetcher", f"祖母（{surname} 和子）"), ("emergency_name", f"{surname} 和子"),
            ("emergency_phone", "090-1111-2222"), ("remarks", "歩くときに支えが必要です。階段は手すりを使います。"),
        ],
    }  # fmt: skip


def apply(visitor: Visitor, number: int, pause: Callable[[], None] = lambda: None) -> str:
    """Fill in, check, send; the receipt number. `pause` is called before every page the person has to read.

    Raises WentWrong for any answer but the expected one.
    """
    for page, fields in answers(number).items():
        pause()
        expect(visitor.get(f"/procedures/{SLUG}/page/{page}"), 200)
        pause()
        sent = expect(visitor.post(f"/procedures/{SLUG}/page/{page}", fields), 302)
    pause()
    expect(visitor.get(sent.location), 200)
    pause()
    sent = expect(visitor.post(f"/procedures/{SLUG}/send"), 302)
    receipt = expect(visitor.get(sent.location), 200)
    number_shown = sent.location.split("/")[-2]
    if number_shown not in receipt.text:
        raise WentWrong(f"the receipt page does not show {number_shown}")
    return number_shown


def expect(answer: Answer, status: int) -> Answer:
    """The answer, when it is what it should be."""
    if answer.status != status:
        raise WentWrong(f"{answer.status} instead of {status}: {answer.text[:600]}")
    return answer
