"""Catalogue: questions of one box."""

from django.utils.safestring import SafeString

from yakuba.ui.catalogue.entries import Entry
from yakuba.ui.components.fields import (
    Choice,
    FieldView,
    checkbox_group,
    computed_field,
    consent_field,
    email_field,
    money_field,
    number_field,
    phone_field,
    radio_group,
    select_field,
    text_field,
    textarea_field,
    tick_field,
    yes_no_field,
)

REASONS = (Choice("move", "引っ越し"), Choice("lost", "なくした"), Choice("other", "そのほか"))


def text_plain() -> SafeString:
    """必須の欄"""
    return text_field(FieldView(id="school", name="school", label="学校の名前", required=True))


def text_helped() -> SafeString:
    """説明のある任意の欄"""
    return text_field(
        FieldView(
            id="dog",
            name="dog",
            label="犬の名前",
            help="鑑札に書く名前です。ひらがなでもかまいません。",
            width="m",
        )
    )


def text_wrong() -> SafeString:
    """間違いのある欄"""
    return text_field(
        FieldView(
            id="card",
            name="card",
            label="保険証の番号",
            value="12-34",
            help="8けたの数字です。",
            error="数字8けたで入力してください。例：12345678",
            required=True,
            inputmode="numeric",
            width="m",
        )
    )


def text_known() -> SafeString:
    """すでに分かっている値を入れた欄"""
    return text_field(
        FieldView(
            id="parent",
            name="parent",
            label="保護者のお名前",
            value="山田 太郎",
            origin="前回の申請から入れました。変更できます。",
            required=True,
            lang="ja",
        )
    )


def text_fixed() -> SafeString:
    """変えられない欄"""
    return text_field(
        FieldView(
            id="number",
            name="number",
            label="受付番号",
            value="R8-0123-4567",
            readonly=True,
            mark=False,
            width="m",
        )
    )


def long_plain() -> SafeString:
    """文字数の上限がある長い文章"""
    return textarea_field(
        FieldView(
            id="reason",
            name="reason",
            label="申請の理由",
            help="困っていることを、そのまま書いてください。",
            limit=500,
        )
    )


def long_wrong() -> SafeString:
    """間違いのある長い文章"""
    return textarea_field(
        FieldView(
            id="why",
            name="why",
            label="遅れた理由",
            value="病院に入っていたため。",
            error="いつからいつまで入院していたかも書いてください。",
            required=True,
            limit=200,
        ),
        rows=3,
    )


def number_plain() -> SafeString:
    """単位のある数字"""
    return number_field(FieldView(id="people", name="people", label="世帯の人数", suffix="人", required=True))


def money_plain() -> SafeString:
    """金額"""
    return money_field(FieldView(id="income", name="income", label="前の年の所得", value="3,200,000"))


def phone_plain() -> SafeString:
    """電話番号"""
    return phone_field(
        FieldView(
            id="phone",
            name="phone",
            label="電話番号",
            help="日中につながる番号を書いてください。",
            autocomplete="tel-national",
            required=True,
        )
    )


def email_plain() -> SafeString:
    """メールアドレス"""
    return email_field(
        FieldView(
            id="email",
            name="email",
            label="メールアドレス",
            help="受付番号をお送りします。",
            autocomplete="email",
            required=True,
        )
    )


def select_plain() -> SafeString:
    """多くの中から一つ"""
    return select_field(
        FieldView(id="prefecture", name="prefecture", label="引っ越し先の都道府県", required=True, width="m"),
        [Choice("11", "埼玉県"), Choice("12", "千葉県"), Choice("13", "東京都"), Choice("14", "神奈川県")],
    )


def radio_plain() -> SafeString:
    """いくつかの中から一つ"""
    return radio_group(FieldView(id="cause", name="cause", label="再発行の理由", required=True), REASONS)


def radio_helped() -> SafeString:
    """説明のある選択肢"""
    return radio_group(
        FieldView(id="way", name="way", label="証明書の受け取り方", required=True, value="mail"),
        [
            Choice("mail", "郵送", help="3日ほどで届きます。送料は110円です。"),
            Choice("counter", "窓口", help="区役所の3階でお渡しします。"),
            Choice("konbini", "コンビニエンスストア", help="今は使えません。", disabled=True),
        ],
    )


def radio_wrong() -> SafeString:
    """選び忘れ"""
    return radio_group(
        FieldView(id="pay", name="pay", label="払い方", required=True, error="払い方を選んでください。"),
        [Choice("card", "クレジットカード"), Choice("slip", "納付書")],
        inline=True,
    )


def yes_no_plain() -> SafeString:
    """はい・いいえ"""
    return yes_no_field(
        FieldView(id="same", name="same", label="住所は、お子さんと同じですか", required=True)
    )


def check_plain() -> SafeString:
    """あてはまるものをすべて"""
    return checkbox_group(
        FieldView(
            id="needs", name="needs", label="必要な配慮", help="あてはまるものを、すべて選んでください。"
        ),
        [Choice("sign", "手話通訳"), Choice("large", "大きな文字の通知"), Choice("furigana", "ふりがな")],
        chosen={"large"},
    )


def consent_plain() -> SafeString:
    """同意"""
    return consent_field(
        FieldView(
            id="agree",
            name="agree",
            label="所得の確認",
            help="同意しない場合は、課税証明書が必要です。",
            required=True,
        ),
        "区が所得の情報を確認することに同意します",
    )


def tick_plain() -> SafeString:
    """一つだけの設定"""
    return tick_field(
        FieldView(id="remember", name="remember", label=""),
        Choice("on", "この端末を30日間覚える", help="自分だけが使う端末で選んでください。"),
        ticked=False,
    )


def computed_plain() -> SafeString:
    """計算した値"""
    return computed_field(
        FieldView(
            id="total",
            name="total",
            label="手数料の合計",
            value="1,200",
            suffix="円",
            help="証明書4通、1通300円です。",
        )
    )


ENTRIES = (
    Entry(
        "text",
        "文字の欄",
        "質問",
        "1行で答えられることを聞くとき。欄の幅で、答えの長さを伝えます。",
        "例を欄の中に薄く書かない（消えると読めない）。けた数で打ち切らない。",
        (text_plain, text_helped, text_wrong, text_known, text_fixed),
    ),
    Entry(
        "textarea",
        "長い文章の欄",
        "質問",
        "自由に書いてもらうとき。上限があれば文字数を示します。",
        "選べば済むことを書かせない。上限を超えた文章を勝手に切らない。",
        (long_plain, long_wrong),
    ),
    Entry(
        "figures-and-addresses",
        "数字・金額・連絡先",
        "質問",
        "数字のキーボードや、ブラウザの自動入力を使えるようにするとき。",
        "全角の数字やハイフンを断らない。読み取りは役所の仕事です。",
        (number_plain, money_plain, phone_plain, email_plain),
    ),
    Entry(
        "select",
        "選択の一覧",
        "質問",
        "8つ以上の中から一つ選ぶとき。",
        "7つまでは、見比べやすいラジオボタンにします。",
        (select_plain,),
    ),
    Entry(
        "radio",
        "一つ選ぶ",
        "質問",
        "いくつかの中から一つ選ぶとき。行のどこを押しても選べます。",
        "初めから選んでおかない（本人の答えでなくなります）。",
        (radio_plain, radio_helped, radio_wrong, yes_no_plain),
    ),
    Entry(
        "checkbox",
        "いくつでも選ぶ",
        "質問",
        "あてはまるものをすべて選ぶとき、同意を求めるとき。",
        "同意のチェックを初めから入れておかない。",
        (check_plain, consent_plain, tick_plain),
    ),
    Entry(
        "computed",
        "計算した値",
        "質問",
        "答えから役所が計算した値を見せるとき。",
        "計算できることを、人に入力させない。",
        (computed_plain,),
    ),
)
