"""Change the settings of a connected system."""

from __future__ import annotations

from django.db import transaction

from portal import audit, messages
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api.actions._settings import Settings, apply, need_portal_key
from portal.api.models import AgencySystem
from portal.common import clock

# The settings that say which claims are the system's.
MANDATE = {"agency_key", "office_id", "schemes"}


def change_system(*, actor: Actor, system: AgencySystem, settings: Settings) -> list[str]:
    """Write the settings; returns the names of those that changed. Its keys and its secret stay. A worker
    then takes from it what it may no longer see, and offers what it newly may.

    Raises:
        SettingInvalid: names the field and what is wrong.
        portal.accounts.permissions.NotAllowed: not an administrator of the office before or after.
    """
    require_role(actor, Role.ADMINISTRATOR, office=system.office)
    require_role(actor, Role.ADMINISTRATOR, office=settings.office)
    changed = apply(system, settings)
    if not changed:
        return []
    with transaction.atomic():
        system.save(update_fields=changed)
        need_portal_key(system)
        if MANDATE & set(changed):
            key = f"api.mandate_changed:{system.pk}:{clock.now().isoformat()}"
            messages.enqueue("api.mandate_changed", {"system": str(system.pk)}, key=key)
        audit.record(
            "api.change_system", actor=actor, subject=system, office=settings.office, detail={"changed": changed}
        )
    return changed
