"""System checks: `portal check` names every plugin that was left out, and what rules refer to in vain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning, register

from .api.vocabulary import nearest
from .manager import PluginManager, get_manager


@register("plugins")
def check_plugins(app_configs: Sequence[Any] | None = None, **options: Any) -> list[CheckMessage]:
    """Warnings, not errors: the portal stands without a broken plugin."""
    return plugin_warnings(get_manager())


def plugin_warnings(manager: PluginManager) -> list[CheckMessage]:
    """One warning for each plugin in quarantine, and for each rule that looks at a scheme nobody offers."""
    found: list[CheckMessage] = [
        Warning(
            f"Plugin {left_out.plugin} is quarantined: it failed at stage {left_out.stage}. {left_out.error}",
            hint="Its schemes are not on offer until this is mended and the portal restarted; "
            "open claims go to an officer.",
            id="plugins.W001",
        )
        for left_out in manager.quarantined
    ]
    known = manager.schemes()
    for key, info in known.items():
        found.extend(
            Warning(
                f"Scheme {key} looks at whether {other} is received, but no plugin offers it{nearest(other, known)}",
                hint="Nothing is wrong if another authority grants it and the register knows.",
                id="plugins.W002",
            )
            for other in info.depends_on
            if other not in known
        )
    return found
