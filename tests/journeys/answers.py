"""What 佐藤さん's neighbour answers when she claims 児童手当: names with characters that get lost elsewhere."""

import io
from datetime import date, timedelta

from PIL import Image

SLUG = "jido-teate"
FAMILY, GIVEN = "葛\U000e0100城", "𠮷子"
"""葛 with a variation selector (IVS) as on the family register, and 𠮷 beyond the basic plane."""
CHILD = "𠮷太"
FULL_NAME = f"{FAMILY} {GIVEN}"
Inputs = dict[str, str]


def _day(name: str, day: date) -> Inputs:
    return {f"{name}.year": str(day.year), f"{name}.month": str(day.month), f"{name}.day": str(day.day)}


def answers(today: date) -> dict[str, Inputs]:
    """Page by page, what is typed or chosen in which box."""
    born = today - timedelta(days=9)
    return {
        "applicant": {
            "applicant.family": FAMILY,
            "applicant.given": GIVEN,
            "applicant.family_kana": "カツラギ",
            "applicant.given_kana": "ヨシコ",
            "birth.era": "平成",
            "birth.year": "4",
            "birth.month": "2",
            "birth.day": "29",
            "home.postcode": "1710022",
            "home.prefecture": "東京都",
            "home.city": "豊島区",
            "home.town": "南池袋",
            "home.street": "0丁目0番1号",
            "phone": "03-1234-0011",
            "public_servant": "no",
            "pension": "national",
            "january": "yes",
        },
        "reason": {"reason": "birth", **_day("event_date", born)},
        "spouse": {"spouse": "no"},
        "children": {
            "children.0.name.family": FAMILY,
            "children.0.name.given": CHILD,
            "children.0.name.family_kana": "カツラギ",
            "children.0.name.given_kana": "ヨシタ",
            **_day("children.0.birth", born),
            "children.0.relation": "child",
            "children.0.care": "yes",
            "children.0.support": "same",
            "children.0.together": "yes",
            "has_older": "no",
        },
        "money": {
            "account_choice": "enter",
            "account.bank": "みずほ",
            "account.branch": "東京営業部",
            "account.type": "ordinary",
            "account.number": "1234567",
            "account.holder": "カツラギ ヨシコ",
            "notice_online": "yes",
            "agree": "yes",
        },
    }


def photo(name: str = "通帳の写真.jpg", shade: str = "lightyellow") -> dict[str, object]:
    """A photo as a phone sends it, for a file box of the browser."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), shade).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}
