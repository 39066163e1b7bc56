"""What of earlier answers can be used again, and what of given answers is kept."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from yakuba.procedures.rules.compiling import Answers, Form

ASKED_ANEW = frozenset({"consent", "note", "computed"})


def again(form: Form, earlier: Answers, *, today: date) -> dict[str, Any]:
    """Answers to the same procedure given before that still pass; consent is asked anew every time."""
    found: dict[str, Any] = {}
    for key, question in form.questions.items():
        value = earlier.get(key)
        if value is None or question.reader is None or question.field.kind in ASKED_ANEW:
            continue
        reading = question.reader.read(question.reader.inputs(value, key), key, today)
        if reading.value is not None and not reading.problems:
            found[key] = reading.value
    return found


def kept(form: Form, answers: Answers, *, today: date) -> dict[str, Any]:
    """The answers that count, without those of hidden questions, and without what is computed."""
    state = form.visible(answers, today=today)
    return {
        key: answers[key]
        for key, question in form.questions.items()
        if question.reader is not None and answers.get(key) is not None and state.shows(key)
    }


def file_ids(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """The public ids of all files named in the answers."""
    return list(_file_ids(form, answers))


def _file_ids(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    for key, question in form.questions.items():
        value = answers.get(key)
        if question.field.kind == "file" and isinstance(value, list):
            yield from (item for item in value if isinstance(item, str))
