"""Retire the former secret of a system."""

from __future__ import annotations

from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api.models import AgencySystem


def finish_rotation(*, actor: Actor, system: AgencySystem) -> bool:
    """From here on only the new secret counts; False when none was being exchanged, or another one than was read.

    Raises:
        portal.accounts.permissions.NotAllowed: not an administrator of its office.
    """
    require_role(actor, Role.ADMINISTRATOR, office=system.office)
    if not system.next_secret:
        return False
    former, taken = system.secret_id, system.next_secret_id
    with transaction.atomic():
        # A colleague may have made another next secret since: that one is not thrown away.
        if not AgencySystem.objects.filter(pk=system.pk, next_secret_id=taken).update(next_secret_id=""):
            return False
        system.secret, system.secret_id = system.next_secret, taken
        system.next_secret, system.next_secret_id = None, ""
        system.save(update_fields=["secret", "secret_id", "next_secret"])
        audit.record(
            "api.finish_rotation", actor=actor, subject=system, office=system.office,
            detail={"former": former, "now": taken},
        )  # fmt: skip
    return True
