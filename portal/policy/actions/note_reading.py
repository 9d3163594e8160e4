"""Remember who looked at what a change does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.common import clock
from portal.policy.actions import _steps
from portal.policy.models import ImpactPreview, PreviewReading

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def note_reading(*, actor: Actor, preview: ImpactPreview) -> bool:
    """Once a person and finished preview; True the first time. Only staff read."""
    if actor.user is None or preview.state != ImpactPreview.State.DONE:
        return False
    if PreviewReading.objects.filter(preview=preview, user=actor.user).exists():
        return False
    with transaction.atomic():
        _reading, first = PreviewReading.objects.get_or_create(
            preview=preview, user=actor.user, defaults={"at": clock.now()}
        )
        if first:
            audit.record_read(
                "policy.read_preview", actor=actor, subject=preview.change, office=_steps.office_of(preview.change),
                detail={"preview": str(preview.pk)},
            )  # fmt: skip
    return first
