"""What the office may choose in the workshop."""

from yakuba.kernel.options import Option

TICKED_FROM = Option(
    "characters.ticked_from",
    8,
    "コンタクトシートで初めから印を付ける差（100分の1）",
    "1位と2位の候補の近さの差がこれ以上の外字には、初めから印が付きます。決めるのは、いつも人です。",
)
