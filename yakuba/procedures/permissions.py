"""Who may do what with procedures."""

from yakuba.kernel.permissions import PUBLIC, Permission

APPLY = Permission("procedures.apply", "申請を書く・出す", open_to=PUBLIC)
READ = Permission("procedures.read", "手続の定義を見る")
EDIT = Permission("procedures.edit", "手続の定義を取り込む")
PUBLISH = Permission("procedures.publish", "手続を公開・休止する")
RUN = Permission("procedures.run", "下書きの期日を知らせに使う（システム）")
