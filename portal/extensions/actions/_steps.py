"""What the verbs about plugins share: who may, which row, and telling the other processes."""

from __future__ import annotations

import difflib

from django.utils.translation import gettext as _

from plugins.loading import BUILT_IN
from plugins.manager import get_manager
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.common import clock
from portal.extensions.errors import InQuarantine, NotDiscovered, NotInstalled
from portal.extensions.models import PluginState


def allow(actor: Actor, office: Office | None = None) -> None:
    """Raise NotAllowed unless the actor administers the office, or the whole county where none is meant."""
    require_role(actor, Role.ADMINISTRATOR, office=office or Office.get_first_root_node())


def discovered(name: str) -> str:
    """The version of a plugin that is there and sound.

    Raises InQuarantine with its reason, or NotDiscovered with the nearest name.
    """
    manager = get_manager()
    plugin = manager.plugins().get(name)
    if plugin is not None:
        return plugin.version
    for left_out in manager.quarantined:
        if left_out.plugin == name:
            raise InQuarantine(
                _("The plugin “%(name)s” cannot be loaded: %(error)s. Mend it and restart the portal.")
                % {"name": name, "error": left_out.error}
            )
    near = difflib.get_close_matches(name, manager.plugins(), n=1)
    message = _("No plugin called “%(name)s” is installed beside the portal.") % {"name": name}
    if near:
        message += " " + _("Did you mean “%(near)s”?") % {"near": near[0]}
    raise NotDiscovered(message)


def state_of(name: str) -> PluginState:
    """The row of an installed plugin; a built-in one gets its row here. Raises NotInstalled."""
    if name in BUILT_IN:
        version = get_manager().plugins()[name].version if name in get_manager().plugins() else ""
        state, _created = PluginState.objects.get_or_create(
            name=name, defaults={"enabled": True, "installed_version": version, "installed_at": clock.now()}
        )
        return state
    found = PluginState.objects.filter(name=name, installed_at__isnull=False).first()
    if found is None:
        discovered(name)  # says what is wrong where it is not there at all
        raise NotInstalled(_("The plugin “%(name)s” is not installed yet: install it first.") % {"name": name})
    return found
