"""Switching on and off: the plugin as a whole, or a plugin or agency for an office and everything below it."""

from __future__ import annotations

from typing import Any

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
        detail: dict[str, Any] = {"plugin": plugin, "agency": agency}
        begins = False
        if on and office and state is not None and not state.enabled:
            _steps.allow(actor)  # only the county's administrator begins what is off as a whole
            begins = _switch_all(True, plugin)
        if office and begins:
            detail["forgotten"] = _forget_switches(plugin, office)
        changed = _switch_row(on, plugin, agency, office) if office else _switch_all(on, plugin)
        if changed or begins:
            table.changed()
            audit.record(verb, actor=actor, subject=state, office=office, detail=detail)


def _switch_all(on: bool, plugin: str) -> bool:
    return bool(PluginState.objects.filter(name=plugin, enabled=not on).update(enabled=on))


def _forget_switches(plugin: str, office: Office) -> list[str]:
    """The plugin begins at this office alone: what was switched before it was off as a whole counts no more.

    Returns the codes of the offices that had a switch.
    """
    older = Enablement.objects.filter(plugin=plugin)
    codes = sorted(older.values_list("office__code", flat=True))
    older.delete()
    root = Office.get_first_root_node()
    if office != root:
        _switch_row(False, plugin, "", root)
    return codes


def _switch_row(on: bool, plugin: str, agency: str, office: Office) -> bool:
    before = Enablement.objects.filter(plugin=plugin, agency=agency, office=office).first()
    if before is not None and before.enabled == on:
        return False
    Enablement.objects.update_or_create(plugin=plugin, agency=agency, office=office, defaults={"enabled": on})
    return True
