"""Load the published working-day calendar of one year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.accounts.signals import acted
from portal.common import workdays


def load_calendar_year(
    *, actor: Actor, year: int, holidays: Mapping[dt.date, str], make_up_days: Mapping[dt.date, str], source: str
) -> int:
    """Replace the exceptions of `year` by those of the State Council's notice; returns the number of days stored.

    Deadlines that were provisional can be computed anew afterwards. Raises ValueError for days of another year and
    NotAllowed unless the actor is the system or an administrator.
    """
    require_role(actor, Role.ADMINISTRATOR)
    with transaction.atomic():
        stored = workdays.store_year(year, holidays, make_up_days, source=source)
        detail = {"year": year, "days": stored, "source": source}
        acted.send(
            load_calendar_year,
            action="accounts.load_calendar_year",
            actor=actor,
            subject=None,
            office=None,
            detail=detail,
        )
    return stored
