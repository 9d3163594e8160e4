"""Acknowledge that another version of a plugin lies beside the portal now."""

from __future__ import annotations

from django.db import transaction

from plugins.manager import get_manager
from portal import audit
from portal.accounts.actors import Actor
from portal.extensions import state as table
from portal.extensions.actions import _steps
from portal.extensions.models import PluginSetting, PluginState


def upgrade(*, actor: Actor, name: str) -> PluginState:
    """Remember the new version and let go of settings it does not declare any more or cannot read.

    Open claims keep their state; their next assessment uses the new rules. The same version: nothing happens.

    Raises:
        NotDiscovered, InQuarantine, NotInstalled: there is nothing to upgrade to or from.
        portal.accounts.permissions.NotAllowed: the actor is no administrator of the county.
    """
    _steps.allow(actor)
    version = _steps.discovered(name)
    state = _steps.state_of(name)
    with transaction.atomic():
        state = PluginState.objects.select_for_update().get(pk=state.pk)
        if state.installed_version == version:
            return state
        before, state.installed_version = state.installed_version, version
        state.health, state.last_error, state.last_error_at = PluginState.Health.GOOD, "", None
        state.save()
        dropped = _drop_settings(name)
        table.changed()
        audit.record(
            "extensions.upgrade", actor=actor, subject=state,
            detail={"plugin": name, "from": before, "to": version, "dropped_settings": dropped},
        )  # fmt: skip
    return state


def _drop_settings(name: str) -> list[str]:
    declared = {item.key: item for item in get_manager().plugins()[name].settings}
    dropped = []
    for row in PluginSetting.objects.filter(plugin=name):
        item = declared.get(row.key)
        stored = row.secret if row.value is None else row.value
        fits = item is not None and (item.type == "secret") == (row.value is None)
        if item is None or not fits or table.parse_stored(item, stored) is None:
            dropped.append(row.key)
            row.delete()
    return sorted(dropped)
