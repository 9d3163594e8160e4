"""Help somebody who lost the telephone."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.accounts.signals import acted


def reset_second_factor(*, actor: Actor, user: User) -> int:
    """Remove the app and the recovery codes of `user`; the next sign-in sets up new ones. Returns how many went.

    Make sure who is asking before. Raises NotAllowed unless the actor is the system or an administrator of an office
    where the user works.
    """
    offices = [assignment.office for assignment in user.live_assignments().select_related("office")]
    if not any(actor.user is not None and actor.user.has_role(Role.ADMINISTRATOR, office=office) for office in offices):
        require_role(actor, Role.ADMINISTRATOR, office=offices[0] if offices else None)
    with transaction.atomic():
        removed, _by_model = Authenticator.objects.filter(user=user).delete()
        acted.send(
            reset_second_factor,
            action="accounts.reset_second_factor",
            actor=actor,
            subject=user,
            office=None,
            detail={"removed": removed},
        )
    return removed
