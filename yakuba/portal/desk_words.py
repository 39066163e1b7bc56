"""What the desk says in a talk: under the name of its section, with a way out; when somebody is there."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.portal.line_messages import Button, Message, text
from yakuba.portal.options import CLOSES, OPENS
from yakuba.portal.rules.line_wishes import Wish
from yakuba.portal.rules.office_hours import clock_time, next_opening
from yakuba.ui.dates import moment_words

LONGEST_SENDER = 20


def ending() -> Button:
    """The way out of a talk."""
    return Button(_("相談を終わる"), Wish("end"))


def closed_until(section_id: int) -> datetime | None:
    """When a section's desk (0: the office) opens next; None while it is open."""
    days = cases.closed_days(section_id)
    return next_opening(clock.now(), clock_time(OPENS.value()), clock_time(CLOSES.value()), days)


def closed_words(section_id: int) -> str:
    """That nobody is there now, from when there will be, and the hours; "" while the desk is open."""
    opens = closed_until(section_id)
    if opens is None:
        return ""
    told = _("いまは受付時間の外です。%(when)sから、順に答えます。") % {"when": moment_words(opens)}
    hours = _("受付時間は、開庁日の%(opens)sから%(closes)sまでです。") % {
        "opens": f"{clock_time(OPENS.value()):%H:%M}",
        "closes": f"{clock_time(CLOSES.value()):%H:%M}",
    }
    return f"{told}\n{hours}"


def from_desk(words: str, section: str, language: str) -> Message:
    """An answer of the desk."""
    with override(language):
        return {**text(words, [ending()]), "sender": {"name": section[:LONGEST_SENDER]}}


def moved_by_desk(section_id: int, language: str) -> Message:
    """That another section goes on, and when nobody is there now."""
    with override(language):
        words = _(
            "この相談は、%(section)sが続きを答えます。書いたことは、もう一度書かなくてかまいません。"
        ) % {"section": identity.section_name_in(section_id, language)}
        return text("\n\n".join(filter(None, [words, closed_words(section_id)])), [ending()])


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
