"""Catalogue: questions of several boxes, repetition, files."""

from django.utils.safestring import SafeString

from yakuba.ui.catalogue.entries import Entry
from yakuba.ui.components.fields import Choice, FieldView, text_field
from yakuba.ui.components.groups import FileRow, Repetition, file_field, repeating_group
from yakuba.ui.components.markup import joined
from yakuba.ui.components.parts import (
    PartsView,
    address_field,
    bank_account_field,
    date_field,
    name_field,
)

ERAS = tuple(Choice(era, era) for era in ("令和", "平成", "昭和", "大正", "明治"))


def name_plain() -> SafeString:
    """申請する人の名前"""
    return name_field(PartsView(id="applicant", name="applicant", label="お名前", required=True, own=True))


def name_full() -> SafeString:
    """旧氏と通称もある名前"""
    return name_field(
        PartsView(
            id="spouse",
            name="spouse",
            label="配偶者のお名前",
            values={"family": "髙橋", "given": "花子", "family_kana": "タカハシ", "given_kana": "はなこ"},
            errors={"given_kana": "カタカナで入力してください。"},
            required=True,
        ),
        former=True,
        alias=True,
    )


def address_plain() -> SafeString:
    """住所"""
    return address_field(PartsView(id="home", name="home", label="住所", required=True, own=True))


def date_plain() -> SafeString:
    """西暦でも和暦でも書ける日付"""
    return date_field(
        PartsView(id="birthday", name="birthday", label="生年月日", required=True, own=True),
        eras=ERAS,
        meaning="birthday",
    )


def date_read() -> SafeString:
    """読み取った日付"""
    return date_field(
        PartsView(
            id="entered",
            name="entered",
            label="入学した日",
            values={"era": "平成", "year": "31", "month": "4", "day": "1"},
            readback="平成31年（2019年）4月1日",
        ),
        eras=ERAS,
    )


def date_wrong() -> SafeString:
    """ありえない日付"""
    return date_field(
        PartsView(
            id="moved",
            name="moved",
            label="引っ越した日",
            values={"year": "2026", "month": "2", "day": "30"},
            errors={"day": "2月は28日までです。"},
            required=True,
        )
    )


def bank_plain() -> SafeString:
    """振込先"""
    return bank_account_field(
        PartsView(
            id="account",
            name="account",
            label="振込先の口座",
            help="申請する人の名義の口座を書いてください。",
            values={"bank": "0001", "type": "ordinary"},
            required=True,
        ),
        bank_found="みずほ銀行（0001）",
    )


def repetition_plain() -> SafeString:
    """お子さんの数だけ繰り返す"""
    rounds = [
        Repetition(
            title=f"{number}人目のお子さん",
            remove=f"children:remove:{number}",
            body=joined(
                [
                    name_field(
                        PartsView(
                            id=f"child-{number}",
                            name=f"children.{number}.name",
                            label="お名前",
                            required=True,
                        )
                    ),
                    text_field(
                        FieldView(
                            id=f"child-{number}-school", name=f"children.{number}.school", label="学校の名前"
                        )
                    ),
                ]
            ),
        )
        for number in (1, 2)
    ]
    view = FieldView(id="children", name="children", label="お子さん", required=True)
    return repeating_group(view, rounds, add="children:add", add_label="お子さんを追加する")


def file_empty() -> SafeString:
    """書類を送る"""
    return file_field(
        FieldView(
            id="proof",
            name="proof",
            label="本人確認の書類",
            help="運転免許証などの写真。PDF・JPEG・PNG、1つ10 MBまで。",
            required=True,
        ),
        accept=".pdf,.jpg,.jpeg,.png",
        multiple=True,
        largest=10 * 2**20,
    )


def file_some() -> SafeString:
    """すでに届いた書類"""
    return file_field(
        FieldView(id="papers", name="papers", label="課税証明書"),
        files=(
            FileRow(name="課税証明書.pdf", size="1.2 MB", url="#file", remove="papers:remove:1"),
            FileRow(name="裏面.jpg", size="840 KB", remove="papers:remove:2", state="waiting"),
            FileRow(name="明細.zip", size="3 KB", remove="papers:remove:3", state="quarantined"),
        ),
    )


ENTRIES = (
    Entry(
        "name",
        "名前",
        "組になった質問",
        "人の名前を聞くとき。漢字はそのまま、フリガナは別の欄に書きます。",
        "使える文字を絞らない。々・ー・異体字も、その人の名前です。",
        (name_plain, name_full),
    ),
    Entry(
        "address",
        "住所",
        "組になった質問",
        "日本の住所を聞くとき。郵便番号から残りの欄を入れられます。",
        "見つからない郵便番号を断らない（大口の番号は台帳にありません）。",
        (address_plain,),
    ),
    Entry(
        "date",
        "日付",
        "組になった質問",
        "覚えている日付を書いてもらうとき。西暦・和暦のどちらでも書けます。",
        "カレンダーから生年月日を選ばせない。",
        (date_plain, date_read, date_wrong),
    ),
    Entry(
        "bank-account",
        "口座",
        "組になった質問",
        "振込先を聞くとき。名前でも番号でも探せます。",
        "口座番号を、必要のない手続で聞かない。",
        (bank_plain,),
    ),
    Entry(
        "repetition",
        "繰り返し",
        "組になった質問",
        "同じ質問を人数分聞くとき。",
        "空の欄を初めから何人分も並べない。",
        (repetition_plain,),
    ),
    Entry(
        "files",
        "書類",
        "組になった質問",
        "書類や写真を受け取るとき。種類と大きさを先に書きます。",
        "区がすでに持っている書類を求めない。",
        (file_empty, file_some),
    ),
)
