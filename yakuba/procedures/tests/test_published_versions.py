"""A published version stays as it is, whoever asks the database."""

import pytest
from django.db import DatabaseError, transaction

from yakuba.identity.models import Section
from yakuba.kernel import clock
from yakuba.procedures.models import Procedure, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> Version:
    """A version that is published."""
    section = Section.objects.create(code="s", kind="section")
    procedure = Procedure.objects.create(slug="p", section=section)
    return Version.objects.create(
        procedure=procedure,
        number=1,
        definition={"format": 1},
        made_at=clock.now(),
        made_by="staff:1",
        published_at=clock.now(),
    )


def test_its_definition_cannot_be_changed(version: Version) -> None:
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(definition={"format": 2})
    version.refresh_from_db()
    assert version.definition == {"format": 1}


def test_it_cannot_be_removed(version: Version) -> None:
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Version.objects.filter(pk=version.pk).delete()


def test_before_publication_it_may_still_change(version: Version) -> None:
    draft = Version.objects.create(
        procedure=version.procedure, number=2, definition={}, made_at=clock.now(), made_by="staff:1"
    )
    assert Version.objects.filter(pk=draft.pk).update(definition={"format": 1}) == 1
