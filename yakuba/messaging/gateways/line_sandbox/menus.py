"""Rich menus of the stand-in: made, given a picture, named, shown to all or to some."""

import re
import secrets
from typing import Any

from yakuba.messaging.gateways.line_sandbox.faults import Buckets
from yakuba.messaging.gateways.line_sandbox.replies import Reply, bad_body, no, ok
from yakuba.messaging.gateways.line_sandbox.schema import shapes
from yakuba.messaging.gateways.line_sandbox.state import Menu, Person, World

LARGEST_PICTURE = 1024 * 1024
MOST_MENUS = 1000
_ALIAS = re.compile(r"[a-z0-9_-]{1,32}")
_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


class Menus:
    """The rich menus of one world. Every method answers as LINE does, or raises Refused."""

    def __init__(self, world: World, buckets: Buckets) -> None:
        self._world = world
        self._buckets = buckets
        self._shapes = shapes()

    def create(self, body: Any) -> Reply:
        """A new menu; 100 an hour."""
        self._limited()
        self.validate(body)
        if len(self._world.menus) >= MOST_MENUS:
            raise no(400, "The maximum number of rich menus has been reached")
        menu = Menu(f"richmenu-{secrets.token_hex(16)}", body)
        self._world.menus[menu.id] = menu
        self._changed()
        return ok({"richMenuId": menu.id})

    def validate(self, body: Any) -> Reply:
        """Judge a menu."""
        wrong = self._shapes.faults("RichMenuRequest", body)
        if not wrong and body["size"]["width"] < body["size"]["height"] * 1.45:
            wrong = [("size", "The aspect ratio (width / height) must be 1.45 or more")]
        if wrong:
            raise bad_body(wrong)
        return ok()

    def get(self, menu_id: str) -> Reply:
        """A menu as it was made."""
        return ok(_shown(self._menu(menu_id)))

    def all(self) -> Reply:
        """All menus."""
        return ok({"richmenus": [_shown(one) for one in self._world.menus.values()]})

    def delete(self, menu_id: str) -> Reply:
        """Remove a menu from everywhere."""
        self._limited()
        del self._world.menus[self._menu(menu_id).id]
        if self._world.default_menu == menu_id:
            self._world.default_menu = ""
        self._changed()
        return ok()

    def set_picture(self, menu_id: str, picture: bytes, kind: str) -> Reply:
        """Its picture, once, PNG or JPEG."""
        menu = self._menu(menu_id)
        if not picture.startswith(_PICTURES.get(kind, b"\x00none")):
            raise no(415 if kind not in _PICTURES else 400, "The image format is not supported")
        if len(picture) > LARGEST_PICTURE:
            raise no(413, "The image is too large")
        if menu.picture:
            raise no(400, "An image has already been uploaded to the richmenu")
        menu.picture, menu.kind = picture, kind
        self._changed()
        return ok()

    def picture(self, menu_id: str) -> Reply:
        """Its picture."""
        menu = self._menu(menu_id)
        if not menu.picture:
            raise no(404, "Not found")
        return Reply(200, menu.picture, menu.kind)

    def set_default(self, menu_id: str) -> Reply:
        """Show it to everybody."""
        if not self._menu(menu_id).picture:
            raise no(400, "must upload richmenu image before applying it to user")
        self._world.default_menu = menu_id
        self._changed()
        return ok()

    def default(self) -> Reply:
        """Which one everybody sees."""
        if not self._world.default_menu:
            raise no(404, "no default richmenu")
        return ok({"richMenuId": self._world.default_menu})

    def clear_default(self) -> Reply:
        """None for everybody."""
        self._world.default_menu = ""
        self._changed()
        return ok()

    def alias(self, body: Any) -> Reply:
        """A name for a menu."""
        wrong = self._shapes.faults("CreateRichMenuAliasRequest", body)
        if wrong:
            raise bad_body(wrong)
        if body["richMenuAliasId"] in self._world.aliases:
            raise no(400, "conflict richmenu alias id")
        self._world.aliases[body["richMenuAliasId"]] = self._menu(body["richMenuId"], 400).id
        self._changed()
        return ok()

    def change_alias(self, name: str, body: Any) -> Reply:
        """Another menu for a name."""
        self._named(name)
        wrong = self._shapes.faults("UpdateRichMenuAliasRequest", body)
        if wrong:
            raise bad_body(wrong)
        self._world.aliases[name] = self._menu(body["richMenuId"], 400).id
        self._changed()
        return ok()

    def get_alias(self, name: str) -> Reply:
        """What a name stands for."""
        return ok({"richMenuAliasId": name, "richMenuId": self._named(name)})

    def aliases(self) -> Reply:
        """All names."""
        told = [{"richMenuAliasId": name, "richMenuId": menu} for name, menu in self._world.aliases.items()]
        return ok({"aliases": told})

    def delete_alias(self, name: str) -> Reply:
        """Forget a name."""
        self._named(name)
        del self._world.aliases[name]
        self._changed()
        return ok()

    def of_person(self, person: Person) -> Reply:
        """The menu a person was given."""
        if person.menu not in self._world.menus:
            raise no(404, "the user has no richmenu")
        return ok({"richMenuId": person.menu})

    def link(self, person: Person, menu_id: str) -> Reply:
        """Give a person a menu."""
        person.menu = self._menu(menu_id).id
        self._changed()
        return ok()

    def unlink(self, person: Person) -> Reply:
        """Take it away."""
        person.menu = ""
        self._changed()
        return ok()

    def link_many(self, body: Any) -> Reply:
        """Give many a menu."""
        wrong = self._shapes.faults("RichMenuBulkLinkRequest", body)
        if wrong:
            raise bad_body(wrong)
        return self._bulk(body["userIds"], self._menu(body["richMenuId"], 400).id)

    def unlink_many(self, body: Any) -> Reply:
        """Take many theirs."""
        wrong = self._shapes.faults("RichMenuBulkUnlinkRequest", body)
        if wrong:
            raise bad_body(wrong)
        return self._bulk(body["userIds"], "")

    def _bulk(self, ids: list[str], menu_id: str) -> Reply:
        for one in ids:
            if one in self._world.people:
                self._world.people[one].menu = menu_id
        self._changed()
        return ok(status=202)

    def _menu(self, menu_id: str, status: int = 404) -> Menu:
        if menu_id not in self._world.menus:
            raise no(status, "richmenu not found")
        return self._world.menus[menu_id]

    def _named(self, name: str) -> str:
        if not _ALIAS.fullmatch(name) or name not in self._world.aliases:
            raise no(404, "richmenu alias not found")
        return self._world.aliases[name]

    def _limited(self) -> None:
        if not self._buckets.take("menus"):
            raise no(429, "The API rate limit has been exceeded. Try again later.")

    def _changed(self) -> None:
        self._world.dirty = True
        for person in self._world.phones.values():
            person.changed += 1


def _shown(menu: Menu) -> dict[str, Any]:
    return {"richMenuId": menu.id, **menu.told}
