"""The kinds of field, which attributes each may have, and the limits everything keeps."""

from dataclasses import dataclass

MAX_TOML_CHARS = 600_000
MAX_PAGES = 60
MAX_FIELDS = 1000
MAX_INNER_FIELDS = 40
MAX_OPTIONS = 300
MAX_DOCUMENTS = 60
MAX_TEXT = 8_000
MAX_EXPRESSION = 2_000
MAX_ANSWERS_BYTES = 256 * 1024
MAX_LENGTH_TEXT = 300
MAX_LENGTH_LONG_TEXT = 10_000
MAX_ROWS = 50
MAX_FILES = 20
MAX_MB = 100
MAX_NUMBER = 9_007_199_254_740_991  # the largest whole number browsers count exactly: 2**53 - 1

DEFAULT_LENGTH_TEXT = 100
DEFAULT_LENGTH_LONG_TEXT = 1_000
DEFAULT_ROWS = 10
DEFAULT_MB = 10
DEFAULT_FILES = 1
DEFAULT_ACCEPT = ("pdf", "jpeg", "png")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field: its Japanese name, the type expressions see, and the attributes it knows besides the common ones."""

    code: str
    label: str
    type: str
    attributes: frozenset[str]
    needs: tuple[str, ...] = ("label",)
    in_group: bool = True


_SHOWN = ("key", "kind", "label", "help", "visible_if")
_ASKED = (*_SHOWN, "required", "required_if", "check", "check_message", "fact", "autocomplete")


def _kind(  # one line per kind reads as a table
    code: str,
    label: str,
    type_: str,
    *own: str,
    base: tuple[str, ...] = _ASKED,
    needs: str = "label",
    in_group: str = "yes",
) -> tuple[str, Kind]:
    kind = Kind(code, label, type_, frozenset(base) | frozenset(own), tuple(needs.split()), in_group == "yes")
    return code, kind


KINDS: dict[str, Kind] = dict(
    [
        _kind("text", "一行の文字", "text", "min_length", "max_length", "pattern", "pattern_message"),
        _kind("long_text", "長い文章", "text", "min_length", "max_length"),
        _kind("name", "氏名", "parts", "kana", "former"),
        _kind("address", "住所", "parts"),
        _kind("date", "日付", "date", "min", "max"),
        _kind("number", "数", "number", "min", "max", "decimals", "unit"),
        _kind("money", "金額（円）", "number", "min", "max"),
        _kind("yes_no", "はい・いいえ", "choice"),
        _kind("choice", "一つ選ぶ", "choice", "options", needs="label options"),
        _kind("choices", "いくつでも選ぶ", "choices", "options", "min", "max", needs="label options"),
        _kind("email", "メールアドレス", "text", "confirm"),
        _kind("phone", "電話番号", "text"),
        _kind("file", "ファイル", "files", "accept", "max_mb", "max_count", in_group="no"),
        _kind("bank_account", "振込先口座", "parts", in_group="no"),
        _kind(
            "group", "繰り返し", "rows", "fields", "min", "max", "item", "check", "check_message", "fact",
            base=_SHOWN, needs="label fields", in_group="no",
        ),
        _kind("computed", "計算した値", "computed", "computed", "unit", base=_SHOWN, needs="label computed"),
        _kind("note", "説明", "nothing", "text", base=_SHOWN, needs="text"),
        _kind("consent", "同意", "choice", "text", "required", "required_if", base=_SHOWN, in_group="no"),
    ]
)  # fmt: skip

# Parts of composite fields, in the order they are asked. The input name is "<field key>.<part>".
PARTS: dict[str, tuple[str, ...]] = {
    "name": ("family", "given", "family_kana", "given_kana", "former"),
    "address": ("postcode", "prefecture", "city", "town", "street", "building"),
    "bank_account": ("bank", "branch", "type", "number", "holder"),
}

YES_NO = ("yes", "no")
CONSENT = ("yes",)
ACCOUNT_TYPES = ("ordinary", "current", "savings")

# Words staff write in `accept`, with the content types the upload must turn out to be and the file name endings shown.
FILE_TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", (".pdf",)),
    "jpeg": ("image/jpeg", (".jpg", ".jpeg")),
    "png": ("image/png", (".png",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
}

# What the office may already know about the applicant (once-only), and the kinds of field it can fill.
FACTS: dict[str, tuple[str, ...]] = {
    "person.name": ("name",),
    "person.birth": ("date",),
    "person.address": ("address",),
    "person.phone": ("phone",),
    "person.email": ("email",),
    "person.bank_account": ("bank_account",),
}

# HTML autofill tokens (WCAG 2.2 SC 1.3.5) staff may write, by kind; composite kinds are spread over their parts.
AUTOCOMPLETE: dict[str, frozenset[str]] = {
    "text": frozenset(
        [
            "off",
            "name",
            "family-name",
            "given-name",
            "nickname",
            "organization",
            "organization-title",
            "postal-code",
            "address-level1",
            "address-level2",
            "address-line1",
            "address-line2",
            "country-name",
            "username",
        ]
    ),
    "long_text": frozenset(["off", "street-address"]),
    "name": frozenset(["off", "name"]),
    "address": frozenset(["off", "street-address"]),
    "date": frozenset(["off", "bday"]),
    "email": frozenset(["off", "email"]),
    "phone": frozenset(["off", "tel-national"]),
    "choice": frozenset(["off", "sex", "language"]),
}

AUTOCOMPLETE_PARTS: dict[str, dict[str, str]] = {
    "name": {"family": "family-name", "given": "given-name"},
    "street-address": {
        "postcode": "postal-code",
        "prefecture": "address-level1",
        "city": "address-level2",
        "town": "address-level3",
        "street": "address-line1",
        "building": "address-line2",
    },
    "bday": {"year": "bday-year", "month": "bday-month", "day": "bday-day"},
}

FACT_AUTOCOMPLETE: dict[str, str] = {
    "person.name": "name",
    "person.birth": "bday",
    "person.address": "street-address",
    "person.phone": "tel-national",
    "person.email": "email",
}
