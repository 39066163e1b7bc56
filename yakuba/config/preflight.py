"""What is looked at before a start: each check gives the sentence to say, or None when all is well.

Does not need Django; what does is in `explain.py`.
"""

import os
import shutil
from pathlib import Path

from yakuba.config import database, ports
from yakuba.config.trouble import Trouble

SPACE_NEEDED = 300_000_000
"""Bytes that must be free before a start: the database's own files take some 100 MB, a day's uploads the rest."""


def port_taken(port: int, option: str, host: str = "127.0.0.1") -> str | None:
    """The sentence for a port that another program holds, with the option that chooses another one."""
    if ports.is_free(port, host):
        return None
    if port < 1024 and os.geteuid() != 0:
        return f"ポート {port} は管理者だけが使えます。{option} で 1024 以上の番号を指定してください。"
    holder = ports.holder(port)
    by = f"（使っているのは {holder}）" if holder else ""
    return f"ポート {port} は使われています{by}。別の番号を指定してください。例: {option} {port + 100}"


def disk_short(place: Path) -> str | None:
    """The sentence for a disk that is nearly full; the place need not exist yet."""
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free >= SPACE_NEEDED:
        return None
    return (
        f"{place} のあるディスクの空きが {free // 1_000_000} MB しかありません。"
        f"{SPACE_NEEDED // 1_000_000} MB 以上の空きを作ってください。"
    )


def not_writable(place: Path) -> str | None:
    """The sentence for a data directory that cannot be made or written."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        writable = os.access(place, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if writable:
        return None
    return f"{place} に書き込めません。環境変数 YAKUBA_VAR で別の場所を指定できます。"


def database_unreachable(address: str) -> str | None:
    """The sentence for a database that cannot be entered with this address."""
    try:
        database.enter(address).close()
    except Trouble as trouble:
        return str(trouble)
    return None
