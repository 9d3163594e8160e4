"""How a plugin's own Python fares. An observation, not an act: it is overwritten and not audited."""

from __future__ import annotations

from django.db import transaction

from plugins.loading import BUILT_IN
from plugins.manager import get_manager
from portal.common import clock
from portal.extensions import state as table
from portal.extensions.models import PluginState

LONGEST = 500


def note_failure(*, plugin: str, error: str) -> None:
    """Remember the last error of a plugin, for the administrator."""
    if not plugin:
        return
    loaded = get_manager().plugins().get(plugin)
    built_in = plugin in BUILT_IN
    with transaction.atomic():
        state, _created = PluginState.objects.get_or_create(
            name=plugin,
            defaults={
                "enabled": built_in,
                "installed_at": clock.now() if built_in else None,
                "installed_version": loaded.version if built_in and loaded else "",
            },
        )
        was_failing = state.health == PluginState.Health.FAILING
        state.health, state.last_error, state.last_error_at = PluginState.Health.FAILING, error[:LONGEST], clock.now()
        state.save(update_fields=["health", "last_error", "last_error_at"])
        if not was_failing:
            table.changed()


def note_success(*, plugin: str) -> None:
    """A plugin that was failing answers again; its last error stays to be read."""
    if plugin not in table.known().failing:
        return
    with transaction.atomic():
        PluginState.objects.filter(name=plugin).update(health=PluginState.Health.GOOD)
        table.changed()
