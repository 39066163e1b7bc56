"""Languages of a page: Django's code, the definition's code, gettext."""

from django.utils.translation import get_language, gettext

from yakuba.procedures.rules.definition import Language, Text, code_of
from yakuba.procedures.rules.messages import Problem


def language() -> Language:
    """The language of the definition's texts that goes with the page."""
    return code_of(get_language() or "ja")


def say(text: Text | None) -> str:
    """A text of the definition in the language of the page, "" for none."""
    return text.say(language()) if text else ""


def sentence(problem: Problem) -> str:
    """What is wrong with an answer, in the language of the page."""
    return problem.say(language(), gettext)
