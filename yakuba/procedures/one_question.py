"""A correction that asks one plain question, for places where there is no form: the question, an answer, handing in.

The same reading and the same verb as the page (`web/correcting.py`, `amend`). Whatever is not plain belongs there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from yakuba.cases import api as cases
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.procedures.actions.amend import amend
from yakuba.procedures.models import Submission
from yakuba.procedures.queries import current_answers, submission_for
from yakuba.procedures.rules.compiling import Question
from yakuba.procedures.rules.definition import Field, code_of
from yakuba.procedures.rules.messages import say_term
from yakuba.procedures.rules.sheet import sheet
from yakuba.procedures.shelf import Shelved, shelved

PLAIN = frozenset({"yes_no", "choice", "text", "date"})


@dataclass(frozen=True, slots=True)
class OneQuestion:
    """The question as it is asked. `kind` is yes_no, choice, text or date; `options` are (value, words) of the first two."""

    receipt: str
    correction_id: int
    title: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]
    deadline: date


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says in words, or the sentence that tells what is wrong with it."""

    shown: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    submission: Submission
    version: Shelved
    question: Question
    correction_id: int
    deadline: date


def one_question(actor: Actor, *, receipt: str, language: str = "ja") -> OneQuestion | None:
    """The one plain question that the open correction of one's own application asks; None where it is otherwise.

    Raises NotFound for somebody else's application.
    """
    asked = _asked(actor, receipt)
    if asked is None:
        return None
    field, said = asked.question.field, code_of(language)
    return OneQuestion(
        receipt=receipt,
        correction_id=asked.correction_id,
        title=asked.version.definition.title.say(said),
        label=field.title().say(said),
        kind=field.kind,
        options=_options(field, said),
        deadline=asked.deadline,
    )


def _options(field: Field, language: str) -> tuple[tuple[str, str], ...]:
    if field.kind == "yes_no":
        return tuple((value, say_term(value, language, gettext)) for value in ("yes", "no"))
    return tuple((one.key, one.label.say(language)) for one in field.options)


def _asked(actor: Actor, receipt: str) -> _Asked | None:
    row = submission_for(actor, receipt)
    found = cases.application(actor, receipt)
    if found.correction is None or len(found.correction.items) != 1:
        return None
    version = shelved(row.version_id)
    question = version.form.questions.get(str(found.correction.items[0]["key"]))
    if question is None or question.field.kind not in PLAIN or question.reader is None:
        return None
    return _Asked(row, version, question, found.correction.pk, found.correction.deadline)


def read_one(actor: Actor, *, receipt: str, correction_id: int, given: str, language: str = "ja") -> Reading:
    """Judge an answer as the page would, without handing it in. Raises Refusal when the correction has ended."""
    asked = _still(actor, receipt, correction_id)
    answers, wrong = _judged(asked, given, code_of(language))
    if wrong:
        return Reading(wrong=wrong)
    rows = sheet(
        asked.version.form,
        answers,
        today=asked.submission.arrived_on,
        language=code_of(language),
        translate=gettext,
    )
    return Reading(shown=next((row.display for row in rows if row.key == asked.question.path), given))


def hand_in_one(actor: Actor, *, receipt: str, correction_id: int, given: str, language: str = "ja") -> None:
    """Hand in the answer through `amend`. Refuses what `read_one` finds wrong, and a correction that has ended."""
    asked = _still(actor, receipt, correction_id)
    answers, wrong = _judged(asked, given, code_of(language))
    if wrong:
        raise Refusal("answer", wrong)
    amend(actor, submission=asked.submission, correction_id=correction_id, answers=answers)


def _still(actor: Actor, receipt: str, correction_id: int) -> _Asked:
    asked = _asked(actor, receipt)
    if asked is None or asked.correction_id != correction_id:
        raise Refusal("not_now", gettext("補正のお願いは、すでに終わっています。"))
    return asked


def _judged(asked: _Asked, given: str, language: str) -> tuple[Mapping[str, Any], str]:
    """All answers with the new one, and the sentence of what is wrong with it ("" for nothing)."""
    form, question, day = asked.version.form, asked.question, asked.submission.arrived_on
    stored = current_answers(asked.submission)
    inputs = form.inputs(question.page, stored)
    posted = {name: texts for name, texts in inputs.items() if name.partition(".")[0] != question.path}
    result = form.parse_page(question.page, {**posted, question.path: [given]}, stored, today=day)
    mine = {at: one for at, one in result.errors.items() if at.partition(".")[0] == question.path}
    if mine:
        return stored, next(iter(mine.values())).say(language, gettext)
    answers = {**stored, question.path: result.answers_patch.get(question.path)}
    answers = {key: value for key, value in answers.items() if value is not None}
    if question.path not in answers:
        return stored, gettext("答えを入力してください。")
    if form.check_all(answers, today=day):
        return stored, gettext(
            "この答えでは、ほかの質問にも答えていただく必要があります。申請のページで直してください。"
        )
    return answers, ""
