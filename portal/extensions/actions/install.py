"""Take a plugin that lies beside the portal into use."""

from __future__ import annotations

from django.db import transaction

from plugins.loading import BUILT_IN
from portal import audit
from portal.accounts.actors import Actor
from portal.common import clock
from portal.extensions import state as table
from portal.extensions.actions import _steps
from portal.extensions.models import PluginState


def install(*, actor: Actor, name: str) -> PluginState:
    """Remember the plugin with its version; a foreign one is not enabled by this. Installed already: nothing happens.

    Raises:
        NotDiscovered, InQuarantine: there is no such plugin, or none that works.
        portal.accounts.permissions.NotAllowed: the actor is no administrator of the county.
    """
    _steps.allow(actor)
    version = _steps.discovered(name)
    with transaction.atomic():
        state, _created = PluginState.objects.select_for_update().get_or_create(
            name=name, defaults={"enabled": name in BUILT_IN}
        )
        if state.installed_at is not None:
            return state
        state.installed_version, state.installed_at = version, clock.now()
        state.enabled = name in BUILT_IN
        state.health, state.last_error, state.last_error_at = PluginState.Health.GOOD, "", None
        state.save()
        table.changed()
        audit.record(
            "extensions.install", actor=actor, subject=state, detail={"plugin": name, "version": version},
        )  # fmt: skip
    return state
