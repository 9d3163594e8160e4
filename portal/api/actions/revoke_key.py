"""Take a key away."""

from __future__ import annotations

from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api.models import ApiKey
from portal.common import clock


def revoke_key(*, actor: Actor, key: ApiKey) -> bool:
    """The key opens nothing from here on; False when it was revoked already.

    Raises:
        portal.accounts.permissions.NotAllowed: not an administrator of its system's office.
    """
    require_role(actor, Role.ADMINISTRATOR, office=key.system.office)
    with transaction.atomic():
        if not ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
            return False
        key.refresh_from_db(fields=["revoked_at"])
        audit.record("api.revoke_key", actor=actor, subject=key, office=key.system.office)
    return True
