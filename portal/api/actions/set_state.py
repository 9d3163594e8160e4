"""Pause a connected system, let it go on, or close it."""

from __future__ import annotations

from django.db import transaction

from portal import audit, messages
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api import deliveries
from portal.api.errors import SystemChanged, SystemClosed
from portal.api.models import AgencySystem, ApiKey
from portal.common import clock

State = AgencySystem.State


def set_state(*, actor: Actor, system: AgencySystem, state: str) -> AgencySystem:
    """Paused: news waits, keys still work. Active: news goes out again. Closed, which is for good: its keys are revoked
    and the officers get the claims it had.

    Raises:
        ValueError: an unknown state.
        SystemClosed, SystemChanged: it is closed already, or somebody has just changed it.
        portal.accounts.permissions.NotAllowed: not an administrator of its office.
    """
    require_role(actor, Role.ADMINISTRATOR, office=system.office)
    wanted = State(state)
    if system.state == wanted:
        return system
    if system.state == State.CLOSED:
        raise SystemClosed
    with transaction.atomic():
        # Whoever looks at an old page must not open again what a colleague closed.
        if not AgencySystem.objects.filter(pk=system.pk, state=system.state).update(state=wanted):
            raise SystemChanged
        system.state = wanted
        if wanted == State.CLOSED:
            ApiKey.objects.filter(system=system, revoked_at__isnull=True).update(revoked_at=clock.now())
        if wanted == State.ACTIVE:
            deliveries.resume(system)
        job = "api.disconnected" if wanted == State.CLOSED else "api.connected"
        key = f"{job}:{system.pk}:{clock.now().isoformat()}"
        messages.enqueue(job, {"system": str(system.pk)}, key=key, eager=True)
        audit.record("api.set_state", actor=actor, subject=system, office=system.office, detail={"state": wanted.value})
    return system
