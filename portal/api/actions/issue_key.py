"""Give a connected system a key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api import tokens
from portal.api.models import AgencySystem, ApiKey, Scope
from portal.common import clock

LONGEST_DAYS = 400


def issue_key(
    *, actor: Actor, system: AgencySystem, scopes: Iterable[str], days: int = 365, label: str = ""
) -> tuple[ApiKey, str]:
    """Make a key with these rights; the key itself is returned once and never shown again.

    Args:
        scopes: values of :class:`~portal.api.models.Scope`, at least one.
        days: how long it opens, at most 400.

    Raises:
        ValueError: no or unknown rights, an impossible time, or the system is closed.
        portal.accounts.permissions.NotAllowed: not an administrator of its office.
    """
    require_role(actor, Role.ADMINISTRATOR, office=system.office)
    rights = sorted({Scope(scope).value for scope in scopes})
    if not rights or not 1 <= days <= LONGEST_DAYS or system.state == AgencySystem.State.CLOSED:
        raise ValueError("a key needs rights, an end within 400 days, and a system that is not closed")
    issued = tokens.new_token()
    with transaction.atomic():
        key = ApiKey.objects.create(
            system=system, label=label.strip()[:80], prefix=issued.prefix, digest=issued.digest, scopes=rights,
            expires_on=clock.today() + dt.timedelta(days=days),
        )  # fmt: skip
        audit.record(
            "api.issue_key", actor=actor, subject=key, office=system.office,
            detail={"system": str(system.pk), "scopes": rights, "until": key.expires_on.isoformat()},
        )  # fmt: skip
    return key, issued.token
