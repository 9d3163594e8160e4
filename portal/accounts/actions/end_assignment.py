"""End a role."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from portal.common import clock

from ..actors import Actor
from ..models import Assignment
from ..permissions import require_role
from ..roles import Role
from ..signals import acted


def end_assignment(*, actor: Actor, assignment: Assignment, last_day: dt.date | None = None) -> Assignment:
    """End an assignment after `last_day` (default: yesterday, that is, at once). The row stays: who was what, when.

    An assignment that began today and ends at once never was: its row is removed. Raises NotAllowed unless the actor is
    an administrator there.
    """
    require_role(actor, Role.ADMINISTRATOR, office=assignment.office)
    last = last_day or clock.today() - dt.timedelta(days=1)
    with transaction.atomic():
        detail = {"user": assignment.user_id, "role": assignment.role, "until": last}
        acted.send(end_assignment, action="accounts.end_assignment", actor=actor, subject=assignment, office=assignment.office, detail=detail)
        if last < assignment.since:
            assignment.delete()
        else:
            assignment.until = last
            assignment.save(update_fields=["until"])
    return assignment
