"""Begin to exchange the shared secret of a system."""

from __future__ import annotations

from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api import tokens
from portal.api.models import AgencySystem


def rotate_secret(*, actor: Actor, system: AgencySystem) -> str:
    """Make the next secret, which is returned once. Until :func:`finish_rotation` news is signed with both and requests
    may be signed with either. Once more replaces the next secret.

    Raises:
        portal.accounts.permissions.NotAllowed: not an administrator of its office.
    """
    require_role(actor, Role.ADMINISTRATOR, office=system.office)
    system.next_secret_id, secret = tokens.new_secret()
    system.next_secret = secret
    with transaction.atomic():
        system.save(update_fields=["next_secret", "next_secret_id"])
        audit.record(
            "api.rotate_secret", actor=actor, subject=system, office=system.office,
            detail={"next": system.next_secret_id},
        )  # fmt: skip
    return secret
