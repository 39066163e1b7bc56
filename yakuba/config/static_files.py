"""Static files under names that carry a hash of their content, modules imported by modules included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedFiles(ManifestStaticFilesStorage):
    """Django's manifest storage, which also rewrites the `import` lines of ES modules."""

    support_js_module_import_aggregation = True
