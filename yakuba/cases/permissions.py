"""Who may do what with cases. Staff hold a permission in sections; the verb asks for the section of the case."""

from yakuba.kernel.permissions import PUBLIC, Permission

OPEN = Permission("cases.open", "申請を受け付ける", open_to=PUBLIC)
OWN = Permission("cases.own", "自分の申請の状況を見る・答える", open_to=PUBLIC)
READ = Permission("cases.read", "案件を読む・意見照会に答える")
HANDLE = Permission("cases.handle", "案件を審査する（補正、照会、連絡、メモ）")
ASSIGN = Permission("cases.assign", "案件の担当を決める・ほかの課へ移す")
DECIDE = Permission("cases.decide", "案件を決定する")
EXPORT = Permission("cases.export", "案件を書き出す（CSV・Excel）")
RUN = Permission("cases.run", "期限の監視と通知書の発行（システム）")
SET_UP = Permission("cases.set_up", "臨時閉庁日を登録する")
