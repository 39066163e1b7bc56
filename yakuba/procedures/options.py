"""What an office may choose about procedures."""

from yakuba.kernel.options import Option

KEEP_DRAFTS_DAYS = Option(
    "procedures.keep_drafts_days",
    30,
    "下書きを残す日数",
    "最後に保存してからこの日数が過ぎた下書きは、添付ファイルといっしょに消します。",
)
