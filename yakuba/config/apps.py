"""The assembly as a Django application: it brings the commands that concern the whole house."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class AssemblyConfig(AppConfig):
    name = "yakuba.config"
    label = "config"

    def ready(self) -> None:
        from yakuba.config import deploy_checks

        deploy_checks.register()


class CollectedFilesConfig(StaticFilesConfig):
    """Which static files are collected: of HTMX only the edition that pages load; others name modules that are absent."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/ext/*",
        "django_htmx/htm*-4*",
        "django_htmx/htmx-2.js",
    ]
