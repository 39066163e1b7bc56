"""Rich menus: the pictures with places to press at the foot of a chat."""

from collections.abc import Sequence

import msgspec

from yakuba.messaging.gateways.line.transport import Transport, part
from yakuba.messaging.gateways.line.wire import MOST_AT_ONCE, Json

_encode = msgspec.json.Encoder().encode
PICTURES = ("image/png", "image/jpeg")


class RichMenus:
    """The rich menus of a channel. Creating is never repeated by itself (it would make two); the rest is."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(self, menu: Json) -> str:
        """Make a menu (size, areas, chat bar text ≤ 14); its id. It shows nothing before it has a picture."""
        answer = await self._transport.call("POST", "/v2/bot/richmenu", body=_encode(menu))
        return str(answer.json().get("richMenuId", ""))

    async def validate(self, menu: Json) -> None:
        """Ask LINE whether it would take a menu; raises LineRefused if not."""
        await self._transport.call("POST", "/v2/bot/richmenu/validate", body=_encode(menu), repeatable=True)

    async def set_image(self, menu_id: str, picture: bytes, *, kind: str = "image/png") -> None:
        """Give a menu its picture (PNG or JPEG, at most 1 MB), once."""
        if kind not in PICTURES:
            raise ValueError(f"a menu takes {' or '.join(PICTURES)}")
        path = f"/v2/bot/richmenu/{part(menu_id)}/content"
        await self._transport.call("POST", path, body=picture, kind=kind, data=True)

    async def delete(self, menu_id: str) -> None:
        """Remove a menu from everywhere."""
        await self._transport.call("DELETE", f"/v2/bot/richmenu/{part(menu_id)}", repeatable=True)

    async def all(self) -> list[Json]:
        """Every menu of the channel, with its id (`richMenuId`)."""
        answer = await self._transport.call("GET", "/v2/bot/richmenu/list", repeatable=True)
        return list(answer.json().get("richmenus", ()))

    async def set_default(self, menu_id: str) -> None:
        """Show a menu to everybody who has none of their own: how the whole channel turns to an emergency."""
        await self._transport.call("POST", f"/v2/bot/user/all/richmenu/{part(menu_id)}", repeatable=True)

    async def default(self) -> str:
        """The id of the menu that everybody sees. Raises LineRefused (404) where there is none."""
        answer = await self._transport.call("GET", "/v2/bot/user/all/richmenu", repeatable=True)
        return str(answer.json().get("richMenuId", ""))

    async def clear_default(self) -> None:
        """Show none to those who have none of their own."""
        await self._transport.call("DELETE", "/v2/bot/user/all/richmenu", repeatable=True)

    async def alias(self, name: str, menu_id: str) -> None:
        """Name a menu (`a-z0-9_-`, ≤ 32) so that buttons can switch to it. Refuses a name that is taken."""
        body = _encode({"richMenuAliasId": name, "richMenuId": menu_id})
        await self._transport.call("POST", "/v2/bot/richmenu/alias", body=body)

    async def change_alias(self, name: str, menu_id: str) -> None:
        """Let a name stand for another menu."""
        body = _encode({"richMenuId": menu_id})
        await self._transport.call("POST", f"/v2/bot/richmenu/alias/{part(name)}", body=body, repeatable=True)

    async def delete_alias(self, name: str) -> None:
        """Forget a name."""
        await self._transport.call("DELETE", f"/v2/bot/richmenu/alias/{part(name)}", repeatable=True)

    async def link(self, user_id: str, menu_id: str) -> None:
        """Give one friend a menu of their own."""
        path = f"/v2/bot/user/{part(user_id)}/richmenu/{part(menu_id)}"
        await self._transport.call("POST", path, repeatable=True)

    async def unlink(self, user_id: str) -> None:
        """Let one friend see everybody's menu again."""
        await self._transport.call("DELETE", f"/v2/bot/user/{part(user_id)}/richmenu", repeatable=True)

    async def link_many(self, menu_id: str, user_ids: Sequence[str]) -> None:
        """Give up to 500 friends a menu; LINE does it a moment later."""
        self._few(user_ids)
        body = _encode({"richMenuId": menu_id, "userIds": user_ids})
        await self._transport.call("POST", "/v2/bot/richmenu/bulk/link", body=body, repeatable=True)

    async def unlink_many(self, user_ids: Sequence[str]) -> None:
        """Take their own menus from up to 500 friends; LINE does it a moment later."""
        self._few(user_ids)
        body = _encode({"userIds": user_ids})
        await self._transport.call("POST", "/v2/bot/richmenu/bulk/unlink", body=body, repeatable=True)

    def _few(self, user_ids: Sequence[str]) -> None:
        if not 1 <= len(user_ids) <= MOST_AT_ONCE:
            raise ValueError(f"menus are linked for 1 to {MOST_AT_ONCE} friends at a time")
