"""What stops the house from starting, said to the person at the keyboard."""

import errno

DISK_FULL = "ディスクがいっぱいです。空きを作ってから、もう一度実行してください。"


class Trouble(Exception):
    """Something the operator has to put right. The text is Japanese, and shown without a traceback."""


def disk_full(error: BaseException) -> bool:
    """Whether the error, or one it came from, says that no space is left (or the quota is used up)."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "No space left on device" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
