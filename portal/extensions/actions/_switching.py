"""Switching on and off: the plugin as a whole, or a plugin or agency for an office and everything below it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from plugins.manager import get_manager
from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.extensions import state as table
from portal.extensions.actions import _steps
from portal.extensions.errors import NotDiscovered
from portal.extensions.models import Enablement, PluginState


def switch(actor: Actor, on: bool, plugin: str, agency: str, office: Office | None) -> None:
    """Make it so; audited if that changes anything."""
    if bool(plugin) == bool(agency):
        raise TypeError("name a plugin or an agency, one of them")
    _steps.allow(actor, office)
    verb = "extensions.enable" if on else "extensions.disable"
    if agency:
        if agency not in get_manager().agencies():
            raise NotDiscovered(_("No plugin brings an agency called “%(name)s”.") % {"name": agency})
        office = office or Office.get_first_root_node()
    with transaction.atomic():
        state = _steps.state_of(plugin) if plugin else None
        if on and plugin:
            _steps.discovered(plugin)
        changed = _switch_row(on, plugin, agency, office) if office else _switch_all(on, plugin)
        if on and office and state is not None and not state.enabled:
            changed = _start_there(actor, state, office)
        if changed:
            table.changed()
            audit.record(
                verb, actor=actor, subject=state, office=office, detail={"plugin": plugin, "agency": agency},
            )  # fmt: skip


def _switch_all(on: bool, plugin: str) -> bool:
    return bool(PluginState.objects.filter(name=plugin, enabled=not on).update(enabled=on))


def _start_there(actor: Actor, state: PluginState, office: Office) -> bool:
    """A plugin that was off as a whole begins at this office alone; only the county's administrator may begin it."""
    _steps.allow(actor)
    root = Office.get_first_root_node()
    if office != root:
        _switch_row(False, state.name, "", root)
    return _switch_all(True, state.name)


def _switch_row(on: bool, plugin: str, agency: str, office: Office) -> bool:
    before = Enablement.objects.filter(plugin=plugin, agency=agency, office=office).first()
    if before is not None and before.enabled == on:
        return False
    Enablement.objects.update_or_create(plugin=plugin, agency=agency, office=office, defaults={"enabled": on})
    return True
