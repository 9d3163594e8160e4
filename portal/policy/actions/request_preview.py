"""Have the effect of a change counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit, messages
from portal.common import clock
from portal.policy import authority, jobs, overlay
from portal.policy.actions import _steps
from portal.policy.models import ImpactPreview, ParameterChange

if TYPE_CHECKING:
    from portal.accounts.actors import Actor
    from portal.accounts.models import User


def request_preview(*, actor: Actor, change: ParameterChange) -> ImpactPreview:
    """The preview of the change as it stands: the one there is, being counted or finished, or a new one.

    Raises:
        NotAllowed, WrongState: makers and checkers of the agency, while the change is a draft or waits for approval.
    """
    roles = (*authority.MAKERS, *authority.CHECKERS)
    user = authority.require(actor, roles, change.agency, authority.places_of(change))
    _steps.expect(change, ParameterChange.State.DRAFT, ParameterChange.State.PROPOSED)
    with transaction.atomic():
        preview, made = count_anew(user, change)
        if made:
            audit.record(
                "policy.request_preview", actor=actor, subject=change, office=_steps.office_of(change),
                detail={"preview": str(preview.pk), "version": change.version},
            )  # fmt: skip
    return preview


def count_anew(user: User, change: ParameterChange) -> tuple[ImpactPreview, bool]:
    """The preview of this version against what is adopted now, and whether it had to be made. In a transaction."""
    serial = overlay.read_stamp()[0]
    usable = change.previews.filter(version=change.version, serial=serial)
    found = usable.exclude(state=ImpactPreview.State.FAILED).first()
    if found is not None:
        return found, False
    preview = ImpactPreview.objects.create(
        change=change, version=change.version, serial=serial, requested_by=user, requested_at=clock.now()
    )
    messages.enqueue(jobs.COUNT, {"preview": str(preview.pk)}, key=f"{jobs.COUNT}:{preview.pk}")
    return preview, True


def finished(change: ParameterChange, serial: int) -> ImpactPreview | None:
    """The finished preview of the change as it stands, counted when this was the last adoption; None without one."""
    return change.previews.filter(version=change.version, serial=serial, state=ImpactPreview.State.DONE).first()
