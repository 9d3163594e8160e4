"""Let an office follow the one above it again."""

from __future__ import annotations

from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.extensions import state as table
from portal.extensions.actions import _steps
from portal.extensions.models import Enablement, PluginState


def inherit(*, actor: Actor, office: Office, plugin: str = "", agency: str = "") -> None:
    """Forget what was switched for this office itself. Nothing switched: nothing happens.

    Raises:
        portal.accounts.permissions.NotAllowed: the actor is no administrator there.
    """
    _steps.allow(actor, office)
    with transaction.atomic():
        gone, _by_model = Enablement.objects.filter(plugin=plugin, agency=agency, office=office).delete()
        if gone:
            table.changed()
            audit.record(
                "extensions.inherit", actor=actor, subject=PluginState.objects.filter(name=plugin).first(),
                office=office, detail={"plugin": plugin, "agency": agency},
            )  # fmt: skip
