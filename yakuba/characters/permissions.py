"""Who may do what with characters."""

from yakuba.kernel.permissions import Permission

CONVERT = Permission("characters.convert", "文字を調べる・変換する")
RUN = Permission("characters.run", "氏名を一括で変換し、結果を読む")
SET_UP = Permission("characters.set_up", "文字の表を入れ替える")
