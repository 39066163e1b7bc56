"""What an office may choose about its messages."""

from yakuba.kernel.options import Option

KEEP_DAYS = Option(
    "messaging.keep_days",
    365,
    "お知らせを残す日数",
    "送ってからこの日数が過ぎたお知らせは、文面とあて先を消します。送った日時と文例の名前だけが残ります。",
)

KEEP_LINE_DAYS = Option(
    "messaging.keep_line_days",
    30,
    "LINEで届いた内容を残す日数",
    "届いてからこの日数が過ぎた内容を消します。いつ、どのような操作があったかだけが残ります。",
)
