"""Reads the identity part of a ward pack from its directory, and hands it to the verb."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from yakuba.identity.actions.load_pack import demo_password, load_pack
from yakuba.identity.keys import email_login
from yakuba.identity.rules.pack import FILES, RESIDENTS, Pack, read_pack
from yakuba.kernel.actor import Actor
from yakuba.kernel.permissions import all_permissions
from yakuba.kernel.refusals import Refusal

MOST_SAID = 20


def load_ward(actor: Actor, directory: Path) -> list[dict[str, str]]:
    """Load sections, roles, staff (and, in the demonstration, residents) of a ward pack; idempotent.

    Returns the ready sign-ins of the demonstration as label, user and password (no password: a guest, by code), the
    same at every load; nothing elsewhere. Refuses a pack with mistakes, naming file, place and fault of each.
    """
    files = {name: _parsed(directory / name) for name in FILES}
    pack, mistakes = read_pack(files, permissions=[one.code for one in all_permissions()])
    if mistakes:
        more = [f"ほかに{len(mistakes) - MOST_SAID}件あります。"] if len(mistakes) > MOST_SAID else []
        raise Refusal("ward_pack", "\n".join([*mistakes[:MOST_SAID], *more]))
    load_pack(actor, pack=pack)
    return _sign_ins(pack) if settings.DEMO else []


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if path.name == RESIDENTS:
            return {}
        raise Refusal("ward_pack", f"{path.name} がありません（{path.parent}）。") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal("ward_pack", f"{path.name} を読めません：{error}") from None


def _sign_ins(pack: Pack) -> list[dict[str, str]]:
    """Those the pack describes: staff first, then residents."""
    staff = [
        {"label": f"職員　{row.demo}", "user": row.login, "password": demo_password(row.login)}
        for row in pack.staff
        if row.demo
    ]
    residents = [
        {
            "label": f"住民　{row.demo}",
            "user": row.email,
            "password": demo_password(email_login(row.email)) if row.account else "",
        }
        for row in pack.residents
        if row.demo
    ]
    return staff + residents
