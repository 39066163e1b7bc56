"""Fixed answers of the form: eras, kinds of files."""

from functools import lru_cache

from django.utils.translation import gettext as _

from yakuba.kernel.values.wareki import ERA_CHOICES, WESTERN
from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.definition import Field
from yakuba.procedures.web.words import say
from yakuba.ui.components.fields import Choice

LATIN = {
    "reiwa": "Reiwa 令和",
    "heisei": "Heisei 平成",
    "showa": "Showa 昭和",
    "taisho": "Taisho 大正",
    "meiji": "Meiji 明治",
}


@lru_cache(maxsize=8)
def eras(language: str) -> tuple[Choice, ...]:
    """The eras to choose from, the present one first; 西暦 is the empty choice."""
    names = LATIN if language == "en" else {}
    return tuple(Choice(code, names.get(code, label)) for code, label in ERA_CHOICES if code != WESTERN)


def accepted(one: Field) -> str:
    """The value of `accept` for a file question."""
    return ",".join(ending for kind in _kinds(one) for ending in kinds.FILE_TYPES[kind][1])


def content_types(one: Field) -> frozenset[str]:
    """The content types a file question takes."""
    return frozenset(kinds.FILE_TYPES[kind][0] for kind in _kinds(one))


def about_files(one: Field) -> str:
    """The help of a file question, and what it takes: kinds, size, how many."""
    photos = {"jpeg": _("写真"), "png": _("写真")}
    names = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", **photos}
    most = one.max_count or kinds.DEFAULT_FILES
    limits = [
        _("・").join(dict.fromkeys(names[kind] for kind in _kinds(one))),
        _("1つ%(size)sMBまで") % {"size": one.max_mb or kinds.DEFAULT_MB},
        *([_("%(most)s個まで") % {"most": most}] if most > 1 else []),
    ]
    said = _("、").join(limits)
    return _("%(help)s（%(limits)s）") % {"help": say(one.help), "limits": said} if one.help else said


def _kinds(one: Field) -> tuple[str, ...]:
    return one.accept or kinds.DEFAULT_ACCEPT
