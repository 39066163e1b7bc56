"""What the desk says in a talk: under the name of its section, with a way out."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from yakuba.portal.line_messages import Button, Message, text
from yakuba.portal.rules.line_wishes import Wish

LONGEST_SENDER = 20


def ending() -> Button:
    """The way out of a talk."""
    return Button(_("相談を終わる"), Wish("end"))


def from_desk(words: str, section: str, language: str) -> Message:
    """An answer of the desk."""
    with override(language):
        return {**text(words, [ending()]), "sender": {"name": section[:LONGEST_SENDER]}}


def closed_by_desk(section: str, language: str) -> list[Message]:
    """That the desk ended the talk."""
    with override(language):
        words = _(
            "%(section)sが、相談を終わりにしました。また聞きたいことがあるときは、「職員に聞く」を押してください。"
        )
        return [
            text(
                words % {"section": section},
                [Button(_("職員に聞く"), Wish("desk")), Button(_("メニュー"), Wish("menu"))],
            )
        ]
