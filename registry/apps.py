"""The registry as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Named so that settings can list it as `registry`."""

    name = "registry"
    verbose_name = "核验登记"
