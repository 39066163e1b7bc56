"""The part of a ward pack that tells of people: organization.toml, roles.toml, staff.toml, residents.toml. Pure.

Reads parsed TOML into rows and names every mistake at once, each with its file and place.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from yakuba.identity.rules.logins import is_staff_login

KINDS = ("department", "division", "unit", "office", "bureau")
REACHES = ("section", "below", "ward")
LANGUAGES = {"ja": "ja", "easy": "ja-easy", "en": "en"}
NAME_PARTS = ("family", "given", "family_kana", "given_kana")
ORGANIZATION, ROLES, STAFF, RESIDENTS = "organization.toml", "roles.toml", "staff.toml", "residents.toml"
FILES = (ORGANIZATION, ROLES, STAFF, RESIDENTS)


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section over one period; `until` is the first day it no longer held."""

    code: str
    name: str
    kind: str
    since: date
    until: date | None
    parent: str
    successor: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A bundle of permissions."""

    code: str
    label: str
    help: str
    reach: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """A role in a section over a period; `until` is the first day it no longer held."""

    section: str
    role: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff with appointments; `demo` describes them in the list of ready sign-ins."""

    login: str
    names: Mapping[str, str]
    email: str
    demo: str
    appointments: tuple[AppointmentRow, ...]


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A made-up resident with what the office knows of them."""

    key: str
    names: Mapping[str, str]
    email: str
    language: str
    account: bool
    demo: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything of the four files."""

    sections: tuple[SectionRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    staff: tuple[StaffRow, ...] = ()
    residents: tuple[ResidentRow, ...] = ()


@dataclass(slots=True)
class Reading:
    """Mistakes found so far, as sentences that name file and place."""

    mistakes: list[str] = field(default_factory=list)

    def wrong(self, file: str, where: str, sentence: str) -> None:
        """Note a mistake."""
        self.mistakes.append(f"{file} の {where}：{sentence}")


def read_pack(
    files: Mapping[str, Mapping[str, Any]], *, permissions: Iterable[str]
) -> tuple[Pack, list[str]]:
    """The pack in parsed TOML by file name, and its mistakes (then the pack is not to be used)."""
    reading = Reading()
    sections = tuple(_rows(files, ORGANIZATION, "section", reading, _section))
    roles = tuple(_rows(files, ROLES, "role", reading, _role))
    staff = tuple(_rows(files, STAFF, "staff", reading, _staff))
    residents = tuple(_rows(files, RESIDENTS, "resident", reading, _resident))
    _check_sections(sections, reading)
    _check_roles(roles, frozenset(permissions), reading)
    _check_staff(staff, {one.code for one in sections}, {one.code for one in roles}, reading)
    _check_unique(RESIDENTS, "key", [one.key for one in residents], reading)
    return Pack(sections, roles, staff, residents), reading.mistakes


Read = Callable[[Mapping[str, Any]], Any]


def _rows(
    files: Mapping[str, Mapping[str, Any]], file: str, table: str, reading: Reading, read: Read
) -> Iterable[Any]:
    rows = files.get(file, {}).get(table, [])
    if not isinstance(rows, list):
        reading.wrong(file, f"[[{table}]]", "[[ ]] で囲んだ表の並びにしてください。")
        return
    for number, row in enumerate(rows, start=1):
        try:
            yield read(row)
        except KeyError as missing:
            reading.wrong(file, _place(number, row), f"{missing.args[0]} がありません。")
        except (TypeError, ValueError) as bad:
            reading.wrong(file, _place(number, row), str(bad))


def _place(number: int, row: Any) -> str:
    names = row if isinstance(row, Mapping) else {}
    name = names.get("code") or names.get("login") or names.get("key") or ""
    return f"{number}番目{f'（{name}）' if name else ''}"


def _text(row: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = row[key] if default is None else row.get(key, default)
    if not isinstance(value, str):
        raise TypeError(f"{key} は文字で書いてください。")
    return value


def _period(row: Mapping[str, Any]) -> tuple[date, date | None]:
    since, last = row["from"], row.get("until")
    if type(since) is not date or not (last is None or type(last) is date):
        raise ValueError("from と until は 2025-04-01 のような日付で書いてください。")
    if last is not None and last < since:
        raise ValueError("until が from より前です。")
    return since, None if last is None else last + timedelta(days=1)


def _one_of(value: str, known: Iterable[str], key: str) -> str:
    if value not in tuple(known):
        raise ValueError(f"{key} は {'、'.join(known)} のどれかにしてください（今は「{value}」）。")
    return value


def _section(row: Mapping[str, Any]) -> SectionRow:
    since, until = _period(row)
    same = {key: key for key in ("name_en", "name_easy", "phone", "place", "sign")}
    texts = {**same, "hours": "opening"}
    return SectionRow(
        code=_text(row, "code"),
        name=_text(row, "name"),
        kind=_one_of(_text(row, "kind"), KINDS, "kind"),
        since=since,
        until=until,
        parent=_text(row, "parent", ""),
        successor=_text(row, "successor", ""),
        texts={ours: _text(row, theirs, "") for ours, theirs in texts.items()},
    )


def _role(row: Mapping[str, Any]) -> RoleRow:
    codes = row["permissions"]
    if not isinstance(codes, list) or not all(isinstance(one, str) for one in codes):
        raise TypeError("permissions は文字の並びにしてください。")
    return RoleRow(
        code=_text(row, "code"),
        label=_text(row, "label"),
        help=_text(row, "help", ""),
        reach=_one_of(_text(row, "reach", "below"), REACHES, "reach"),
        permissions=tuple(codes),
    )


def _staff(row: Mapping[str, Any]) -> StaffRow:
    login = _text(row, "login")
    if not is_staff_login(login):
        raise ValueError("login は半角の英小文字と数字（2文字から40文字）にしてください。")
    appointments = []
    for one in row.get("appointments", []):
        since, until = _period(one)
        appointments.append(AppointmentRow(_text(one, "section"), _text(one, "role"), since, until))
    return StaffRow(login, _names(row), _text(row, "email", ""), _text(row, "demo", ""), tuple(appointments))


def _names(row: Mapping[str, Any]) -> dict[str, str]:
    return {"family": _text(row, "family")} | {part: _text(row, part, "") for part in NAME_PARTS[1:]}


def _resident(row: Mapping[str, Any]) -> ResidentRow:
    names = _names(row)
    former = {"former": _text(row, "former")} if "former" in row else {}
    facts: dict[str, Any] = {"person.name": {**names, **former}, "person.email": _text(row, "email")}
    if "birth" in row:
        if type(row["birth"]) is not date:
            raise ValueError("birth は 1992-05-14 のような日付で書いてください。")
        facts["person.birth"] = row["birth"].isoformat()
    for key in ("address", "phone", "bank_account"):
        if key in row:
            facts[f"person.{key}"] = row[key]
    return ResidentRow(
        key=_text(row, "key"),
        names=names,
        email=_text(row, "email"),
        language=LANGUAGES[_one_of(_text(row, "language", "ja"), LANGUAGES, "language")],
        account=row.get("account") is True,
        demo=_text(row, "demo", ""),
        facts=facts,
    )


def _check_sections(rows: tuple[SectionRow, ...], reading: Reading) -> None:
    codes = {row.code for row in rows}
    terms: dict[str, list[SectionRow]] = {}
    for row in rows:
        terms.setdefault(row.code, []).append(row)
        for key, value in (("parent", row.parent), ("successor", row.successor)):
            if value and (value not in codes or value == row.code):
                reading.wrong(ORGANIZATION, row.code, f"{key} の「{value}」がこのファイルにありません。")
        if row.successor and row.until is None:
            reading.wrong(ORGANIZATION, row.code, "successor を書くときは until も書いてください。")
    for code, ones in terms.items():
        ordered = sorted(ones, key=lambda one: one.since)
        for before, after in pairwise(ordered):
            if before.until is None or before.until > after.since:
                reading.wrong(ORGANIZATION, code, "同じ code の期間が重なっています。")
    _check_loops({row.code: row.parent for row in rows}, "parent", reading)
    _check_loops({row.code: row.successor for row in rows}, "successor", reading)


def _check_loops(above: Mapping[str, str], key: str, reading: Reading) -> None:
    for code in above:
        seen, one = {code}, above[code]
        while one and one not in seen:
            seen.add(one)
            one = above.get(one, "")
        if one == code:
            reading.wrong(ORGANIZATION, code, f"{key} をたどると自分に戻ります。")


def _check_roles(rows: tuple[RoleRow, ...], known: frozenset[str], reading: Reading) -> None:
    _check_unique(ROLES, "code", [row.code for row in rows], reading)
    for row in rows:
        for code in row.permissions:
            if code not in known:
                reading.wrong(ROLES, row.code, f"「{code}」という許可はありません。")


def _check_staff(rows: tuple[StaffRow, ...], sections: set[str], roles: set[str], reading: Reading) -> None:
    _check_unique(STAFF, "login", [row.login for row in rows], reading)
    for row in rows:
        for one in row.appointments:
            if one.section not in sections:
                reading.wrong(
                    STAFF, row.login, f"section の「{one.section}」が {ORGANIZATION} にありません。"
                )
            if one.role not in roles:
                reading.wrong(STAFF, row.login, f"role の「{one.role}」が {ROLES} にありません。")


def _check_unique(file: str, key: str, values: list[str], reading: Reading) -> None:
    for value in sorted({one for one in values if values.count(one) > 1}):
        reading.wrong(file, value, f"{key} が重なっています。")
