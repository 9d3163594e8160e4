"""Take a plugin, or an agency's schemes, off the list of what people can apply for."""

from __future__ import annotations

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.extensions.actions import _switching


def disable(*, actor: Actor, plugin: str = "", agency: str = "", office: Office | None = None) -> None:
    """Disable a plugin as a whole, or a plugin or an agency for an office and everything below it.

    Nothing new can be applied for; open claims are decided as before. Disabled already: nothing happens.

    Raises:
        NotDiscovered, NotInstalled: there is nothing to disable.
        portal.accounts.permissions.NotAllowed: the actor is no administrator there.
    """
    _switching.switch(actor, False, plugin, agency, office)
