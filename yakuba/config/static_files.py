"""Static files under names that carry a hash of their content, modules imported by modules included."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

FOREIGN = "django_htmx/"
"""Its comments speak of importing files that do not exist; nothing in it imports anything."""


class HashedFiles(ManifestStaticFilesStorage):
    """Django's manifest storage, which also rewrites the `import` lines of our ES modules."""

    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, Any], *more: Any, **named: Any
    ) -> Callable[[re.Match[str]], str]:
        """What rewrites the addresses inside a file; those in foreign files stay as they are."""
        if name.startswith(FOREIGN):
            return lambda found: found["matched"]
        return super().url_converter(name, hashed_files, *more, **named)
