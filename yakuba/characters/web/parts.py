"""What the pages of the workshop share: the tabs on top, states as tags, glyphs and pictures as people see them."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString

from yakuba.characters import looks, tables
from yakuba.characters.models import Gaiji, Judgement
from yakuba.characters.rules.gaiji import OUTCOME_LABELS, STATE_LABELS, Outcome, State
from yakuba.kernel.actor import Actor
from yakuba.kernel.clock import TOKYO
from yakuba.ui.components.markup import NOTHING, joined, markup
from yakuba.ui.components.navigation import Link, tabs
from yakuba.ui.components.notices import TagKind, status_tag

ROOT = "文字同定"
PLACES = (
    ("作業の様子", "characters"),
    ("外字の一覧", "gaiji_list"),
    ("食い違い", "gaiji_conflicts"),
    ("取込み", "gaiji_intakes"),
    ("外字変換表", "gaiji_tables"),
)
KINDS: dict[State, TagKind] = {
    State.OPEN: "neutral",
    State.PROPOSED: "info",
    State.DISPUTED: "danger",
    State.AGREED: "success",
}


def workshop_tabs(current: str) -> SafeString:
    """The pages of the workshop."""
    links = [Link(label, reverse(name), current=name == current) for label, name in PLACES]
    return tabs(links, label="文字同定")


def way(*links: Link) -> list[Link]:
    """Where a page stands, below the workshop."""
    return [Link(ROOT, reverse("characters")), *links]


def number(text: str | None) -> int:
    """A whole number of an address or a form, 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else 0


def when(moment: datetime | None) -> object:
    """A moment in Tokyo for a cell, "" for none."""
    if moment is None:
        return ""
    iso = moment.astimezone(TOKYO).isoformat(timespec="seconds")
    return markup('<time datetime="{}">{}</time>', iso, when_words(moment))


def when_words(moment: datetime) -> str:
    """2026年11月20日 10:00."""
    local = moment.astimezone(TOKYO)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def state_tag(gaiji: Gaiji) -> SafeString:
    """How far a 外字 has come."""
    state = State(gaiji.state)
    return status_tag(STATE_LABELS[state], KINDS[state])


def verdict(judgement: Judgement | None) -> object:
    """What was proposed or decided: 一致 MJ022335 葛."""
    if judgement is None:
        return "—"
    return markup(
        "{} {}",
        OUTCOME_LABELS[Outcome(judgement.outcome)],
        glyph_words(judgement.glyph) if judgement.glyph else "",
    )


def text_of(glyph: str) -> str:
    """The text of a glyph, "" where it has none."""
    found = tables.repertoire().named(glyph)
    return found.sequence if found else ""


def glyph_words(glyph: str) -> SafeString:
    """A glyph by name and, for whoever has a font that shows it, as text."""
    return markup(
        '<span class="glyphname">{}</span> <span lang="ja" class="glyphtext">{}</span>', glyph, text_of(glyph)
    )


def who(actor: Actor, key: str, label: str) -> str:
    """Whoever said something, by section; oneself by あなた."""
    return f"あなた（{label}）" if key == actor.key else label


def picture(gaiji: Gaiji, size: str = "m") -> SafeString:
    """The look of a 外字, or words where it has none."""
    if gaiji.picture_id is None:
        return markup('<span class="nopicture" data-size="{}">画像なし</span>', size)
    return markup(
        '<img class="ink" data-size="{}" src="{}" alt="外字 {} の字形" loading="lazy">',
        size,
        reverse("gaiji_picture", args=[gaiji.picture_id]),
        gaiji.code,
    )


def glyph_picture(glyph: str, size: str = "m", *, drawn: bool | None = None) -> SafeString:
    """The look of a glyph; its text where pictures are not set up. `drawn` says so, where the page has asked already."""
    if looks.ready() if drawn is None else drawn:
        return markup(
            '<img class="ink" data-size="{}" src="{}" alt="{} の字形" loading="lazy">',
            size,
            reverse("glyph_picture", args=[glyph]),
            glyph,
        )
    return markup('<span class="astext" data-size="{}" lang="ja">{}</span>', size, text_of(glyph) or glyph)


def overlay(picture_id: int | None, glyph: str, size: str = "m", *, drawn: bool | None = None) -> SafeString:
    """A 外字 laid over a glyph, differences coloured; nothing where that cannot be drawn."""
    if picture_id is None or not (looks.ready() if drawn is None else drawn):
        return NOTHING
    return markup(
        '<img class="ink" data-size="{}" src="{}" alt="{} との違い" loading="lazy">',
        size,
        reverse("gaiji_overlay", args=[picture_id, glyph]),
        glyph,
    )


def percent(value: float | None) -> str:
    """A likeness as people read it."""
    return "—" if value is None else f"{value * 100:.0f}%"


def certainty(margin: float | None) -> str:
    """The lead of the first candidate over the next; from 1.0 on it was right 99.5 times in 100 when it was measured."""
    return "—" if margin is None else f"{margin:.1f}"


def bullets(lines: Sequence[str]) -> SafeString:
    """Sentences as a list."""
    return markup("<ul>{}</ul>", joined(markup("<li>{}</li>", line) for line in lines))
