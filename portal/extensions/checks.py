"""System checks: labels of the Django apps plugins bring, and what of a plugin does not fit this locality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from plugins.manager import get_manager
from portal.extensions.fitting import misfits

_HINTS = {
    "process": (
        "Choose one of the locality's processes for process=, or add this one to the locality.",
        "extensions.W001",
    ),
    "office": ("Nothing is wrong if the plugin is made for other counties as well.", "extensions.W002"),
}


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


@register("plugins")
def check_locality(app_configs: Sequence[Any] | None = None, **options: Any) -> list[CheckMessage]:
    """One warning for each process and each office that plugins name and the locality does not have."""
    found: list[CheckMessage] = []
    for misfit in misfits(get_manager()):
        hint, number = _HINTS[misfit.kind]
        found.append(Warning(f"Plugin {misfit.plugin}: {misfit.text}", hint=hint, id=number))
    return found
