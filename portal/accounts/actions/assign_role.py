"""Give somebody a role at an office."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, Office, User
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.accounts.signals import acted
from portal.common import clock


def assign_role(
    *, actor: Actor, user: User, role: str, office: Office, since: dt.date | None = None, until: dt.date | None = None
) -> Assignment:
    """Assign `role` at `office` from `since` (default: today) up to and including `until`.

    A live assignment of the same role at the same office is returned unchanged. Raises NotAllowed unless the actor is
    an administrator at that office or above it, and ValueError for an unknown role or an end before the start.
    """
    require_role(actor, Role.ADMINISTRATOR, office=office)
    role = Role(role).value
    start = since or clock.today()
    if until is not None and until < start:
        raise ValueError("an assignment cannot end before it starts")
    with transaction.atomic():
        existing = user.live_assignments(role).filter(office=office).first()
        if existing is not None:
            return existing
        assignment = Assignment.objects.create(user=user, role=role, office=office, since=start, until=until)
        detail = {"user": user.pk, "role": role, "since": start, "until": until}
        acted.send(
            assign_role, action="accounts.assign_role", actor=actor, subject=assignment, office=office, detail=detail
        )
    return assignment
