"""The assembly as a Django application: it brings the commands that concern the whole house."""

from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    name = "yakuba.config"
    label = "config"
