"""Begin to exchange the shared secret of a system."""

from __future__ import annotations

from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api import tokens
from portal.api.errors import SecretChanged
from portal.api.models import AgencySystem


def rotate_secret(*, actor: Actor, system: AgencySystem) -> str:
    """Make the next secret, which is returned once. Until :func:`finish_rotation` news is signed with both and requests
    may be signed with either. Once more replaces the next secret.

    Raises:
        SecretChanged: somebody has made or retired one since ``system`` was read.
        portal.accounts.permissions.NotAllowed: not an administrator of its office.
    """
    require_role(actor, Role.ADMINISTRATOR, office=system.office)
    taken, secret = tokens.new_secret()
    as_read = AgencySystem.objects.filter(
        pk=system.pk, secret_id=system.secret_id, next_secret_id=system.next_secret_id
    )
    with transaction.atomic():
        # What a colleague was shown a moment ago must not be replaced behind their back.
        if not as_read.update(next_secret_id=taken):
            raise SecretChanged
        system.next_secret, system.next_secret_id = secret, taken
        system.save(update_fields=["next_secret"])
        audit.record("api.rotate_secret", actor=actor, subject=system, office=system.office, detail={"next": taken})
    return secret
