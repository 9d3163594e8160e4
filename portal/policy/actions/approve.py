"""Adopt a proposed change: the second person's verb."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from portal import audit, messages
from portal.common import clock
from portal.policy import authority, drafting, jobs, overlay
from portal.policy.actions import _steps
from portal.policy.actions.request_preview import finished
from portal.policy.errors import ConcurrentChange, PreviewMissing, PreviewUnread
from portal.policy.models import Adoption, ParameterChange

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def approve(*, actor: Actor, change: ParameterChange, version: int | None = None) -> ParameterChange:
    """Put the figures in force from their first day on (R6.10). Of several checkers at the same moment one wins.

    Adoptions take turns, so that two changes which are right one by one cannot break a floor together. Decisions made
    already keep the figures they were made with (R5.7).

    Args:
        version: the version of the change the checker saw.

    Raises:
        OwnProposal: the checker wrote in it, in whatever role.
        PreviewMissing, PreviewUnread: its effect is not counted up to date, or the checker did not look at it.
        ChangeInvalid, FloorBroken: it cannot stand any more, for instance because its first day has passed meanwhile.
        NotAllowed, WrongState, ConcurrentChange: see :mod:`portal.policy.errors`.
    """
    if version is not None and version != change.version:
        raise ConcurrentChange
    _steps.expect(change, ParameterChange.State.PROPOSED)
    user = authority.require_checker(actor, change)
    with transaction.atomic():
        preview = finished(change, _wait_for_turn())
        if not ParameterChange.objects.filter(pk=change.pk, state=change.state, version=change.version).exists():
            raise ConcurrentChange
        if preview is None:
            raise PreviewMissing
        if not preview.readings.filter(user=user).exists():
            raise PreviewUnread
        drafting.check(drafting.content_of(change))
        now = clock.now()
        serial = _take_number(now)
        _steps.move(change, ParameterChange.State.IN_FORCE, checked_by=user, checked_at=now, serial=serial)
        messages.enqueue(
            jobs.GO_LIVE, {"change": str(change.pk)}, key=f"{jobs.GO_LIVE}:{change.pk}",
            not_before=max(now, clock.start_of(change.since)),
        )  # fmt: skip
        audit.record(
            "policy.approve", actor=actor, subject=change, office=_steps.office_of(change),
            detail={"version": change.version, "since": change.since.isoformat(), "serial": serial,
                    "preview": str(preview.pk), "correction": change.correction},
        )  # fmt: skip
        transaction.on_commit(overlay.forget)
    return change


def _wait_for_turn() -> int:
    """Hold the row of the last adoption to the end of the transaction; its number."""
    return Adoption.objects.select_for_update().get_or_create(pk=1)[0].serial


def _take_number(now: dt.datetime) -> int:
    Adoption.objects.filter(pk=1).update(serial=F("serial") + 1, at=now)
    return Adoption.objects.values_list("serial", flat=True).get(pk=1)
