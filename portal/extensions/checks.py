"""System checks of the Django apps plugins bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("plugins")
def check_labels(app_configs: Sequence[Any] | None = None, **options: Any) -> list[CheckMessage]:
    """An app's label begins with its plugin's name: labels name tables, and nobody may take another's."""
    found: list[CheckMessage] = []
    for plugin, path in settings.PLUGIN_APPS.items():
        prefix = plugin.replace("-", "_")
        for config in apps.get_app_configs():
            if path not in (config.name, f"{type(config).__module__}.{type(config).__qualname__}"):
                continue
            if config.label != prefix and not config.label.startswith(f"{prefix}_"):
                found.append(
                    Error(
                        f"The app {config.name} of plugin {plugin} has the label {config.label}",
                        hint=f'Give its AppConfig label = "{prefix}" or one that begins with "{prefix}_".',
                        id="extensions.E001",
                    )
                )
    return found
