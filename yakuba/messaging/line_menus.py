"""Rich menus of a channel, by names of our own: put there, shown to everybody, given to one friend."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yakuba.messaging import queries_line
from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.opening import credentials_of
from yakuba.messaging.gateways.line.wire import Credentials, LineAway, LineRefused
from yakuba.messaging.models import LineChannel
from yakuba.messaging.sealing import unseal

PREFIX = "yakuba-"


@dataclass(frozen=True, slots=True)
class LineMenu:
    """A rich menu: `name` is ours (a language), `told` LINE's JSON without a name, `picture` a PNG of at most 1 MB."""

    name: str
    told: Mapping[str, Any]
    picture: bytes

    @property
    def full_name(self) -> str:
        """The name it has at LINE: another look gives another name."""
        look = hashlib.sha256(json.dumps(self.told, sort_keys=True).encode() + self.picture)
        return f"{PREFIX}{self.name}-{look.hexdigest()[:12]}"


def line_set_menus(channel: str, menus: Sequence[LineMenu]) -> None:
    """Put menus on a channel, the first for everybody; those of ours that look otherwise are taken away.

    Asks LINE, so no transaction. What is there already stays, so it may run again. Raises LineAway, LineRefused.
    """
    row = LineChannel.objects.filter(code=channel, active=True).first()
    if row is not None:
        asyncio.run(_set(credentials_of(row), menus))


async def _set(credentials: Credentials, menus: Sequence[LineMenu]) -> None:
    async with LineClient(credentials, connections=1) as client:
        there = {str(one.get("name")): str(one["richMenuId"]) for one in await client.menus.all()}
        kept = {one.full_name for one in menus}
        for at, menu in enumerate(menus):
            menu_id = there.get(menu.full_name, "")
            menu_id = menu_id or await _made(client, menu)
            if at == 0:
                await _show_all(client, menu_id, menu)
        for name, menu_id in there.items():
            if name.startswith(PREFIX) and name not in kept:
                await client.menus.delete(menu_id)


async def _made(client: LineClient, menu: LineMenu) -> str:
    """A new menu with its picture, or none at all."""
    menu_id = await client.menus.create({**menu.told, "name": menu.full_name})
    try:
        await client.menus.set_image(menu_id, menu.picture)
    except (LineAway, LineRefused):
        await client.menus.delete(menu_id)
        raise
    return menu_id


async def _show_all(client: LineClient, menu_id: str, menu: LineMenu) -> None:
    """Show a menu to everybody; one that was left behind half made is made anew."""
    try:
        await client.menus.set_default(menu_id)
    except LineRefused:
        await client.menus.delete(menu_id)
        await client.menus.set_default(await _made(client, menu))


def line_give_menu(friend_id: int, name: str) -> None:
    """Show a friend the menu of ours with this name. Asks LINE, so no transaction; a channel without it is left so."""
    friend = queries_line.friend_by_id(friend_id)
    if friend.followed:
        asyncio.run(_give(credentials_of(friend.channel), unseal(friend.user_id), f"{PREFIX}{name}-"))


async def _give(credentials: Credentials, user_id: str, prefix: str) -> None:
    async with LineClient(credentials, connections=1) as client:
        for one in await client.menus.all():
            if str(one.get("name", "")).startswith(prefix) and len(str(one["name"])) == len(prefix) + 12:
                try:
                    await client.menus.link(user_id, str(one["richMenuId"]))
                except LineRefused:  # it has no picture: it was left behind half made
                    continue
                return
