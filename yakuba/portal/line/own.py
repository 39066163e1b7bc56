"""One's own applications and the account: only for whoever linked it."""

from django.utils.translation import gettext as _

from yakuba.cases import api as cases
from yakuba.kernel.jobs import enqueue
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import api as messaging
from yakuba.portal.line.greeting import menu_buttons
from yakuba.portal.line.sending import offer_link
from yakuba.portal.line.talking import Talking
from yakuba.portal.line_messages import MOST_CARDS, Button, Card, Message, cards, text, with_quick
from yakuba.portal.rules.line_wishes import Wish
from yakuba.portal.words import status_words
from yakuba.ui.dates import day_words


def status(talking: Talking, value: str) -> list[Message]:
    """The own applications, latest first; without a link, how to make one."""
    resident = talking.resident()
    if resident is None:
        words = _("申請の状況は、アカウントをつなぐと見られます。")
        return [
            text(words, [Button(_("アカウントをつなぐ"), Wish("link")), Button(_("メニュー"), Wish("menu"))])
        ]
    lines = cases.applications_of(resident, language=talking.language)
    if not lines:
        return [
            text(
                _("まだ申請はありません。"),
                [Button(_("手続をさがす"), Wish("find")), Button(_("メニュー"), Wish("menu"))],
            )
        ]
    shown = [_card(talking, line) for line in lines[:MOST_CARDS]]
    quick = [Button(_("メニュー"), Wish("menu"))]
    if len(lines) > MOST_CARDS:
        quick.insert(0, Button(_("すべて見る"), url=talking.page("/my/")))
    return [with_quick(cards(_("申請の状況"), shown), quick)]


def _card(talking: Talking, line: cases.ApplicationLine) -> Card:
    facts = [(_("受付番号"), line.receipt), (_("申請した日"), day_words(line.opened_at))]
    buttons = [Button(_("くわしく見る"), url=talking.page(f"/my/applications/{line.receipt}"))]
    if line.status == "correction":
        if line.correction_deadline:
            facts.append((_("期限"), day_words(line.correction_deadline)))
        buttons.append(Button(_("LINEで答える"), Wish("fix_ask", line.receipt)))
    return Card(
        line.title, over=status_words()[line.status], facts=tuple(facts), buttons=tuple(buttons), wide=False
    )


def link(talking: Talking, value: str) -> list[Message]:
    """Offer to link the account: the button needs a word of LINE, so that a job answers."""
    if talking.person.resident_id is not None:
        return [
            text(
                _("アカウントは、もうつながっています。"),
                [Button(_("つながりを解く"), Wish("unlink")), *menu_buttons()[:3]],
            )
        ]
    enqueue(offer_link, {"friend_id": talking.person.friend_id, "event_id": talking.event_id})
    return []


def linked(talking: Talking) -> list[Message]:
    """Said once the account is linked."""
    words = _(
        "アカウントとつながりました。申請の状況と連絡が、ここにも届きます。名前や住所は、LINEに送りません。"
    )
    return [
        text(
            words,
            [
                Button(_("申請の状況"), Wish("status")),
                Button(_("手続をさがす"), Wish("find")),
                Button(_("メニュー"), Wish("menu")),
            ],
        )
    ]


def ask_unlink(talking: Talking, value: str) -> list[Message]:
    """Ask once before the link goes."""
    if talking.person.resident_id is None:
        return [text(_("アカウントは、つながっていません。"), menu_buttons())]
    words = _("アカウントとのつながりを解きますか。解くと、申請の連絡はLINEに届かなくなります。")
    return [text(words, [Button(_("つながりを解く"), Wish("unlink_now")), Button(_("やめる"), Wish("menu"))])]


def unlink_now(talking: Talking, value: str) -> list[Message]:
    """Take the link away."""
    resident = talking.resident()
    if resident is not None:
        messaging.unlink_line(resident, friend_id=talking.person.friend_id)
    return [text(_("つながりを解きました。"), menu_buttons())]


def only(talking: Talking, value: str) -> list[Message]:
    """Notices here alone (1), or by mail as well (0)."""
    resident = talking.resident()
    if resident is None:
        return link(talking, "")
    try:
        messaging.set_line_only(resident, friend_id=talking.person.friend_id, only=value == "1")
    except Refusal as refusal:
        return [text(str(refusal.sentence), menu_buttons())]
    words = (
        _("申請の連絡を、LINEだけに届けます。")
        if value == "1"
        else _("申請の連絡を、LINEとメールに届けます。")
    )
    return [text(words, menu_buttons())]
