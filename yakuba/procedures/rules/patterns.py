"""Which regular expressions a definition may hold: those that can never take long (no ReDoS through a form)."""

import re

from yakuba.procedures.rules.kinds import MAX_LENGTH_TEXT

MAX_PATTERN = 100
MAX_WAYS = 100_000

_PIECE = re.compile(
    r"""(?P<set>\[\^?\]?(?:[^\]\\\n]|\\.)*\])
    | (?P<escape>\\[dDwWsS.\\+*?()\[\]{}|^$/-])
    | (?P<open>\((?:\?:)?) | (?P<close>\)) | (?P<or>\|)
    | (?P<repeat>[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})
    | (?P<literal>[^\\\[\](){}|*+?^$\n])
    """,
    re.VERBOSE,
)


def fault_of_pattern(pattern: str) -> str:
    """Why the pattern may not be used, as a Japanese sentence; empty where it may.

    Refuses look-around, back references, anchors (the whole text is matched anyway), a repeated group other than
    `( )?`, and patterns whose repetitions could be tried in more than 100,000 ways.
    """
    if len(pattern) > MAX_PATTERN:
        return f"pattern が長すぎます（{MAX_PATTERN}文字まで）。"
    ways, at, before = 1, 0, ""
    while at < len(pattern):
        match = _PIECE.match(pattern, at)
        if match is None:
            return f"pattern の「{pattern[at : at + 10]}」は使えません（^ と $ は要りません）。"
        piece = match.lastgroup or ""
        if piece == "repeat":
            if before in ("", "repeat", "open", "or") or (before == "close" and match[0] != "?"):
                return f"pattern の「{match[0]}」は、文字か [ ] のすぐあとに書きます（( ) のあとは ? だけ）。"
            ways *= _ways(match[0])
        before, at = piece, match.end()
    if ways > MAX_WAYS:
        return "pattern の繰り返し（* や + など）が多すぎます。{2,4} のように回数を絞ってください。"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return "pattern が正規表現として正しくありません。( ) や [ ] の数を確かめてください。"
    return ""


def _ways(repeat: str) -> int:
    if repeat in "*+":
        return MAX_LENGTH_TEXT
    if repeat == "?":
        return 2
    least, comma, most = repeat[1:-1].partition(",")
    if not comma:
        return 1
    return max(1, (int(most) if most else MAX_LENGTH_TEXT) - int(least or 0) + 1)
