"""Actors, permissions and verbs that exist only to try the kernel."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from yakuba.kernel.actor import Actor, Assurance


@pytest.fixture
def officer() -> Actor:
    """Staff with the permission `kernel.test_change` in section 1."""
    return Actor(
        kind="staff",
        key="staff:1",
        label="子育て支援課",
        assurance=Assurance.TWO_FACTOR,
        staff_id=1,
        grants={"kernel.test_change": frozenset({1})},
    )


@pytest.fixture
def storage(settings: LazySettings, tmp_path: Path) -> Path:
    """A storage of files for one test."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path
