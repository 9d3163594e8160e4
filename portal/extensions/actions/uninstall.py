"""Let go of a plugin; claims of people are never let go of."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from plugins.loading import BUILT_IN
from portal import audit
from portal.accounts.actors import Actor
from portal.extensions import state as table
from portal.extensions.actions import _steps
from portal.extensions.errors import BuiltIn, NotDiscovered
from portal.extensions.models import Enablement, PluginNotice, PluginSetting, PluginState, ScheduledRun


def uninstall(*, actor: Actor, name: str) -> PluginState:
    """Disable the plugin and forget its settings, offices, notices and scheduled work. Not installed: nothing happens.

    Also for a plugin whose package is gone already. Its claims stay readable, and officers decide the open ones by
    hand once the package is removed; until then its rules still help them.

    Raises:
        BuiltIn: it comes with the portal; disable it instead.
        NotDiscovered: it never was installed.
        portal.accounts.permissions.NotAllowed: the actor is no administrator of the county.
    """
    _steps.allow(actor)
    if name in BUILT_IN:
        raise BuiltIn(_("“%(name)s” comes with the portal and cannot be uninstalled. Disable it.") % {"name": name})
    with transaction.atomic():
        state = PluginState.objects.select_for_update().filter(name=name).first()
        if state is None:
            raise NotDiscovered(_("No plugin called “%(name)s” was ever installed.") % {"name": name})
        if state.installed_at is None:
            return state
        version, state.installed_version, state.installed_at = state.installed_version, "", None
        state.enabled, state.health, state.last_error, state.last_error_at = False, PluginState.Health.GOOD, "", None
        state.save()
        for model in (Enablement, PluginSetting, PluginNotice, ScheduledRun):
            model.objects.filter(plugin=name).delete()
        table.changed()
        audit.record(
            "extensions.uninstall", actor=actor, subject=state, detail={"plugin": name, "version": version},
        )  # fmt: skip
    return state
