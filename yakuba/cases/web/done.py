"""What is said once after a verb was done."""

SENTENCES = {
    "take": "担当になりました",
    "assign": "担当を決めました",
    "transfer": "ほかの課へ移しました",
    "add_note": "メモを書きました",
    "send_message": "申請した方に連絡しました",
    "ask_correction": "補正を求めました",
    "cancel_correction": "補正の依頼を取り消しました",
    "ask_opinion": "意見を求めました",
    "answer_opinion": "意見を答えました",
    "cancel_opinion": "意見照会を取り消しました",
    "decide": "決定しました",
    "undo_decision": "決定を取り消しました",
    "release_notice": "通知書を送る手続きを始めました",
}
