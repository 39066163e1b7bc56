"""Fields of words: subject, body and short text in each language, and what stands in the writer's own places."""

from collections.abc import Mapping

from django.utils.safestring import SafeString

from yakuba.kernel.actor import Actor
from yakuba.messaging.rules.campaign_words import IN_WORDS, LONGEST_VALUE, free_names
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.ways import is_offered
from yakuba.messaging.web import campaign_form as form
from yakuba.messaging.web.campaign_form import Given
from yakuba.ui.components.fields import Choice, FieldView, select_field, text_field, textarea_field
from yakuba.ui.components.markup import markup

BLOCKS = (("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English"))


def view(
    given: Given, errors: Mapping[str, str], name: str, label: str, help_text: str = "", **more: object
) -> FieldView:
    """A field with what was entered and what is wrong with it."""
    return FieldView(
        id=name,
        name=name,
        label=label,
        value=form.one(given, name),
        help=help_text,
        error=errors.get(name, ""),
        required=True,
        mark=False,
        **more,  # type: ignore[arg-type]
    )


def section_field(actor: Actor, given: Given, errors: Mapping[str, str]) -> SafeString:
    """The section one writes for; asked only of who writes for several."""
    sections = form.sections_for(actor)
    if len(sections) > 1:
        return select_field(view(given, errors, "section", "担当課"), [Choice(*one) for one in sections])
    return markup('<input type="hidden" name="section" value="{}">', form.one(given, "section"))


def block(given: Given, errors: Mapping[str, str], language: str, name: str) -> dict[str, object]:
    """The texts of a language; open where something was written."""
    fields = [
        text_field(view(given, errors, f"{language}-subject", "件名", limit=60)),
        textarea_field(view(given, errors, f"{language}-body", "本文", limit=3000), rows=8),
    ]
    short = f"{language}-sms"
    if is_offered(Way.SMS) or form.one(given, short) or short in errors:
        help_text = "書かないと、件名を送ります。"
        fields.append(text_field(view(given, errors, short, "SMSの短い文", help_text, limit=200)))
    written = any(form.one(given, f"{language}-{part}") for part in ("subject", "body"))
    wrong = any(place.startswith(f"{language}-") for place in errors)
    return {"language": language, "name": name, "fields": fields, "opened": written or wrong}


def place_fields(given: Given, errors: Mapping[str, str]) -> dict[str, list[SafeString]]:
    """A labelled field for each of the writer's own places: in Japanese, and what other languages say instead."""
    texts = form.texts_of(given)
    names = free_names(texts)
    found = {"own": [_place(given, errors, name, "ja") for name in names], "other": []}
    for language, text in texts.items():
        if language != "ja" and text.body:
            found["other"] += [_place(given, errors, name, language) for name in names]
    return found


def _place(given: Given, errors: Mapping[str, str], name: str, language: str) -> SafeString:
    label = name if language == "ja" else f"{name}（{IN_WORDS[language]}）"
    return text_field(
        FieldView(
            id=f"{language}-value-{name}",
            name=f"{language}-value-{name}",
            label=label,
            value=form.one(given, f"{language}-value-{name}"),
            error=errors.get(f"{language}-value-{name}", ""),
            required=language == "ja",
            mark=False,
            limit=LONGEST_VALUE,
            lang="en" if language == "en" else "",
        )
    )
