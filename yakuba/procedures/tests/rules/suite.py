"""The shared suite of conditions, read for both evaluators."""

import json
from pathlib import Path
from typing import Any

from yakuba.procedures.rules.expressions import Tree, parse

TODAY = "2026-05-01"


def cases() -> list[dict[str, Any]]:
    """The cases of `conditions_suite.json`, each with its tree."""
    found: list[dict[str, Any]] = json.loads(Path(__file__).with_name("conditions_suite.json").read_text())[
        "cases"
    ]
    for case in found:
        case["tree"] = in_row(parse(case["expression"]), case.get("row") or {})
        case.setdefault("today", TODAY)
    return found


def in_row(tree: Tree, row: dict[str, Any]) -> Tree:
    """The tree with the names of the row marked as such, as resolving against a definition would."""
    if not isinstance(tree, tuple):
        return tree
    if tree[0] == "get" and tree[1] in row:
        return ("row", *tree[1:])
    return (tree[0], *(in_row(part, row) for part in tree[1:]))
