"""Every page of the workshop met with what nobody types: it answers, in words, and no character is decided."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from yakuba.characters.actions.confirm import confirm
from yakuba.characters.actions.make_table import make_table
from yakuba.characters.actions.propose import propose
from yakuba.characters.models import Judgement, JudgementStep, System
from yakuba.characters.tests.test_gaiji_tables import COLUMNS, NAMES
from yakuba.characters.tests.workshop import ANNA, BEN, CHIEF, brought, gaiji
from yakuba.characters.web.urls import urlpatterns

pytestmark = pytest.mark.django_db
ODD = (
    "",
    " ",
    "-1",
    "1.5",
    "9" * 400,
    "١٢",
    "=1+1",
    "<script>",
    "\u202e\U000e0100",
    "\ue000",
    "葛" * 3_000,
    "\x00",
)
FIELDS = (
    "outcome", "glyph", "reason", "seen", "judgement", "selected", "system", "kind", "name", "code", "note", "key",
    "sure", "words", "reading", "radical", "strokes", "parts", "page", "printed", "after", "batch", "done", "ended",
    "size", "order", "state",
)  # fmt: skip


def addresses(known: dict[str, object]) -> Iterator[str]:
    """Every route, once with ids that there are and once with ids that there are not."""
    for route in urlpatterns:
        names = list(route.pattern.converters)
        for chosen in (known, dict.fromkeys(known, 10**14), dict.fromkeys(known, 0)):
            words = {"stage": "confirm", "glyph": "MJ022335", "form": "list"}
            given = {name: words.get(name, chosen.get(name, 0)) for name in names}
            yield reverse(str(route.name), kwargs=given)


def test_odd_input_is_answered(juki: System, chief: Client) -> None:
    made = propose(ANNA, gaiji_id=gaiji().pk, outcome="similar", glyph="MJ022335", reason="x")
    confirm(BEN, judgement_id=made.pk)
    table = make_table(ANNA, system_id=juki.pk)
    run = brought(juki, NAMES.encode(), kind="names", actor=CHIEF, table_id=table.pk, columns=COLUMNS)
    known: dict[str, object] = {
        "gaiji_id": gaiji("U+E001").pk,
        "picture_id": gaiji().picture_id,
        "intake_id": run.pk,
        "table_id": table.pk,
        "run_id": run.run_id,
    }
    before = (Judgement.objects.count(), JudgementStep.objects.count(), System.objects.count())
    fallen = []
    chief.raise_request_exception = False
    for address in dict.fromkeys(addresses(known)):
        for odd in ODD:
            sent = dict.fromkeys(FIELDS, odd)
            for answer in (chief.get(address, sent), chief.post(address, sent)):
                if answer.status_code >= 500:
                    fallen.append(f"{answer.status_code} {address} {odd[:10]!r}")
        file = {"file": SimpleUploadedFile("x" * 300 + ".csv", b"\xff\xfe\x00")}
        if chief.post(address, file).status_code >= 500:
            fallen.append(f"file {address}")
    assert fallen == []
    assert (Judgement.objects.count(), JudgementStep.objects.count(), System.objects.count()) == before
