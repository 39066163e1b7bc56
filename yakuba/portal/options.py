"""What an office may choose about the conversation on LINE."""

from yakuba.kernel.options import Option

TALKS = Option(
    code="portal.line_talks",
    default=True,
    label="LINEで職員に相談できる",
    help="「いいえ」にすると、「職員に聞く」は電話番号と受付時間を答えます。",
)
DESK = Option(
    "portal.line_desk",
    "",
    "どの課か分からない相談を受ける課の符号",
    "組織の符号です。空なら、LINEの相談は、手続のある分野だけで受けます。",
)
OPENS = Option(
    "portal.line_opens",
    830,
    "LINEの相談に答えはじめる時刻",
    "時と分を続けて書きます（8時30分なら 830）。開庁日だけです。",
)
CLOSES = Option(
    "portal.line_closes",
    1715,
    "LINEの相談に答え終わる時刻",
    "時と分を続けて書きます（17時15分なら 1715）。",
)
KEEP_DAYS = Option(
    "portal.keep_talks_days",
    90,
    "LINEの相談の言葉を残す日数",
    "相談が終わってからこの日数が過ぎると、言葉を消します。いつ、どの課が答えたかは残ります。",
)
