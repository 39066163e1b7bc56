"""Who may do what with characters."""

from yakuba.kernel.permissions import Permission

CONVERT = Permission("characters.convert", "文字を調べる・変換する")
RUN = Permission("characters.run", "氏名を一括で変換し、結果を読む")
IDENTIFY = Permission("characters.identify", "外字を取り込み、同定する（提案と確認）")
SIGN_OFF = Permission("characters.sign_off", "外字変換表を承認する・前の版に戻す")
SET_UP = Permission("characters.set_up", "文字の表を入れ替える")
