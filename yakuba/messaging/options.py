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
PUSH_HOSTS = Option(
    "messaging.push_hosts",
    "fcm.googleapis.com updates.push.services.mozilla.com web.push.apple.com *.notify.windows.com",
    "端末への通知を頼む事業者",
    "ブラウザーを作っている事業者の番地です。ここにない番地には、端末を登録できず、何も送りません。空白で区切ります。"
    "*. で始めると、その下の番地をすべて指します。",
)
QUIET_FROM = Option(
    "messaging.quiet_from",
    21,
    "夜間に配信しない時刻（始まり）",
    "この時から、朝の終わりの時刻まで、配信を始めません（急ぎの配信を除く）。0から23の時です。",
)
QUIET_UNTIL = Option(
    "messaging.quiet_until",
    8,
    "夜間に配信しない時刻（終わり）",
    "この時になったら、夜のあいだ待っていた配信を始めます。始まりと同じ時にすると、夜も配信します。",
)
MOST_A_WEEK = Option(
    "messaging.most_a_week",
    5,
    "1人に送る配信の、1週間の上限",
    "7日のあいだにこの数の配信を受け取った方には、急ぎでない配信を送りません。0にすると上限がありません。",
)
MOST_FILES_DAYS = Option(
    "messaging.most_files_days",
    90,
    "配信のファイルを開ける日数の上限",
    "配信に付けるファイルは、送ってからこの日数まで開けるようにできます。書く人が、この中で選びます（はじめは30日）。",
)
