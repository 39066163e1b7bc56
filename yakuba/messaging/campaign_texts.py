"""The words of a campaign between table and rules: sealed texts, and the values that fill them."""

import base64
import binascii
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from uuid import UUID

from django.conf import settings

from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import Campaign
from yakuba.messaging.rules.campaign_words import Text, Values, filled, language_of, unfilled
from yakuba.messaging.rules.channels import LANGUAGES
from yakuba.messaging.sealing import Unreadable, seal, unseal

Texts = Mapping[str, Text]


_VALUES = "values"


def seal_texts(texts: Texts, values: Values | None = None) -> bytes:
    """The words in all their languages, with what stands in the writer's own places, encrypted."""
    said: dict[str, object] = {language: asdict(text) for language, text in texts.items()}
    if values:
        said[_VALUES] = values
    return seal(json.dumps(said, ensure_ascii=False))


def unseal_draft(sealed: bytes | memoryview) -> tuple[dict[str, Text], dict[str, dict[str, str]]]:
    """The words as they were written, and what stands in the writer's own places. Raises `Unreadable` once forgotten."""
    said = json.loads(unseal(sealed))
    values = said.pop(_VALUES, {})
    return {language: Text(**text) for language, text in said.items()}, values


def unseal_texts(sealed: bytes | memoryview) -> dict[str, Text]:
    """The words as they leave, but for the house's own places. Raises `Unreadable` once they are forgotten."""
    texts, values = unseal_draft(sealed)
    return filled(texts, values) if values else texts


def texts_in(kept: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    """The words of a template."""
    return {language: Text(**text) for language, text in kept.items()}


def refuse_unfilled(campaign: Campaign) -> None:
    """Refuse a campaign whose words have a place of the writer's own in which nothing stands."""
    with suppress(Unreadable):
        if empty := unfilled(*unseal_draft(campaign.words)):
            raise Refusal(
                "unfilled", f"まだ書いていない空欄があります：{'、'.join(empty)}。空欄をうめてください。"
            )


def languages_of(texts: Texts) -> dict[str, str]:
    """In which language a reader of each language gets these words."""
    return {language: language_of(texts, language) for language in LANGUAGES}


def values(section: str, language: str) -> dict[str, str]:
    """What every campaign may name: the same for all of one language."""
    ward = settings.WARD
    name = ward.name_en if language == "en" else ward.name
    return {"ward": name, "section": section, "phone": ward.phone}


def why_url(public_id: UUID) -> str:
    """The page that says why a message came: the same for all who got it, so nothing in it names anybody."""
    return f"{settings.PUBLIC_URL}/notices/{public_id}"


def stop_token(reader_id: int, topic: int) -> str:
    """What stands in the link with which a mail can be stopped: sealed, says who and what."""
    return base64.urlsafe_b64encode(seal(f"{reader_id}:{topic}")).decode().rstrip("=")


def read_stop_token(token: str) -> tuple[int, int] | None:
    """The reader and the topic of such a link; None where it is not one of ours."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        reader_id, topic = unseal(sealed).split(":")
        return int(reader_id), int(topic)
    except (binascii.Error, ValueError, Unreadable):
        return None


def stop_url(reader_id: int, topic: int) -> str:
    """The address that stops a topic for a reader by one POST (RFC 8058)."""
    return f"{settings.PUBLIC_URL}/notices/stop/{stop_token(reader_id, topic)}"
