"""Work for LINE that cannot be done inside a transaction: menus, and tokens for linking an account."""

import logging

from django.utils.translation import gettext as _
from django.utils.translation import override

from yakuba.kernel.actor import system
from yakuba.kernel.jobs import job
from yakuba.messaging import api as messaging
from yakuba.portal.line.menu import menus
from yakuba.portal.line_messages import Button, Card, cards

log = logging.getLogger("yakuba.portal")
LINK_PAGE = "/my/line/link"


@job(name="portal.set_line_menus")
def set_menus(*, channel: str) -> None:
    """Put the menu in three languages on a channel; what is there already stays."""
    messaging.line_set_menus(channel, menus())


@job(name="portal.give_line_menu")
def give_menu(*, friend_id: int, language: str) -> None:
    """Show a friend the menu in their language."""
    messaging.line_give_menu(friend_id, language)


@job(name="portal.offer_line_link")
def offer_link(*, friend_id: int, event_id: int) -> None:
    """Answer with a button that leads to linking the account; the token in it holds for ten minutes."""
    person = messaging.line_person(friend_id)
    if not person.followed:
        return
    house = system("line")
    page = messaging.line_page(person, LINK_PAGE)
    url = messaging.line_link_url(house, friend_id=friend_id, page=page)
    with override(person.language):
        words = _(
            "マイページのアカウントとつなぐと、申請の状況と連絡をLINEで受け取れます。ボタンは10分間だけ使えます。"
            "いつでもやめられます。"
        )
        card = Card(_("アカウントをつなぐ"), words=words, buttons=(Button(_("つなぐ"), url=url),))
        message = cards(_("アカウントをつなぐ"), [card])
    messaging.line_reply(
        house, event_id=event_id, messages=[message], key=f"portal:line:{event_id}:link", private=True
    )
