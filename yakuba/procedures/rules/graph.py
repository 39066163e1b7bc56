"""Order and cycles among the pages and fields of a form."""

from collections.abc import Iterable, Mapping


def ordered(needs: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """Nodes so that each stands after everything it needs, keeping the given order otherwise; and the first cycle found
    (its nodes, the first repeated at the end), where there is one. Works without recursion."""
    done: dict[str, bool] = {}  # absent: not seen, False: on the path, True: finished
    order: list[str] = []
    for root in needs:
        path: list[tuple[str, list[str]]] = []
        if root not in done:
            done[root] = False
            path.append((root, _sorted_needs(needs, root)))
        while path:
            node, rest = path[-1]
            if not rest:
                done[node] = True
                order.append(node)
                path.pop()
                continue
            following = rest.pop(0)
            if following not in done:
                done[following] = False
                path.append((following, _sorted_needs(needs, following)))
            elif not done[following]:
                nodes = [name for name, _ in path]
                return order, [*nodes[nodes.index(following) :], following]
    return order, []


def _sorted_needs(needs: Mapping[str, Iterable[str]], node: str) -> list[str]:
    return sorted(name for name in needs[node] if name in needs)
