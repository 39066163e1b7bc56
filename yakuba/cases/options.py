"""What an office may choose about cases."""

from yakuba.kernel.options import Option

UNDO_MINUTES = Option(
    "cases.undo_minutes",
    10,
    "決定を取り消せる時間（分）",
    "決定してから通知書を送るまでの時間です。この間は、決定した課で取り消せます。0 にするとすぐに送ります。",
)
ISSUER = Option(
    "cases.issuer",
    "",
    "通知書の発信者名",
    "通知書の右上に出る名前です（例: 豊島区長 山田 太郎）。空のときは、自治体パックの head（豊島区長）です。",
)
SEAL_WORDS = Option(
    "cases.seal_words",
    "公印省略",
    "公印の欄の言葉",
    "電子で送る通知書には公印を押さないため、そのことを書きます。",
)
DEFENDANT = Option(
    "cases.defendant",
    "",
    "取消訴訟の被告",
    "教示文に出る名前です（行政事件訴訟法46条）。空のときは、区の名前を使います。",
)
