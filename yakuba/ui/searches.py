"""Words of a search that may be personal data: they stay in the session, and addresses carry a random key (`find`).

Names and telephone numbers of residents must not stand in addresses, which browsers, proxies and access logs keep.
Lists with `private_search` (`yakuba.ui.tables`) do all this by themselves; a list that reads its own address calls
`keep` when its search box was sent and `words_of` when it is shown.
"""

import secrets

from django.contrib.sessions.backends.base import SessionBase

FIND, WORDS = "find", "words"
"""The name of the key in addresses, and that of the search box in the form."""
KEPT = "searches"
MOST_KEPT = 10
_KEY_BYTES = 9


def clipped(words: str, longest: int) -> str:
    """Words as they are searched for: without NUL and surrounding blanks, at most `longest` characters."""
    return words.replace("\x00", "").strip()[:longest]


def keep(session: SessionBase, name: str, words: str) -> str:
    """Keep the words searched for in the list `name` and return their key; "" for no words.

    The last ten searches of a session are kept; the same words have the same key again.
    """
    if not words:
        return ""
    kept = _kept(session)
    known = next((key for key, *what in kept if what == [name, words]), "")
    key = known or secrets.token_urlsafe(_KEY_BYTES)
    others = [one for one in kept if one[0] != key]
    session[KEPT] = [*others, [key, name, words]][-MOST_KEPT:]
    return key


def words_of(session: SessionBase, name: str, key: str) -> str:
    """Return the words kept for the list `name` under a key; "" where there are none (any more)."""
    if not key:
        return ""
    return next((words for one, of, words in _kept(session) if (one, of) == (key, name)), "")


def _kept(session: SessionBase) -> list[list[str]]:
    found: list[list[str]] = session.get(KEPT, [])
    return found
