"""Django apps that plugins bring: named by the administrator, never found by themselves.

    PLUGIN_APPS=legal-aid        # the environment: names under the entry point group portal.django_apps

An app runs inside the portal with all its rights, unlike the rules of a plugin. That is why somebody has to name it.
This module is read by the settings: it must not import Django.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points

GROUP = "portal.django_apps"


class UnknownApp(LookupError):
    """PLUGIN_APPS names a plugin that brings no Django app."""


def plugin_apps(allowed: Iterable[str]) -> dict[str, str]:
    """Plugin name → dotted path of its app, for the names allowed and in their order. UnknownApp for any other."""
    wanted = list(dict.fromkeys(name.strip() for name in allowed if name.strip()))
    if not wanted:
        return {}
    found = {point.name: point.value for point in entry_points(group=GROUP)}
    missing = [name for name in wanted if name not in found]
    if missing:
        there = ", ".join(sorted(found)) or "none"
        raise UnknownApp(f"PLUGIN_APPS names {', '.join(missing)}, which bring no Django app; there are: {there}")
    return {name: found[name] for name in wanted}
