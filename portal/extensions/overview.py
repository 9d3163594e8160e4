"""Every plugin there is or was, as the control panel and the command list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext

from plugins.loading import BUILT_IN, LoadedPlugin
from plugins.manager import get_manager
from portal.common.locality import get_locality
from portal.extensions.models import PluginState
from portal.extensions.state import offered_schemes


@dataclass(frozen=True)
class Row:
    """One plugin. `stand` is one of available, enabled, disabled, quarantined, missing; `upgrade_to` a version."""

    name: str
    agency: str
    schemes: tuple[str, ...]
    version: str
    api: str
    built_in: bool
    stand: str
    upgrade_to: str
    health: str
    last_error: str
    last_error_at: datetime | None
    quarantine: str

    @property
    def title(self) -> str:
        """What people call it: its agency's name, else its own."""
        return self.agency or self.name

    @property
    def stand_text(self) -> str:
        """The stand in words."""
        return {
            "available": pgettext("state of a plugin", "Not installed"),
            "enabled": pgettext("state of a plugin", "Enabled"),
            "disabled": pgettext("state of a plugin", "Disabled"),
            "quarantined": pgettext("state of a plugin", "In quarantine"),
            "missing": pgettext("state of a plugin", "Package removed"),
        }[self.stand]

    @property
    def health_text(self) -> str:
        """The health in words; empty where nothing can be said."""
        return str(PluginState.Health(self.health).label) if self.stand in ("enabled", "disabled") else ""

    def as_json(self) -> dict[str, Any]:
        """Plain data for the command."""
        return {
            "name": self.name, "agency": self.agency, "schemes": list(self.schemes), "version": self.version,
            "api": self.api, "built_in": self.built_in, "state": self.stand, "upgrade_to": self.upgrade_to,
            "health": self.health, "last_error": self.last_error,
            "last_error_at": self.last_error_at.isoformat() if self.last_error_at else None,
            "quarantine": self.quarantine,
        }  # fmt: skip


def rows(language: str) -> list[Row]:
    """All plugins: built-in ones first, then installed distributions, then what is remembered but gone."""
    manager = get_manager()
    states = {state.name: state for state in PluginState.objects.all()}
    quarantined = {left_out.plugin: f"{left_out.stage}: {left_out.error}" for left_out in manager.quarantined}
    loaded = manager.plugins()
    remembered = [name for name, state in states.items() if state.installed_at is not None]
    names = dict.fromkeys([*BUILT_IN, *sorted([*loaded, *quarantined]), *sorted(remembered)])
    return [_row(name, loaded.get(name), states.get(name), quarantined.get(name, ""), language) for name in names]


def scheme_stands(chain: Sequence[str]) -> dict[str, str]:
    """How each scheme stands for a county (the chain of its office): on offer, or what is missing for that.

    One of offered; the stand of its plugin (available, disabled); unfit, where the county lacks its way of processing;
    off, where its agency or plugin is switched off everywhere.
    """
    processes = get_locality().processes
    stands = {found.name: found.stand for found in rows("en")}
    offered = offered_schemes(chain)
    found = {}
    for key, info in get_manager().schemes().items():
        stand = stands[info.plugin]
        if info.scheme.process not in processes:
            found[key] = "unfit"
        elif stand == "enabled":
            found[key] = "offered" if key in offered else "off"
        else:
            found[key] = stand
    return found


def row(name: str, language: str) -> Row | None:
    """One plugin, or None if there never was one of that name."""
    return next((found for found in rows(language) if found.name == name), None)


def _row(name: str, plugin: LoadedPlugin | None, state: PluginState | None, quarantine: str, language: str) -> Row:
    installed = state is not None and state.installed_at is not None
    built_in = name in BUILT_IN
    version = plugin.version if plugin else state.installed_version if state and installed else ""
    behind = bool(plugin and state and installed and state.installed_version != plugin.version)
    return Row(
        name=name,
        agency=_agency(plugin, language),
        schemes=_schemes(plugin, language),
        version=version,
        api=(plugin.requires_api or "1.0") if plugin else "",
        built_in=built_in,
        stand=_stand(plugin, installed or built_in, state.enabled if state else built_in, quarantine),
        upgrade_to=version if behind else "",
        health=state.health if state else PluginState.Health.GOOD,
        last_error=state.last_error if state else "",
        last_error_at=state.last_error_at if state else None,
        quarantine=quarantine if plugin is None else "",
    )


def _stand(plugin: LoadedPlugin | None, installed: bool, enabled: bool, quarantine: str) -> str:
    if plugin is None:
        return "quarantined" if quarantine else "missing"
    if not installed:
        return "available"
    return "enabled" if enabled else "disabled"


def _agency(plugin: LoadedPlugin | None, language: str) -> str:
    if plugin is None:
        return ""
    agencies = get_manager().agencies()
    keys: Sequence[str] = [plugin.agency.key] if plugin.agency else [scheme.agency for scheme in plugin.schemes]
    names = [get_manager().text(key, agencies[key].name, language) for key in dict.fromkeys(keys) if key in agencies]
    return ("、" if language.startswith("zh") else ", ").join(names)


def _schemes(plugin: LoadedPlugin | None, language: str) -> tuple[str, ...]:
    return tuple(plugin.texts(scheme.name, language) for scheme in plugin.schemes) if plugin else ()
