"""Places for values in words: `{ward}` is the house's, `{会場}` whoever uses the words fills in."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable

LONGEST_NAME = 20
_PLACE = re.compile(r"\{([^{}\n]*)\}")
_FREE = re.compile(r"[^\W_][\w・]*")
_WIDE = re.compile(r"｛([^｛｝{}\n]{1,30})｝")
_AROUND = 8


def names_in(text: str) -> list[str]:
    """The names of all places, in the order in which they stand, each once."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def is_free(name: str) -> bool:
    """Whether a writer may name a place of their own so: up to 20 letters and figures, not all of them ASCII.

    Names in ASCII are the house's alone, so that a slip in one of them is found.
    """
    return len(name) <= LONGEST_NAME and not name.isascii() and _FREE.fullmatch(name) is not None


def fault(text: str, label: str, known: Collection[str], *, free: bool = False) -> str:
    """What is wrong with the braces of a text, as one sentence that says what was probably meant; "" when nothing.

    Refuses braces that do not pair, empty ones, wide ones, and names that are not `known`; with `free`, names of the
    writer's own (`is_free`) are places too.
    """
    rest = _PLACE.sub(lambda place: "\0" * len(place[0]), text)
    at = min((where for where in (rest.find("{"), rest.find("}")) if where >= 0), default=-1)
    if at >= 0:
        return f"{label}の波かっこの組が合いません（{_near(text, at)}）。差し込みは{{名前}}の形で書いてください。"
    if wide := _WIDE.search(text):
        return f"{label}の「{wide[0]}」は、半角の波かっこで{{{wide[1].strip()}}}と書いてください。"
    names = names_in(text)
    if any(not name.strip() for name in names):
        return f"{label}に、中が空の波かっこ{{}}があります。名前を書くか、波かっこを消してください。"
    unknown = [one for one in names if one not in known and not (free and is_free(one))]
    if not unknown:
        return ""
    said = "、".join(f"{{{one}}}" for one in unknown)
    return f"{label}に、使えない差し込みがあります：{said}。{_meant(unknown, known, free=free)}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or ""."""
    plain = "".join(unicodedata.normalize("NFKC", name).lower().split())
    by_plain = {one.lower(): one for one in known}
    found = difflib.get_close_matches(plain, by_plain, n=1, cutoff=0.5)
    return by_plain[found[0]] if found else ""


def _meant(unknown: Iterable[str], known: Collection[str], *, free: bool) -> str:
    for name in unknown:
        if near := nearest(name, known):
            return f"{{{near}}}のことですか。"
        squeezed = "".join(unicodedata.normalize("NFKC", name).split())
        if free and squeezed != name and is_free(squeezed):
            return f"{{{squeezed}}}のことですか。"
    usable = "、".join(f"{{{one}}}" for one in sorted(known))
    own = (
        f"自分で決める名前は、日本語で{LONGEST_NAME}文字まで、空白や記号なしで書いてください。"
        if free
        else ""
    )
    return f"使えるのは{usable}です。{own}" if usable else own


def _near(text: str, at: int) -> str:
    """A few letters around the place of a mistake, to find it by."""
    said = text[max(0, at - _AROUND) : at + _AROUND].replace("\n", " ").strip()
    return f"「{said}」のあたり"
