"""What processes cost, read from /proc: CPU time of whole process trees, resident memory, the machine's load."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def load() -> float:
    """Processes that wanted to run during the last minute."""
    return round(os.getloadavg()[0], 2)


def tree(root: int) -> set[int]:
    """A process and all that descend from it, as they live now."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(int(stat.parent.name))
        if fields:
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def cpu_ms(roots: Iterable[int]) -> float:
    """User and system time of these processes and all their descendants, those that ended included."""
    total = 0.0
    for pid in set().union(*(tree(root) for root in roots)):
        fields = _stat(pid)
        if fields:
            total += sum(int(value) for value in fields[11:15]) * _TICK_MS
    return total


def peak_mb(roots: Iterable[int]) -> float:
    """The most memory that one process of these trees has held (VmHWM) since `forget_peaks`."""
    return max((_peak_kb(pid) for root in roots for pid in tree(root)), default=0) / 1024


def forget_peaks(roots: Iterable[int]) -> None:
    """Let the peaks begin anew (Linux: 5 into clear_refs)."""
    for pid in set().union(*(tree(root) for root in roots)):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def _stat(pid: int) -> list[str]:
    """The fields after the program's name: state, parent, …; nothing when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _peak_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
