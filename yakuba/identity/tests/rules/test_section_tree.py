"""The organisation over time: a rename, a move, a merger, an end."""

from datetime import date

import pytest

from yakuba.identity.rules.section_tree import Node, Term, Tree, tree_of

BEFORE, CHANGE, AFTER = date(2024, 6, 1), date(2025, 4, 1), date(2026, 6, 1)
START = date(2010, 4, 1)
POLICY, OLD, NEW, UNIT, WELFARE, HEALTH = 1, 2, 3, 4, 5, 6


@pytest.fixture
def tree() -> Tree:
    """政策経営部 with 情報管理課, which 情報政策課 succeeded in 2025; a unit that was renamed and moved."""
    return tree_of(
        [
            Node(POLICY, "policy", "department"),
            Node(OLD, "information_management", "division", NEW),
            Node(NEW, "information_policy", "division"),
            Node(UNIT, "security", "unit"),
            Node(WELFARE, "welfare", "department"),
            Node(HEALTH, "health", "division", WELFARE),
        ],
        [
            Term(POLICY, "政策経営部", None, START),
            Term(OLD, "情報管理課", POLICY, START, CHANGE),
            Term(NEW, "情報政策課", POLICY, CHANGE),
            Term(UNIT, "セキュリティ担当", OLD, START, CHANGE),
            Term(UNIT, "安全担当", NEW, CHANGE),
            Term(WELFARE, "福祉部", None, START),
            Term(HEALTH, "健康課", WELFARE, START, CHANGE),
        ],
    )


def test_name_on_a_day_is_that_days(tree: Tree) -> None:
    assert tree.name(UNIT, BEFORE) == "セキュリティ担当"
    assert tree.name(UNIT, CHANGE) == "安全担当"
    assert tree.name(UNIT, date(2000, 1, 1)) == "セキュリティ担当"
    assert tree.name(OLD, AFTER) == "情報管理課", "a section that ended keeps its last name"
    assert tree.name(99, AFTER) == ""


def test_unit_is_shown_after_its_division(tree: Tree) -> None:
    assert tree.full_name(UNIT, BEFORE) == "情報管理課 セキュリティ担当"
    assert tree.full_name(NEW, AFTER) == "情報政策課"


def test_what_stands_above_and_below_depends_on_the_day(tree: Tree) -> None:
    assert tree.ancestors(UNIT, BEFORE) == [OLD, POLICY]
    assert tree.ancestors(UNIT, AFTER) == [NEW, POLICY]
    assert tree.below(POLICY, BEFORE) == {POLICY, OLD, UNIT}
    assert tree.below(POLICY, AFTER) == {POLICY, NEW, UNIT}


def test_open_sections_come_each_after_its_parent(tree: Tree) -> None:
    assert tree.open_on(AFTER) == [POLICY, NEW, UNIT, WELFARE]
    assert tree.open_on(date(2000, 1, 1)) == []


def test_predecessors_count_once_they_are_closed(tree: Tree) -> None:
    assert tree.with_predecessors({NEW}, AFTER) == {NEW, OLD}
    assert tree.with_predecessors({NEW}, BEFORE) == {NEW}


def test_present_section_is_at_the_end_of_the_chain(tree: Tree) -> None:
    assert tree.present_of(OLD) == NEW
    assert tree.present_of(NEW) == NEW


def test_history_tells_names_moves_and_who_carried_on(tree: Tree) -> None:
    assert tree.history(UNIT) == [
        "2010年4月1日から「セキュリティ担当」です。",
        "2025年4月1日に「セキュリティ担当」から「安全担当」に変わりました。",
        "2025年4月1日に「情報政策課」に移りました。",
    ]
    assert tree.history(OLD)[-1] == "2025年3月31日で終わりました。仕事は「情報政策課」が引き継ぎました。"
    assert tree.history(NEW)[0] == "2025年4月1日に、情報管理課の仕事を引き継ぎました。"


def test_loops_in_the_data_end_the_walk() -> None:
    looped = tree_of(
        [Node(1, "a", "division", 2), Node(2, "b", "division", 1)],
        [Term(1, "a", 2, START), Term(2, "b", 1, START)],
    )
    assert looped.ancestors(1, AFTER) == [2]
    assert looped.present_of(1) == 2
    assert looped.below(1, AFTER) == {1, 2}
    assert looped.open_on(AFTER) == []
