"""Every sentence a form says to the person filling it in. The Japanese sentences are the ids of their translations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.wareki import FIRST_DAY, InWords, format_both
from yakuba.procedures.rules.definition import Text

Translate = Callable[[str], str]

MESSAGES: dict[str, str] = {
    "required": "「%(label)s」を入力してください。",
    "required_choice": "「%(label)s」を選んでください。",
    "required_choices": "「%(label)s」を一つ以上選んでください。",
    "required_file": "「%(label)s」のファイルを選んでください。",
    "required_consent": "内容を確かめて、「%(label)s」に印を付けてください。",
    "required_part": "「%(label)s」の「%(part)s」を入力してください。",
    "required_given": "「%(label)s」の「%(part)s」を入力してください。氏と名に分かれていない方は「−」と入力してください。",
    "required_street": "「%(label)s」の町名か番地を入力してください。",
    "too_long": "「%(label)s」は%(most)s文字までです。いまは%(count)s文字あるので、短くしてください。",
    "too_long_part": "「%(label)s」の「%(part)s」は%(most)s文字までです。短くしてください。",
    "too_short": "「%(label)s」は%(least)s文字以上で入力してください。",
    "value": "「%(label)s」を確かめてください。%(cause)s",
    "my_number": (
        "「%(label)s」に、マイナンバー（個人番号）と思われる12桁の数字があります。"
        "マイナンバーは法律で決められた手続でしか受け取れません。その数字を消してください。"
    ),
    "pattern": "「%(label)s」を確かめてください。%(message)s",
    "check": "%(message)s",
    "not_number": "「%(label)s」は、数字で入力してください。",
    "not_whole": "「%(label)s」は、小数を使わずに入力してください。",
    "too_many_decimals": "「%(label)s」の小数は%(most)s桁までです。",
    "too_small": "「%(label)s」は%(least)s以上の数を入力してください。",
    "too_large": "「%(label)s」は%(most)s以下の数を入力してください。",
    "date_incomplete": "「%(label)s」は、年・月・日をすべて入力してください。",
    "too_early": "「%(label)s」には、%(first)s か、それよりあとの日を入力してください。",
    "too_late": "「%(label)s」には、%(last)s か、それより前の日を入力してください。",
    "not_an_option": "「%(label)s」は、表示されている中から選んでください。",
    "too_few_choices": "「%(label)s」は%(least)s個以上選んでください。",
    "too_many_choices": "「%(label)s」は%(most)s個まで選べます。減らしてください。",
    "email_differs": "確認用のメールアドレスが、上のメールアドレスと違います。同じものを入力してください。",
    "kana": "「%(label)s」の「%(part)s」は、カタカナで入力してください。",
    "postcode": "「%(label)s」の郵便番号は、7桁の数字で入力してください。",
    "prefecture": "「%(label)s」の都道府県を選んでください。",
    "digits": "「%(label)s」の「%(part)s」は、%(count)s桁の数字で入力してください。",
    "account_number": "「%(label)s」の口座番号は、7桁の数字で入力してください。7桁に足りないときは、前に0を付けてください。",
    "account_type": "「%(label)s」の預金の種類を選んでください。",
    "account_holder": "「%(label)s」の口座名義は、通帳のとおりにカタカナで入力してください。",
    "too_few_rows": "「%(label)s」は%(least)s件以上入力してください。",
    "too_many_rows": "「%(label)s」は%(most)s件までです。",
    "too_many_files": "「%(label)s」のファイルは%(most)s個までです。減らしてください。",
    "file_unknown": "「%(label)s」のファイルを、もう一度選んでください。",
    "again": "「%(label)s」を、もう一度入力してください。",
    "too_much": "入力された内容が多すぎて保存できません。文章を短くしてください。",
}

# Words of the form itself: parts of composite answers, fixed answers, and how sheets name them.
TERMS: dict[str, str] = {
    "family": "氏",
    "given": "名",
    "family_kana": "氏（フリガナ）",
    "given_kana": "名（フリガナ）",
    "former": "旧氏・通称",
    "postcode": "郵便番号",
    "prefecture": "都道府県",
    "city": "市区町村",
    "town": "町名",
    "street": "番地",
    "building": "建物名・部屋番号",
    "bank": "金融機関",
    "branch": "支店",
    "type": "預金の種類",
    "number": "口座番号",
    "holder": "口座名義（カナ）",
    "ordinary": "普通",
    "current": "当座",
    "savings": "貯蓄",
    "yes": "はい",
    "no": "いいえ",
    "consent": "同意します",
    "yen": "円",
    "files": "%(count)s個のファイル",
    "row": "%(item)s（%(number)s件目）",
    "in_row": "%(row)s %(label)s",
    "account": "%(bank)s　%(branch)s　%(type)s　%(number)s　%(holder)s",
    "with_former": "%(name)s　旧氏・通称：%(former)s",
    "with_kana": "%(name)s（%(kana)s）",
    "postcode_mark": "〒%(postcode)s",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of `TERMS` as a parameter: translated when the sentence is said."""

    code: str


@dataclass(frozen=True, slots=True)
class Cause:
    """The explanation of a kernel value why a text cannot be read, as a parameter."""

    template: str
    params: Mapping[str, object]

    @classmethod
    def of(cls, error: BadValue) -> "Cause":
        """The cause a refused value gives."""
        return cls(error.template, error.params)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an answer: a code, and the parameters of its sentence (plain values, Text, Term, Cause, dates)."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The Japanese sentence with its blanks: the id under which translations are found."""
        return MESSAGES[self.code]

    def say(self, language: str = "ja", translate: Translate = str) -> str:
        """The whole sentence. `translate` is gettext in the same language."""
        return fill(self.message, self.params, language, translate)


def fill(message: str, params: Mapping[str, object], language: str, translate: Translate) -> str:
    """Translate a message and fill in its blanks, each in the same language."""
    return translate(message) % {name: _said(value, language, translate) for name, value in params.items()}


def say_term(code: str, language: str = "ja", translate: Translate = str, **params: object) -> str:
    """A word of `TERMS`, its blanks filled."""
    return fill(TERMS[code], params, language, translate)


def _said(value: object, language: str, translate: Translate) -> object:
    if isinstance(value, Text):
        return value.say(language)
    if isinstance(value, Term):
        return translate(TERMS[value.code])
    if isinstance(value, Cause):
        words = {name: _word(word, language, translate) for name, word in value.params.items()}
        return fill(value.template, words, language, translate)
    if isinstance(value, date):
        return say_day(value, language)
    return f"{value:,}" if isinstance(value, (int, float)) else value


def _word(value: object, language: str, translate: Translate) -> object:
    """A parameter of a cause: a day in the figures of the language, other texts by gettext."""
    if isinstance(value, InWords):
        return value.western if language == "en" else value
    return translate(value) if isinstance(value, str) else value


def say_day(day: date, language: str) -> str:
    """A day as people of the language read it: 西暦 and 和暦, or the ISO form in English."""
    return day.isoformat() if language == "en" or day < FIRST_DAY else format_both(day)
