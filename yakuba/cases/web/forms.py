"""The forms of the verbs. They carry what was typed; whether it will do is for the verb to say."""

from typing import Any

from django import forms
from django.utils.safestring import SafeString

from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel.refusals import Conflict, Refusal
from yakuba.ui.components.notices import ErrorLink
from yakuba.ui.forms import error_links, form_fields

REASON = 500
TEXT = 4_000


class WordsField(forms.CharField):
    """Words of an officer. The box counts them; the verb judges their length and what stands in them."""

    def __init__(
        self, label: str, limit: int = REASON, rows: int = 4, help_text: str = "", *, required: bool = True
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            strip=False,
            help_text=help_text,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"required": "内容を入力してください。"},
        )
        if limit <= REASON:  # a count down from thousands tells nobody anything
            self.max_length = limit


class PickField(forms.CharField):
    """One of several that are offered when the page is drawn; the verb refuses whatever else is sent."""

    def __init__(self, label: str, *, sentence: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            max_length=18,
            help_text=help_text,
            widget=forms.Select(),
            error_messages={"required": sentence, "max_length": sentence},
        )
        self.choices: list[tuple[str, str]] = []


class VerbForm(forms.Form):
    """The part of a verb that an officer fills in; this one has none."""

    use_required_attribute = False

    def offer(self, page: cases.CasePage) -> None:
        """Offer what there is to choose from."""

    def more(self, page: cases.CasePage) -> dict[str, Any]:
        """What the template needs beside the fields."""
        return {}

    def drawn(self) -> SafeString:
        """The fields of the form."""
        return form_fields(self)

    def blame(self, refusal: Refusal) -> None:
        """Show what the verb said no to beside the field it is about."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))
        if not refusal.fields and not isinstance(refusal, Conflict):
            self.add_error(None, str(refusal.sentence))

    def mistakes(self, page: cases.CasePage) -> list[ErrorLink]:
        """The mistakes for the summary."""
        return error_links(self)

    def number(self, name: str) -> int:
        """A chosen id, 0 (nobody's) where it is no number."""
        text = str(self.cleaned_data[name])
        return int(text) if text.isascii() and text.isdigit() else 0

    def typed(self) -> list[tuple[str, str]]:
        """What was written by hand: label and words, to be given back where the page is gone."""
        found = []
        for bound in self:
            value = bound.value()
            if isinstance(bound.field, WordsField) and isinstance(value, str) and value.strip():
                found.append((str(bound.label), value))
        return found

    def pick(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Fill a pull-down."""
        field = self.fields[name]
        if isinstance(field, PickField):
            field.choices = [("", "選んでください"), *choices]


class AssignForm(VerbForm):
    """Who is to have the case."""

    staff = PickField("担当にする職員", sentence="この課の職員を選んでください。")
    reason = WordsField("理由", rows=2, required=False, help_text="経過に残ります。")

    def offer(self, page: cases.CasePage) -> None:
        """The staff of the section who may handle its cases."""
        people = identity.staff_in_section(page.case.section_id, cases.HANDLE)
        self.pick("staff", [(str(one.id), one.name) for one in people if one.id != page.case.assignee_id])


class TransferForm(VerbForm):
    """Where the case is to go, and why."""

    section = PickField("移す先の課", sentence="移す先の課を選んでください。")
    reason = WordsField("理由", rows=3, help_text="移す先の課の職員が読みます。経過に残ります。")

    def offer(self, page: cases.CasePage) -> None:
        """The sections of today but its own."""
        self.pick("section", other_sections(page))


class OpinionForm(VerbForm):
    """Which section is asked what."""

    section = PickField("意見を求める課", sentence="意見を求める課を選んでください。")
    question = WordsField(
        "聞きたいこと", TEXT, rows=6, help_text="この課の職員が、案件の内容と合わせて読みます。"
    )

    def offer(self, page: cases.CasePage) -> None:
        """The sections of today but its own."""
        self.pick("section", other_sections(page))


class AnswerForm(VerbForm):
    """The opinion that was asked for."""

    answer = WordsField("意見", TEXT, rows=8)


class MessageForm(VerbForm):
    """Words to the applicant."""

    text = WordsField(
        "連絡の内容",
        TEXT,
        rows=8,
        help_text="申請した方のマイページに出ます。メールでは、連絡があることだけを知らせます。",
    )


class NoteForm(VerbForm):
    """Words to colleagues."""

    text = WordsField(
        "メモ",
        TEXT,
        rows=5,
        help_text="課の職員だけが読みます。書いたメモは、直すことも消すこともできません。",
    )


class UndoForm(VerbForm):
    """Why the decision is taken back."""

    reason = WordsField("取り消す理由", rows=3, help_text="経過に残ります。申請した方には見えません。")


def other_sections(page: cases.CasePage) -> list[tuple[str, str]]:
    """The sections of today except that of the case, each with those above it."""
    return [
        (str(card.id), card.full_name)
        for card in identity.open_sections()
        if card.id != page.case.section_id and card.kind != "department"
    ]
