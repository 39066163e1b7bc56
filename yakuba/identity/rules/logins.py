"""What a staff login may look like."""

import re

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def is_staff_login(text: str) -> bool:
    """Two to 40 small letters, digits, `.`, `_`, `-`, beginning with a letter or digit; never an e-mail address."""
    return _LOGIN.fullmatch(text) is not None
