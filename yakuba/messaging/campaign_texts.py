"""The words of a campaign between table and rules: sealed texts, and the values that fill them."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from django.conf import settings

from yakuba.messaging.rules.campaign_words import Text, language_of
from yakuba.messaging.rules.channels import LANGUAGES
from yakuba.messaging.sealing import Unreadable, seal, unseal

Texts = Mapping[str, Text]


def seal_texts(texts: Texts) -> bytes:
    """The words in all their languages, encrypted."""
    return seal(json.dumps({language: asdict(text) for language, text in texts.items()}, ensure_ascii=False))


def unseal_texts(sealed: bytes | memoryview) -> dict[str, Text]:
    """The words again. Raises `Unreadable` once they are forgotten."""
    return {language: Text(**text) for language, text in json.loads(unseal(sealed)).items()}


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
