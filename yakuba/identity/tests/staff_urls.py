"""The staff face in tests of identity."""

from yakuba.identity.tests.faces import staff as urlpatterns

__all__ = ["urlpatterns"]
