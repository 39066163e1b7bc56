"""What may be changed in the organisation. Pure: judges against the tree as it is."""

from datetime import date, timedelta

from yakuba.identity.rules.section_tree import Tree

FURTHEST = timedelta(days=366 * 2)
EARLIEST = date(1943, 7, 1)  # 東京都制の施行


def fault_of_day(day: date, today: date) -> str:
    """Why a change cannot be dated so; "" where it can."""
    if not EARLIEST <= day <= today + FURTHEST:
        return "日付は、1943年7月1日から2年後までの間で入れてください。"
    return ""


def fault_of_change(tree: Tree, section_id: int, parent_id: int | None, on: date) -> str:
    """Why a section cannot have a new name or place from a day; "" where it can.

    The last term must be running and must have begun before; nothing stands below itself.
    """
    terms = tree.terms.get(section_id, ())
    if not terms or terms[-1].until is not None:
        return "この組織は、もう終わっています。"
    if terms[-1].since >= on:
        return "今の名前が始まった日より後の日にしてください。"
    return fault_of_parent(tree, section_id, parent_id, on)


def fault_of_parent(tree: Tree, section_id: int | None, parent_id: int | None, on: date) -> str:
    """Why a section cannot stand below another from a day; "" where it can."""
    if parent_id is None:
        return ""
    if not tree.is_open(parent_id, on):
        return "その日には、上の組織がありません。"
    if section_id is not None and (parent_id == section_id or section_id in tree.ancestors(parent_id, on)):
        return "自分や、自分の下の組織を、上に置くことはできません。"
    return ""


def fault_of_ending(tree: Tree, section_id: int, successor_id: int | None, on: date) -> str:
    """Why a section cannot end on a day with its work going to another; "" where it can."""
    terms = tree.terms.get(section_id, ())
    if not terms or terms[-1].until is not None:
        return "この組織は、もう終わっています。"
    if terms[-1].since >= on:
        return "今の名前が始まった日より後の日にしてください。"
    if any(one != section_id for one in tree.below(section_id, on)):
        return "下にある組織を、先に移すか終わらせてください。"
    if successor_id is None:
        return ""
    if successor_id == section_id or tree.present_of(successor_id) == section_id:
        return "仕事を引き継ぐ組織が正しくありません。"
    if not tree.is_open(successor_id, on):
        return "その日には、仕事を引き継ぐ組織がありません。"
    return ""
