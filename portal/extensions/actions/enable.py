"""Put a plugin, or an agency's schemes, on offer."""

from __future__ import annotations

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.extensions.actions import _switching


def enable(*, actor: Actor, plugin: str = "", agency: str = "", office: Office | None = None) -> None:
    """Enable a plugin as a whole, or a plugin or an agency for an office and everything below it.

    A plugin that is disabled as a whole and enabled for an office is on there and nowhere else, whatever was switched
    for single offices before; the administrator of the county alone can do that. Enabled already: nothing happens.

    Raises:
        NotDiscovered, InQuarantine, NotInstalled: it cannot be enabled; says why.
        portal.accounts.permissions.NotAllowed: the actor is no administrator there.
    """
    _switching.switch(actor, True, plugin, agency, office)
