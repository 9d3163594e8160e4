"""End a role."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.models import Assignment
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.accounts.signals import acted
from portal.common import clock


def end_assignment(*, actor: Actor, assignment: Assignment, last_day: dt.date | None = None) -> Assignment:
    """End an assignment after `last_day` (default: yesterday, that is, at once). The row stays: who was what, when.

    An assignment that began today and ends at once never was: its row is removed. Raises NotAllowed unless the actor is
    an administrator there.
    """
    require_role(actor, Role.ADMINISTRATOR, office=assignment.office)
    last = last_day or clock.today() - dt.timedelta(days=1)
    with transaction.atomic():
        detail = {"user": assignment.user_id, "role": assignment.role, "until": last}
        acted.send(
            end_assignment,
            action="accounts.end_assignment",
            actor=actor,
            subject=assignment,
            office=assignment.office,
            detail=detail,
        )
        if last < assignment.since:
            assignment.delete()
        else:
            assignment.until = last
            assignment.save(update_fields=["until"])
    return assignment
