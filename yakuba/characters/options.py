"""What the office may choose in the workshop."""

from yakuba.kernel.options import Option

TICKED_FROM = Option(
    "characters.ticked_from",
    100,
    "コンタクトシートで初めから印を付ける確かさ",
    "画像の1位の候補の確かさがこれ以上の外字には、初めから印が付きます（100で、測ったときの正解が99.5％）。決めるのは、いつも人です。",
)
CONTACT = Option(
    "characters.letter_contact",
    "",
    "氏名の印字が変わるお知らせの問い合わせ先",
    "お知らせ文の終わりに入る、課の名前と電話番号です。空なら「○○区の窓口」と書きます。",
)
