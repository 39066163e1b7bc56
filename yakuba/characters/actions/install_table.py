"""Put a newer list into force."""

from collections.abc import Sequence

from yakuba.characters import tables
from yakuba.characters.lists.rows import BadList
from yakuba.characters.lists.updating import Edition, Source, added, renewed
from yakuba.characters.permissions import SET_UP
from yakuba.characters.rules.table import Table
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal


@action(permission=SET_UP, audit="文字の一覧表を入れ替えた")
def update_lists(actor: Actor, *, sources: Sequence[Source], edition: Edition) -> Table:
    """Take a newer MJ文字情報一覧表, MJ縮退マップ, or both. Refuses what `renewed` refuses; then nothing changes."""
    return _install(tables.MJ, lambda: renewed(tables.repertoire().tables[0], sources, edition))


@action(permission=SET_UP, audit="行政事務標準文字の追加文字の表を取り込んだ")
def import_added(actor: Actor, *, sources: Sequence[Source], edition: Edition) -> Table:
    """Take the added characters (GJ) of 行政事務標準文字. Refuses what `added` refuses; then nothing changes."""
    return _install(tables.GJ, lambda: added(sources, edition))


def _install(name: str, compiled: "tables.Compiler") -> Table:
    try:
        content = compiled()
    except BadList as bad:
        raise Refusal("bad_list", bad.sentence) from bad
    table = Table(content)
    audit.note(
        about=audit.Subject("characters", "Table", name),
        version=table.about["version"],
        date=table.about["date"],
        glyphs=len(table),
        seal=table.about["seal"],
    )
    tables.keep(name, content)
    return table
