"""Connect a system of an agency."""

from __future__ import annotations

from django.db import transaction

from portal import audit, messages
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api import tokens
from portal.api.actions._settings import Settings, apply, need_portal_key
from portal.api.models import AgencySystem


def connect_system(*, actor: Actor, settings: Settings) -> tuple[AgencySystem, str]:
    """Store the system and make its shared secret, which is returned once and never shown again. Verified claims that
    wait for an officer are given to it.

    Raises:
        SettingInvalid: names the field and what is wrong.
        portal.accounts.permissions.NotAllowed: not an administrator of that office.
    """
    require_role(actor, Role.ADMINISTRATOR, office=settings.office)
    system = AgencySystem()
    apply(system, settings)
    system.secret_id, secret = tokens.new_secret()
    system.secret = secret
    with transaction.atomic():
        system.save(force_insert=True)
        need_portal_key(system)
        messages.enqueue("api.connected", {"system": str(system.pk)}, key=f"api.connected:{system.pk}:first")
        audit.record(
            "api.connect_system", actor=actor, subject=system, office=system.office,
            detail={"agency": system.agency_key, "schemes": system.schemes, "identity": system.shows_identity},
        )  # fmt: skip
    return system, secret
