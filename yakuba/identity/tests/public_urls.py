"""The Internet face in tests of identity."""

from yakuba.identity.tests.faces import resident as urlpatterns

__all__ = ["urlpatterns"]
